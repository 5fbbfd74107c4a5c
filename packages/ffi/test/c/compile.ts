import { readFileSync } from "node:fs";
import { setFlagsFromString } from "node:v8";
import { commands, Exit, runLLVM, type Tree } from "@yowasp/clang";
import { INITIAL_PAGES, PAGE } from "./run.ts";

// Optimising the compiler takes V8 longer than compiling a few small files without: half of the time.
setFlagsFromString("--liftoff-only");

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), "utf8");

export const HEADER: string = read("../../include/zexpr.h");

/** Files that every program may include. */
const HEADERS: Tree = {
  "zexpr.h": HEADER,
  "check.h": read("check.h"),
  "host.h": read("host.h"),
};

const FLAGS = ["-std=gnu23", "-Wall", "-Wextra", "-Werror"];
const LINK = [
  "--import-memory",
  "--export-memory",
  `--initial-memory=${INITIAL_PAGES * PAGE}`,
  "--export-table",
  "--export=malloc",
  "--export=free",
  "--export=__stack_pointer",
].map((flag) => `-Wl,${flag}`);

/** Programs that use the stack, and call, as those of users do. The others compile faster without. */
const OPTIMIZED: ReadonlySet<string> = new Set(["callbacks.c", "zero_allocation.c"]);

const programs = new Map<string, Promise<WebAssembly.Module>>();

/** A C file of this folder as a program for wasm32-wasi, compiled once. */
export function compiledProgram(file: string): Promise<WebAssembly.Module> {
  let program = programs.get(file);
  if (program === undefined) {
    program = compile(file);
    programs.set(file, program);
  }
  return program;
}

async function compile(file: string): Promise<WebAssembly.Module> {
  const optimize = OPTIMIZED.has(file) ? "-O1" : "-O0";
  const output = await runCompiler([...FLAGS, optimize, ...LINK, file, "-o", "program.wasm"], {
    ...HEADERS,
    [file]: read(file),
  });
  return new WebAssembly.Module(output["program.wasm"] as Uint8Array<ArrayBuffer>);
}

/** Cases of a C file, in its order. */
export function casesOf(file: string): string[] {
  return [...read(file).matchAll(/^TEST\((\w+)\)/gm)].map(([, name]) => name);
}

/** Functions that the header declares. */
export function functionsOfHeader(): string[] {
  return [...HEADER.matchAll(/^\w[\w *]*\b(expr_\w+)\(/gm)].map(([, name]) => name);
}

/** Names of what a program imports from a module. The project's own types do not know this function. */
export function importsOf(program: WebAssembly.Module, module: string): string[] {
  const { imports } = WebAssembly.Module as unknown as {
    imports(program: WebAssembly.Module): { module: string; name: string }[];
  };
  return imports(program)
    .filter((item) => item.module === module)
    .map(({ name }) => name);
}

/**
 * Runs clang on files that it finds in its current folder.
 *
 * @throws Error what the compiler says, warnings included
 */
export async function runCompiler(args: string[], files: Tree): Promise<Tree> {
  // Fetches the compiler itself; the command would print how far that is.
  await runLLVM(undefined, {}, { fetchProgress: () => {} });
  const decoder = new TextDecoder();
  let said = "";
  const listen = (bytes: Uint8Array | null): void => {
    if (bytes !== null) said += decoder.decode(bytes, { stream: true });
  };
  let output: Tree = {};
  try {
    output = (await commands.clang(args, files, { stdout: listen, stderr: listen })) as Tree;
  } catch (error) {
    if (!(error instanceof Exit)) throw error;
    said ||= `exit code ${error.code}`;
  }
  if (said !== "") throw new Error(said);
  return output;
}
