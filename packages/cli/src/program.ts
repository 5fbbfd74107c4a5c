import { readFileSync } from "node:fs";
import { Command, CommanderError } from "commander";
import { checkReport, nameList } from "./check.ts";
import { evaluateReport } from "./evaluate.ts";
import { explainReport } from "./explain.ts";
import { functionsReport } from "./functions.ts";
import { expressionText, type Io } from "./io.ts";
import { FORMATS, type MapArguments, POLICIES } from "./map/options.ts";
import { isDefinition, Names } from "./names.ts";
import { EXIT_OK, Output } from "./output.ts";
import { repl } from "./repl.ts";
import { UsageError } from "./usage-error.ts";

const EXAMPLES = `
Examples:
  zexpr "2 + 3 * 4"
  zexpr "a*x^2 + 1" a=2 x=pi/2
  zexpr "hyp(3, 4)" "hyp(a, b) = sqrt(a^2 + b^2)"
  zexpr check "sin(x) + coz(y)" --names x,y
  zexpr explain "a*x^2 + 1"
  zexpr build "a*x^2 + 1" a=2 x=0 -o formula.wasm
  zexpr map in.csv -e "speed = sqrt(vx^2 + vy^2)" -o out.parquet
  zexpr functions log

Definitions: x=3, p.x=3, "t=[1, 2, 3]", "f(a) = a^2". EXPR "-" is standard input; -- ends the options.
Exit codes: 0 fine, 1 a problem in an expression, 2 wrong usage.`;

/**
 * Runs the command and returns its exit code. Never throws.
 *
 * @param args - command line without the program's name
 */
export async function run(args: readonly string[], io: Io): Promise<number> {
  const end = args.indexOf("--");
  const json = (end < 0 ? args : args.slice(0, end)).includes("--json");
  const output = new Output(io, json);
  try {
    let exitCode = EXIT_OK;
    const program = createProgram(args, io, output, (code) => {
      exitCode = code;
    });
    await program.parseAsync(args, { from: "user" });
    return exitCode;
  } catch (error) {
    if (!(error instanceof CommanderError)) return output.error(error);
    // Help and version come as errors too, so that they need not end the process.
    if (error.exitCode === 0) return EXIT_OK;
    return output.error(new UsageError(error.message.replace(/^error: /, "")));
  }
}

function createProgram(
  args: readonly string[],
  io: Io,
  output: Output,
  exit: (code: number) => void,
): Command {
  const program = new Command("zexpr")
    .description("Evaluates mathematical expressions.")
    // Long names only: -x is an expression.
    .version(version(), "--version", "print the version")
    .helpOption("-h, --help", "print this help")
    .helpCommand("help [command]", "print the help of a command")
    .option("--json", "print JSON, problems included")
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      outputError: () => {},
    })
    .exitOverride()
    .addHelpText("after", EXAMPLES);

  const withExpression = (command: Command): Command =>
    command
      .argument("<EXPR>", "the expression")
      .argument("[name=value...]", "variables and functions of the expression")
      // What begins with - and is no option is an expression.
      .allowUnknownOption();
  const namesOf = (definitions: readonly string[], ...sources: readonly string[]): Names => {
    if (!args.includes("--")) refuseOptions([...sources, ...definitions]);
    const names = new Names();
    names.defineAll(definitions);
    return names;
  };

  withExpression(program)
    .usage("[options] EXPR [name=value ...]\n       zexpr COMMAND ...")
    .action(async (argument: string, definitions: string[]) => {
      const names = namesOf(definitions, argument);
      exit(output.report(evaluateReport(await expressionText(argument, io), names)));
    });
  withExpression(program.command("check"))
    .description("print every problem of an expression, without evaluating it")
    .option("--names <a,b,c>", "variables that the expression may use", nameList)
    .action(async (argument: string, definitions: string[], { names = [] }: { names?: string[] }) => {
      const defined = namesOf(definitions, argument);
      exit(output.report(checkReport(await expressionText(argument, io), defined, names)));
    });
  withExpression(program.command("explain"))
    .description("print an expression's tree, program, limits and bytes")
    .option("--wasm", "print the WebAssembly that it is translated to, too")
    .action(async (argument: string, definitions: string[], { wasm = false }: { wasm?: boolean }) => {
      const names = namesOf(definitions, argument);
      const source = await expressionText(argument, io);
      const listWasm = wasm ? await (await import("./wasm-listing.ts")).loadWasmListing() : undefined;
      exit(output.report(explainReport(source, names, listWasm)));
    });
  program
    .command("build")
    .description("write a WebAssembly module that evaluates expressions without zexpr")
    .argument("<EXPR...>", "expressions, and their variables and functions as name=value")
    .requiredOption(
      "-o, --output <file.wasm>",
      "the module; file.h and file.d.ts beside it say how to use it",
    )
    .allowUnknownOption()
    .action(async (texts: string[], options: { output: string }) => {
      if (!args.includes("--")) refuseJoined(args);
      const { buildReport, moduleFile } = await import("./build.ts");
      const file = moduleFile(options.output);
      const sources = texts.filter((text) => !isDefinition(text));
      if (sources.length === 0) throw new UsageError("build needs an expression");
      if (sources.filter((source) => source === "-").length > 1)
        throw new UsageError("standard input (-) can be one expression only");
      const names = namesOf(texts.filter(isDefinition), ...sources);
      const expressions: string[] = [];
      for (const source of sources) expressions.push(await expressionText(source, io));
      exit(output.report(buildReport(expressions, names, file)));
    });
  program
    .command("map")
    .description("add columns to a table: CSV, Arrow or Parquet, of any size")
    .argument("<INPUT>", "a file, or - for standard input")
    .argument("[name=value...]", "variables and functions of the expressions")
    .requiredOption("-o, --output <file>", "where the table goes; - is standard output")
    .option("-e, --expr <name=expr>", "a new column; may be repeated, and use those before", collect)
    .option("--where <expr>", "keep rows for which this is true")
    .option("--from <format>", `${FORMATS.join(", ")}; default: by the file's name`)
    .option("--to <format>", "the same for the output")
    .option("--delimiter <char>", "between the cells of CSV; default: a comma, in .tsv a tab")
    .option("--no-header", "CSV has no line of names: columns are c1, c2, ...")
    .option("--missing <text>", "how CSV says that a cell is missing, beside leaving it empty")
    .option("--on-error <policy>", `what bad cells and failing rows do: ${POLICIES.join(", ")}`, "stop")
    .option("--summary", "print count, range, mean and a histogram of new columns")
    .action(async (input: string, definitions: string[], options: MapArguments) => {
      const names = new Names();
      names.defineAll(definitions);
      const { map } = await import("./map/map.ts");
      exit(await map(input, options, names, io, output.json));
    });
  program
    .command("functions")
    .description("list built-in functions, operators and constants")
    .argument("[PATTERN]", "list only those that mention this text", "")
    .action((pattern: string) => exit(output.report(functionsReport(pattern))));
  program
    .command("repl")
    .description("evaluate line by line, with variables and functions")
    .action(async () => exit(await repl(io, output)));
  return program;
}

/** Values of an option that may be repeated. */
function collect(text: string, before: readonly string[] = []): string[] {
  return [...before, text];
}

/** @throws {@link UsageError} for a misspelt option, rather than evaluating it */
function refuseOptions(texts: readonly string[]): void {
  const option = texts.find((text) => /^--[A-Za-z]/.test(text));
  if (option === undefined) return;
  throw new UsageError(
    `there is no option ${JSON.stringify(option)}; write -- before an expression that begins with --`,
  );
}

/** @throws {@link UsageError} for `-omega`, which could be an expression as well as the option -o */
function refuseJoined(args: readonly string[]): void {
  const joined = args.find((text) => /^-o./.test(text));
  if (joined === undefined) return;
  throw new UsageError(`write -o FILE with a blank between, and an expression as (${joined})`);
}

function version(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
  return (manifest as { version: string }).version;
}
