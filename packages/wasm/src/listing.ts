import { imageCells, symbolName } from "@zexpr/ir";
import {
  FUNCTION_PARAMETERS,
  FUNCTION_WORDS,
  H_FUNCTIONS,
  H_SYMBOL_COUNT,
  H_SYMBOLS,
  H_VARIABLES,
  KIND_CONTEXT,
  KIND_FUNCTION,
  KIND_VARIABLE,
  SYMBOL_INDEX,
  SYMBOL_KIND,
  SYMBOL_WORDS,
} from "@zexpr/ir/opcodes";
import { Bytes } from "./bytes.ts";
import { addCustomSection } from "./custom-section.ts";
import { type EmittedProgram, emitProgram } from "./generate.ts";
import { Layout } from "./layout.ts";
import type { Locals } from "./locals.ts";
import { ModuleBuilder } from "./module-builder.ts";
import type { Placement } from "./target.ts";

// Parts of the name section. https://webassembly.github.io/spec/core/appendix/custom.html#name-section
const FUNCTION_NAMES = 1;
const LOCAL_NAMES = 2;

/** What becomes of an expression function. */
export interface ListedFunction {
  readonly name: string;
  readonly parameters: number;
  /** A function of WebAssembly, or run on frames in memory. */
  readonly kind: "direct" | "framed";
}

/** A translation for people to look at. */
export interface ListedModule {
  /** What `generate` gives, byte for byte. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The same with a name section: functions by their names, locals by the cells that they hold. */
  readonly named: Uint8Array<ArrayBuffer>;
  /** Kernels that it imports. */
  readonly kernels: readonly string[];
  /** The program's functions that are called. */
  readonly functions: readonly ListedFunction[];
}

/**
 * As `generate`, and tells what the functions of the module are. Linear in the program. Names hold a dot where the language could
 * have the same one: `out.0` is a result, `r.0` a register, `p.0` a parameter, `c.0` a
 * constant's cell, `zexpr.evaluate` the batch.
 */
export function listModule(words: Int32Array, cells: Float64Array, placement: Placement): ListedModule {
  const builder = new ModuleBuilder();
  builder.importMemory("zexpr", "memory", placement.shared);
  const functionNames = new Map<number, string>();
  const localsOf = new Map<number, Locals>();
  const kernels: string[] = [];
  const program = emitProgram(
    builder,
    words,
    cells,
    placement,
    (name, signature) => {
      const index = builder.importFunction("kernels", name, signature);
      kernels.push(name);
      functionNames.set(index, `kernels.${name}`);
      return index;
    },
    (fn, locals) => localsOf.set(fn, locals),
  );
  builder.export("evaluate", program.evaluate);
  const bytes = builder.build();

  const symbols = symbolNames(words);
  const { target } = program;
  const functions = target.functions.map(
    ({ parameters, direct }, i): ListedFunction => ({
      name: symbols.get(`${KIND_FUNCTION}:${i}`) ?? `function.${i}`,
      parameters,
      kind: direct ? "direct" : "framed",
    }),
  );
  nameFunctions(functionNames, program, functions);
  const localNames = new Map<number, ReadonlyMap<number, string>>();
  for (const [fn, locals] of localsOf) {
    const f = target.direct.indexOf(fn);
    const nameOf = f < 0 ? batchCell(words, symbols) : functionCell(words, f);
    localNames.set(fn, new Map([...locals.entries()].map(([cell, local]) => [local, nameOf(cell)])));
  }
  return {
    bytes,
    named: addCustomSection(bytes, "name", nameSection(functionNames, localNames)),
    kernels,
    functions,
  };
}

function nameFunctions(
  names: Map<number, string>,
  { target, evaluate, parts }: EmittedProgram,
  functions: readonly ListedFunction[],
): void {
  const { native, fail, unwound, toInt32, push, framed, direct } = target;
  for (const [name, index] of Object.entries({ native, fail, unwound, toInt32, push, framed }))
    if (index >= 0) names.set(index, `zexpr.${name}`);
  direct.forEach((index, i) => {
    if (index >= 0) names.set(index, (functions[i] as ListedFunction).name);
  });
  parts.forEach((index, i) => {
    names.set(index, `zexpr.part.${i}`);
  });
  names.set(evaluate, "zexpr.evaluate");
}

function symbolNames(words: Int32Array): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (let symbol = 0; symbol < (words[H_SYMBOL_COUNT] as number); symbol++) {
    const row = (words[H_SYMBOLS] as number) + symbol * SYMBOL_WORDS;
    names.set(`${words[row + SYMBOL_KIND]}:${words[row + SYMBOL_INDEX]}`, symbolName(words, symbol));
  }
  return names;
}

function batchCell(words: Int32Array, symbols: ReadonlyMap<string, string>): (cell: number) => string {
  const layout = new Layout(words);
  return (cell) => {
    const name = symbols.get(`${KIND_VARIABLE}:${cell}`) ?? symbols.get(`${KIND_CONTEXT}:${cell}`);
    if (name !== undefined) return name;
    const result = cell - (words[H_VARIABLES] as number);
    if (layout.isResult(cell)) return `out.${result}`;
    if (layout.isConstant(cell)) return `c.${cell}`;
    return layout.isInput(cell) ? `in.${cell}` : `r.${cell - imageCells(words)}`;
  };
}

function functionCell(words: Int32Array, fn: number): (cell: number) => string {
  const row = (words[H_FUNCTIONS] as number) + fn * FUNCTION_WORDS;
  const parameters = words[row + FUNCTION_PARAMETERS] as number;
  return (cell) => (cell < parameters ? `p.${cell}` : `r.${cell - parameters}`);
}

function nameSection(
  functions: ReadonlyMap<number, string>,
  locals: ReadonlyMap<number, ReadonlyMap<number, string>>,
): Uint8Array {
  const section = new Bytes();
  section.u8(FUNCTION_NAMES);
  section.vector(nameMap(functions));
  const ofLocals = new Bytes();
  const rows = [...locals].sort(([a], [b]) => a - b);
  ofLocals.u32(rows.length);
  for (const [fn, names] of rows) {
    ofLocals.u32(fn);
    ofLocals.append(nameMap(names));
  }
  section.u8(LOCAL_NAMES);
  section.vector(ofLocals);
  return section.view();
}

function nameMap(names: ReadonlyMap<number, string>): Bytes {
  const map = new Bytes();
  // In the order of indices, as the specification wants it.
  const rows = [...names].sort(([a], [b]) => a - b);
  map.u32(rows.length);
  for (const [index, name] of rows) {
    map.u32(index);
    map.name(identifier(name));
  }
  return map;
}

/** Names of variables may be any text; in listings they are ASCII without quotes and blanks. */
function identifier(name: string): string {
  return name.replaceAll(/[^\w.]/g, "_");
}
