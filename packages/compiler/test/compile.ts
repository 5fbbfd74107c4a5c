import { Arena, LinearMemory } from "@zexpr/arena";
import type { InPlaceFunction, Limits } from "@zexpr/ir";
import { disassemble, resolveLimits, verify } from "@zexpr/ir";
import type { CompileOptions } from "../src/index.ts";
import { type Compiled, Compiler, Context, type Environment, type ExpressionFunction } from "../src/index.ts";
import { build, type Tree } from "./tree.ts";

/** A batch as data. */
export interface Source {
  readonly variables?: readonly string[];
  readonly expressions: readonly (Tree | undefined)[];
  /** Functions of the batch. */
  readonly functions?: Readonly<Record<string, readonly [parameters: readonly string[], body: Tree]>>;
  readonly context?: Context;
  readonly limits?: Partial<Limits>;
}

export interface Result extends Compiled {
  /** The image, verified. */
  readonly words: Int32Array;
}

/** What {@link environmentOf} resolves bodies to: a body's text is its number. */
export function environmentOf({ variables = [], functions = {}, context }: Source): Environment {
  const bodies = Object.values(functions).map(([, body]) => body);
  const entries = Object.entries(functions).map(([name, [parameters]], i): [string, ExpressionFunction] => [
    name,
    { kind: "expression", name, parameters, body: String(i) },
  ]);
  return {
    variables: new Map(variables.map((name, i) => [name, i])),
    functions: new Map(entries),
    context: context ?? new Context(),
    parse: (body) => build(bodies[Number(body)] as Tree),
  };
}

/** Compiles with a fresh compiler, or with `compiler`. */
export function compile(source: Source, options: CompileOptions = {}, compiler = freshCompiler()): Result {
  const expressions = source.expressions.map((tree) => (tree === undefined ? undefined : build(tree)));
  const compiled = compiler.compile(
    expressions,
    environmentOf(source),
    resolveLimits(source.limits),
    options,
  );
  return { ...compiled, words: imageOf(compiled) };
}

export function freshCompiler(debug = false): Compiler {
  return new Compiler(new Arena({ memory: new LinearMemory({ backing: "array-buffer", debug }) }));
}

/** The image as one piece, as it would be saved; `dirt` fills the memory it is written into. */
export function imageOf(compiled: Compiled, dirt = 0): Int32Array {
  const memory = new LinearMemory({
    backing: "array-buffer",
    initialBytes: 2 * compiled.capacity.bytes + 64,
  });
  const words = memory.allocate(compiled.capacity.bytes);
  const cells = memory.allocate(compiled.capacity.cellBytes);
  memory.u8.fill(dirt, words, words + compiled.capacity.bytes);
  memory.u8.fill(dirt, cells, cells + compiled.capacity.cellBytes);
  compiled.write(memory, words, cells);
  const size = memory.i32[words / 4 + 2] as number;
  const cellsAt = memory.i32[words / 4 + 32] as number;
  const image = new Int32Array(size / 4);
  image.set(memory.i32.subarray(words / 4, words / 4 + cellsAt));
  image.set(memory.i32.subarray(cells / 4, cells / 4 + image.length - cellsAt), cellsAt);
  verify(image);
  return image;
}

/** Instructions by part, without the final `end`; jump targets count instructions from the jump. */
export interface Listing {
  readonly init: string[];
  readonly expressions: string[][];
  readonly functions: Readonly<Record<string, string[]>>;
}

export function listing(words: Int32Array): Listing {
  const init: string[] = [];
  const expressions: string[][] = [];
  const functions: Record<string, string[]> = {};
  let part: string[] = init;
  for (const line of disassemble(words).split("\n")) {
    const instruction = /^ *(\d+) {2}(\S+) *(.*)$/.exec(line);
    const header = /^(?:expression \d+|function (.+), \d+ cells|constants \(once\)):$/.exec(line);
    if (instruction !== null) {
      const [, pc, name, operands = ""] = instruction;
      const relative = operands.replace(/-> (\d+)/, (_, target) => `+${(Number(target) - Number(pc)) / 4}`);
      part.push(relative === "" ? String(name) : `${name} ${relative}`);
    } else if (header?.[1] !== undefined) {
      part = [];
      functions[header[1]] = part;
    } else if (line.startsWith("expression")) {
      part = [];
      expressions.push(part);
    }
  }
  if (init.at(-1) === "end") init.pop();
  if (expressions.at(-1)?.at(-1) === "end") expressions.at(-1)?.pop();
  return { init, expressions, functions };
}

/** Instructions of a batch of one expression of the variables x, y and z. */
export function code(tree: Tree, source: Partial<Source> = {}, options: CompileOptions = {}): string[] {
  const { words } = compile({ variables: ["x", "y", "z"], ...source, expressions: [tree] }, options);
  return listing(words).expressions[0] as string[];
}

/** A context with the host functions `one(a)` and `two(a, b)`, an array and an attribute. */
export function hostContext(call: InPlaceFunction = () => 0): Context {
  const context = new Context();
  context.addFunctionInPlace("one", 1, call);
  context.addFunctionInPlace("two", 2, call);
  context.addFunctionInPlace("none", 0, call);
  context.setArray("table", [10, 20, 30]);
  context.setAttribute("point", "left", 4);
  context.setVariable("gain", 0.5);
  return context;
}
