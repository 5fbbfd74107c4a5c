import { ExprError } from "zexpr";
import { columns } from "./columns.ts";
import { evaluateReport } from "./evaluate.ts";
import { explainReport } from "./explain.ts";
import { functionsReport } from "./functions.ts";
import { Names } from "./names.ts";
import { numberJson, numberText } from "./numbers.ts";
import type { Report } from "./output.ts";

const HELP = `sin(pi / 4)          an expression: prints its value
x = 3                a variable; also p.x = 3 and t = [1, 2, 3]
f(a, b) = a + b      a function
:vars                variables, arrays and functions that you defined
:functions [PATTERN] functions, operators and constants that match
:explain EXPR        tree, program and limits of an expression
:clear               forgets what you defined
:quit                leaves, as Ctrl-D does
:help                this list`;

type Command = (session: Session, rest: string) => Report;

const COMMANDS: Readonly<Record<string, Command>> = {
  ":help": () => ({ text: HELP, json: { help: HELP } }),
  ":vars": ({ names }) => variablesReport(names),
  ":functions": ({ names }, pattern) => functionsReport(pattern, names),
  ":explain": ({ names }, source) => explainReport(source, names),
  ":clear": ({ names }) => {
    names.clear();
    return { text: "", json: { cleared: true } };
  },
  ":quit": (session) => {
    session.ended = true;
    return { text: "", json: {} };
  },
};

export const COMMAND_NAMES: readonly string[] = Object.keys(COMMANDS);

/** What a repl does with its lines, apart from reading and printing them. */
export class Session {
  readonly names: Names = new Names();
  /** Whether `:quit` was given. */
  ended = false;

  /**
   * Carries out one line.
   *
   * @returns undefined if there is nothing to print
   * @throws ExprError what is wrong with an expression or definition
   * @throws ExprError `Other` for a command that does not exist
   */
  run(line: string): Report | undefined {
    const text = line.trim();
    if (text === "") return undefined;
    if (text.startsWith(":")) {
      const report = this.#command(text);
      return this.ended ? undefined : report;
    }
    const defined = this.names.define(text);
    if (defined === undefined) return evaluateReport(text, this.names);
    if ("value" in defined) return { text: "", json: { ...defined, value: numberJson(defined.value) } };
    if ("values" in defined)
      return { text: "", json: { ...defined, values: defined.values.map(numberJson) } };
    return { text: "", json: defined };
  }

  #command(text: string): Report {
    const [, name = "", rest = ""] = /^(\S+)\s*([\s\S]*)$/.exec(text) ?? [];
    const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
    if (command === undefined)
      throw new ExprError(
        "Other",
        `there is no command ${JSON.stringify(name)}; the commands are ${COMMAND_NAMES.join(" ")}`,
      );
    return command(this, rest);
  }
}

function variablesReport({ values, arrays, functions }: Names): Report {
  const rows = [
    ...[...values].map(([name, value]) => [name, `= ${numberText(value)}`]),
    ...[...arrays].map(([name, elements]) => [name, `= [${elements.map(numberText).join(", ")}]`]),
    ...[...functions].map(([name, { parameters, body }]) => [
      `${name}(${parameters.join(", ")})`,
      `= ${body}`,
    ]),
  ];
  return {
    text: rows.length === 0 ? "nothing defined yet: try x = 3" : columns(rows),
    json: {
      variables: Object.fromEntries([...values].map(([name, value]) => [name, numberJson(value)])),
      arrays: Object.fromEntries([...arrays].map(([name, elements]) => [name, elements.map(numberJson)])),
      functions: [...functions].map(([name, { parameters, body }]) => ({ name, parameters, body })),
    },
  };
}
