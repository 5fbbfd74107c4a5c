import { ExprError } from "zexpr";
import type { Io } from "./io.ts";
import { UsageError } from "./usage-error.ts";

/** What a command found, for people and for programs. */
export interface Report {
  /** Without a newline at the end; "" prints nothing. */
  readonly text: string;
  readonly json: object;
  /** Problems of the expression, to be shown beside the text. `json` holds them already. */
  readonly problems?: readonly ExprError[];
}

/** Exit codes of the command. */
export const EXIT_OK = 0;
export const EXIT_PROBLEM = 1;
const EXIT_USAGE = 2;

/** Writes results to standard output and problems to standard error; with `--json` both to standard output, an object a line. */
export class Output {
  readonly #io: Pick<Io, "stdout" | "stderr">;
  /** Whether it writes JSON. */
  readonly json: boolean;

  constructor(io: Pick<Io, "stdout" | "stderr">, json: boolean) {
    this.#io = io;
    this.json = json;
  }

  /** Returns the exit code: whether there were problems. */
  report({ text, json, problems = [] }: Report): number {
    if (this.json) this.#io.stdout.write(`${JSON.stringify(json)}\n`);
    else {
      if (text !== "") this.#io.stdout.write(`${text}\n`);
      if (problems.length > 0) this.#io.stderr.write(`${problems.map(problemText).join("\n\n")}\n`);
    }
    return problems.length === 0 ? EXIT_OK : EXIT_PROBLEM;
  }

  /** Reports anything that was thrown, and returns its exit code. */
  error(thrown: unknown): number {
    if (this.json) this.#io.stdout.write(`${JSON.stringify({ error: problemJson(thrown) })}\n`);
    else {
      const hint = thrown instanceof UsageError ? "\nzexpr --help shows how to use it" : "";
      this.#io.stderr.write(`${problemText(thrown)}${hint}\n`);
    }
    return thrown instanceof UsageError ? EXIT_USAGE : EXIT_PROBLEM;
  }
}

function problemText(thrown: unknown): string {
  return `error: ${thrown instanceof ExprError ? thrown.frame() : messageOf(thrown)}`;
}

/** One problem with the fields of README.md, always all of them. */
export function problemJson(thrown: unknown): object {
  if (!(thrown instanceof ExprError)) {
    return {
      code: "Other",
      status: 99,
      message: messageOf(thrown),
      span: null,
      source: null,
      suggestions: [],
    };
  }
  const { code, status, message, span, source, suggestions } = thrown;
  return {
    code,
    status,
    message,
    span: span === undefined ? null : { start: span.start, end: span.end },
    source: source ?? null,
    suggestions,
  };
}

function messageOf(thrown: unknown): string {
  if (thrown instanceof UsageError) return thrown.message;
  return `zexpr failed: ${thrown instanceof Error ? thrown.message : String(thrown)}`;
}
