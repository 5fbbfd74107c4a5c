// Apart from the main entry: for tests and tools that need programs which no compiler makes.
import * as op from "./opcodes.ts";
import { OPS } from "./ops.ts";

/**
 * One instruction: its name, then its operands in the order dst, a, b without those that are "none". Cells are named:
 * variables and context values by name, results `out0`, literals `#2.5`, folded constants `k0`, registers `r0`, argument
 * windows `w0`, parameters `p0`. Jumps name the number of an instruction of their part. A trap names its status, two
 * counts, and what it is about.
 */
export type Line = readonly [name: string, ...operands: (string | number)[]];

interface FunctionSource {
  readonly parameters: number;
  readonly code: readonly Line[];
}

/** A program in text. What is missing is empty; `stack` and `frames` default to enough for `callDepth` calls. */
export interface ProgramSource {
  readonly variables?: Readonly<Record<string, number>>;
  readonly context?: Readonly<Record<string, number>>;
  readonly arrays?: Readonly<Record<string, readonly number[]>>;
  /** Number of arguments by name. */
  readonly natives?: Readonly<Record<string, number>>;
  readonly init?: readonly Line[];
  readonly expressions: readonly (readonly Line[])[];
  readonly functions?: Readonly<Record<string, FunctionSource>>;
  readonly stack?: number;
  readonly frames?: number;
  readonly callDepth?: number;
  readonly budget?: number;
}

/** Where a site of part `source`, instruction `index`, is said to be. */
export function siteSpan(source: number, index: number): { start: number; end: number } {
  const start = (source < 0 ? 1000 * -source : 100 * source) + index;
  return { start, end: start + 1 };
}

interface Part {
  readonly source: number;
  readonly lines: readonly Line[];
  readonly at: number;
}

/** Bytes of a program in text: the counterpart of `disassemble`, for programs that need no parser. It is not verified. */
export function assemble(program: ProgramSource): Uint8Array {
  const {
    variables = {},
    context = {},
    arrays = {},
    natives = {},
    init = [],
    expressions,
    functions = {},
  } = program;
  const END: Line = ["end"];
  const parts: Part[] = [];
  let at = op.HEADER_WORDS;
  const add = (source: number, lines: readonly Line[]): number => {
    parts.push({ source, lines, at });
    at += lines.length * op.INSTRUCTION_WORDS;
    return parts.at(-1)?.at as number;
  };
  add(0, [...init, END]);
  const main = at;
  const starts = expressions.map((lines, i) => add(i, lines));
  add(Math.max(0, expressions.length - 1), [END]);
  const mainEnd = at;
  const entries = Object.values(functions).map(({ code }, f) => add(~f, code));
  const codeEnd = at;

  const operands = (lines: readonly Line[]): string[] => lines.flat().map(String);
  const inBatch = operands([...init, ...expressions.flat()]);
  const all = [...inBatch, ...operands(Object.values(functions).flatMap(({ code }) => code))];
  const count = (texts: readonly string[], letter: string): number =>
    Math.max(
      0,
      ...texts
        .filter((text) => new RegExp(`^${letter}\\d+$`).test(text))
        .map((text) => Number(text.slice(1)) + 1),
    );
  const literals = [...new Set(all.filter((text) => text.startsWith("#")))];
  const folded = count(all, "k");
  const registers = count(inBatch, "r");
  const windows = count(inBatch, "w");
  const frames = Object.values(functions).map(({ parameters, code }) => {
    const texts = operands(code);
    return { parameters, registers: count(texts, "r"), windows: count(texts, "w") };
  });
  const frameCells = frames.map((frame) => frame.parameters + frame.registers + frame.windows);

  const globals = new Map<string, number>();
  const values: number[] = [];
  const cell = (name: string, value: number): number => {
    globals.set(name, values.length);
    return values.push(value) - 1;
  };
  for (const [name, value] of Object.entries(variables)) cell(name, value);
  expressions.forEach((_, i) => {
    cell(`out${i}`, Number.NaN);
  });
  for (const [name, value] of Object.entries(context)) cell(name, value);
  for (const literal of literals) cell(literal, Number(literal.slice(1)));
  for (let i = 0; i < folded; i++) cell(`k${i}`, Number.NaN);
  const firstArrayCell = values.length;
  const arrayRows = Object.values(arrays).flatMap((elements) => {
    const first = values.length;
    values.push(...elements);
    return [first, elements.length];
  });

  const symbols: [kind: number, index: number, name: string][] = [];
  const symbol = (kind: number, index: number, name: string): number => symbols.push([kind, index, name]) - 1;
  const functionSymbols = Object.keys(functions).map((name, i) => symbol(op.KIND_FUNCTION, i, name));
  const nativeSymbols = Object.keys(natives).map((name, i) => symbol(op.KIND_NATIVE, i, name));
  const arraySymbols = Object.keys(arrays).map((name, i) => symbol(op.KIND_ARRAY, i, name));
  for (const name of Object.keys(context)) symbol(op.KIND_CONTEXT, globals.get(name) as number, name);
  for (const name of Object.keys(variables)) symbol(op.KIND_VARIABLE, globals.get(name) as number, name);

  const code: number[] = [];
  const sites: number[] = [];
  for (const { source, lines, at } of parts) {
    const frame = source < 0 ? frames[~source] : undefined;
    const local = (text: string): number => {
      const index = Number(text.slice(1));
      const base = frame === undefined ? values.length : frame.parameters;
      if (/^r\d+$/.test(text)) return base + index;
      if (/^w\d+$/.test(text)) return base + (frame?.registers ?? registers) + index;
      if (/^p\d+$/.test(text)) return index;
      const global = globals.get(text);
      if (global === undefined) throw new Error(`no cell ${text}`);
      return global;
    };
    lines.forEach(([name, ...rest], index) => {
      const opcode = OPS.findIndex((row) => row[0] === name);
      const row = OPS[opcode];
      if (row === undefined) throw new Error(`no instruction ${name}`);
      const pc = op.HEADER_WORDS + code.length;
      code.push(opcode);
      const next = [...rest];
      let about = -1;
      for (const kind of [row[1], row[2], row[3]]) {
        const value = kind === "none" ? 0 : (next.shift() as string | number);
        const text = String(value);
        if (kind === "cell" || kind === "window" || kind === "global") code.push(local(text));
        else if (kind === "target") code.push(at + Number(value) * op.INSTRUCTION_WORDS);
        else if (kind === "function") code.push(Object.keys(functions).indexOf(text));
        else if (kind === "native") code.push(Object.keys(natives).indexOf(text));
        else if (kind === "array") code.push(Object.keys(arrays).indexOf(text));
        else code.push(Number(value));
        if (kind === "function") about = functionSymbols[code.at(-1) as number] as number;
        if (kind === "native") about = nativeSymbols[code.at(-1) as number] as number;
        if (kind === "array") about = arraySymbols[code.at(-1) as number] as number;
      }
      if (name === "trap" && next.length > 0) about = symbol(op.KIND_NAME, 0, String(next[0]));
      if (["call", "native", "index", "trap"].includes(name)) {
        const { start, end } = siteSpan(source, index);
        sites.push(pc, source, start, end, about);
      }
    });
  }

  const functionRows = entries.flatMap((entry, f) => [
    entry,
    frames[f]?.parameters ?? 0,
    frameCells[f] ?? 0,
    Object.values(functions)[f]?.code.length ?? 0,
  ]);
  const names = symbols.map(([, , name]) => name).join("");
  let unit = 0;
  const symbolRows = symbols.flatMap(([kind, index, name]) => {
    unit += name.length;
    return [kind, index, unit - name.length, name.length];
  });
  const callDepth = program.callDepth ?? 10;
  const calls = program.frames ?? (frames.length > 0 ? callDepth : 0);
  const budget = program.budget ?? 1e8;

  const words = [...new Array<number>(op.HEADER_WORDS).fill(0), ...code];
  const header = (field: number, value: number): void => {
    words[field] = value;
  };
  const table = (field: number, rows: readonly number[], width: number, countField?: number): void => {
    header(field, words.length);
    words.push(...rows);
    if (countField !== undefined) header(countField, rows.length / width);
  };
  table(op.H_EXPRESSIONS, starts, 1);
  table(op.H_FUNCTIONS, functionRows, op.FUNCTION_WORDS, op.H_FUNCTION_COUNT);
  table(op.H_ARRAYS, arrayRows, op.ARRAY_WORDS, op.H_ARRAY_COUNT);
  table(op.H_NATIVES, Object.values(natives), op.NATIVE_WORDS, op.H_NATIVE_COUNT);
  table(op.H_SITES, sites, op.SITE_WORDS, op.H_SITE_COUNT);
  table(op.H_SYMBOLS, symbolRows, op.SYMBOL_WORDS, op.H_SYMBOL_COUNT);
  const text = new Int32Array(Math.ceil(names.length / 2));
  new Uint16Array(text.buffer).set(Array.from(names, (_, i) => names.charCodeAt(i)));
  table(op.H_STRINGS, [...text], 1);
  if (words.length % 2 === 1) words.push(0);

  header(op.H_MAGIC, op.PROGRAM_MAGIC);
  header(op.H_VERSION, op.PROGRAM_VERSION);
  header(op.H_SIZE, words.length * 4 + values.length * 8);
  header(op.H_CODE_END, codeEnd);
  header(op.H_INIT, op.HEADER_WORDS);
  header(op.H_MAIN, main);
  header(op.H_VARIABLES, Object.keys(variables).length);
  header(op.H_RESULTS, expressions.length);
  header(op.H_CONTEXT, Object.keys(context).length);
  header(op.H_CONSTANTS, literals.length + folded);
  header(op.H_ARRAY_CELLS, values.length - firstArrayCell);
  header(op.H_REGISTERS, registers);
  header(op.H_STACK, program.stack ?? windows + callDepth * Math.max(0, ...frameCells));
  header(op.H_FRAMES, calls);
  header(op.H_ARGUMENTS, Math.max(0, ...Object.values(natives)));
  header(op.H_COST, (mainEnd - main) / op.INSTRUCTION_WORDS);
  header(op.H_CALL_DEPTH, callDepth);
  header(op.H_BUDGET_LOW, budget % 2 ** 30);
  header(op.H_BUDGET_HIGH, Math.floor(budget / 2 ** 30));
  header(op.H_STRING_UNITS, names.length);
  header(op.H_CELLS, words.length);

  const bytes = new Uint8Array(words.length * 4 + values.length * 8);
  new Int32Array(bytes.buffer).set(words);
  new Float64Array(bytes.buffer, words.length * 4).set(values);
  return bytes;
}
