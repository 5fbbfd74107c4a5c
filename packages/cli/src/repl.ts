import { createInterface, type Interface } from "node:readline";
import { complete } from "./completion.ts";
import { HISTORY_LINES, History } from "./history.ts";
import type { Io } from "./io.ts";
import { EXIT_OK, EXIT_PROBLEM, type Output } from "./output.ts";
import { COMMAND_NAMES, Session } from "./session.ts";

/**
 * `zexpr repl`: reads and evaluates lines until the input ends. At a terminal with a prompt, history and completion;
 * else silent but for results and problems.
 *
 * @returns the exit code: at a terminal 0, else 1 if any line failed
 */
export async function repl(io: Io, output: Output): Promise<number> {
  const interactive = io.stdin.isTTY === true && io.stdout.isTTY === true;
  const session = new Session();
  const lines = interactive ? openTerminal(io, session) : createInterface({ input: io.stdin });
  let exitCode = EXIT_OK;
  lines.on("line", (line) => {
    // Lines that were read in one piece still arrive after the interface was closed.
    if (session.ended) return;
    try {
      const report = session.run(line);
      if (report !== undefined && output.report(report) !== EXIT_OK) exitCode = EXIT_PROBLEM;
    } catch (error) {
      output.error(error);
      exitCode = EXIT_PROBLEM;
    }
    if (session.ended) lines.close();
    else if (interactive) lines.prompt();
  });
  if (interactive) {
    io.stdout.write("zexpr: an expression, x = 3 or f(a) = a^2; :help lists the commands\n");
    lines.prompt();
  }
  await new Promise((resolve) => lines.once("close", resolve));
  // Otherwise a pipe that is still open would keep the process alive after `:quit`.
  io.stdin.destroy();
  if (!interactive) return exitCode;
  if (!session.ended) io.stdout.write("\n");
  return EXIT_OK;
}

function openTerminal(io: Io, session: Session): Interface {
  const history = new History(io.env);
  const lines = createInterface({
    input: io.stdin,
    output: io.stdout,
    terminal: io.env.TERM !== "dumb",
    prompt: "> ",
    // Newest first, as readline keeps it.
    history: history.load().reverse(),
    historySize: HISTORY_LINES,
    completer: (line: string) => complete(line, session.names, COMMAND_NAMES),
  });
  lines.on("history", ([newest]: string[]) => {
    if (newest !== undefined) history.add(newest);
  });
  lines.on("SIGINT", () => {
    if (lines.line === "") lines.close();
    else {
      // To the end of the line, then delete back to its start.
      lines.write("", { ctrl: true, name: "e" });
      lines.write("", { ctrl: true, name: "u" });
    }
  });
  return lines;
}
