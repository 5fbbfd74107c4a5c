import { OPS, symbolName } from "@zexpr/ir";
import * as op from "@zexpr/ir/opcodes";

/** What an evaluation did. */
export interface Outcome {
  readonly status: number;
  /** Results; NaN from the failed expression on. */
  readonly results: number[];
  /** Host calls, in order. */
  readonly calls: string[];
}

const ARITHMETIC: Readonly<Record<string, (a: number, b: number) => number>> = {
  bool: (a) => (a === 0 ? 0 : 1),
  not: (a) => (a === 0 ? 1 : 0),
  logical_and: (a, b) => (a !== 0 && b !== 0 ? 1 : 0),
  logical_or: (a, b) => (a !== 0 || b !== 0 ? 1 : 0),
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  pow: (a, b) => (a === 1 ? 1 : a ** b),
  exp2: (a) => 2 ** a,
  neg: (a) => -a,
  eq: (a, b) => Number(a === b),
  ne: (a, b) => Number(a !== b),
  lt: (a, b) => Number(a < b),
  le: (a, b) => Number(a <= b),
  bit_and: (a, b) => a & b,
  bit_xor: (a, b) => a ^ b,
  max: (a, b) => (Number.isNaN(a) ? b : Number.isNaN(b) ? a : Math.max(a, b)),
  min: (a, b) => (Number.isNaN(a) ? b : Number.isNaN(b) ? a : Math.min(a, b)),
  abs: Math.abs,
  floor: Math.floor,
  sqrt: Math.sqrt,
  sin: Math.sin,
  exp: Math.exp,
};

/**
 * Runs an image by the description of its layout, slowly and suspiciously: a cell that holds no value of the present
 * frame must not be read, so that a register given away too early, a wrong window or a skipped definition shows.
 */
export function simulate(
  words: Int32Array,
  variables: readonly number[],
  host: (name: string, args: readonly number[]) => number,
): Outcome {
  const h = (field: number): number => words[field] as number;
  const image = new Float64Array(words.buffer, words.byteOffset + h(op.H_CELLS) * 4);
  const globals = image.length;
  const size = globals + h(op.H_REGISTERS) + h(op.H_STACK);
  /** undefined: no value. */
  const cells: (number | undefined)[] = new Array<undefined>(size).fill(undefined);
  for (let i = 0; i < globals; i++) cells[i] = image[i];
  for (let i = 0; i < variables.length; i++) cells[i] = variables[i];
  const calls: string[] = [];
  const nameOf = (kind: number, index: number): string => {
    for (let i = 0; i < h(op.H_SYMBOL_COUNT); i++) {
      const row = h(op.H_SYMBOLS) + i * op.SYMBOL_WORDS;
      if (words[row] === kind && words[row + 1] === index) return symbolName(words, i);
    }
    throw new Error(`no symbol of kind ${kind}, index ${index}`);
  };
  const read = (cell: number): number => {
    const value = cells[cell];
    if (value === undefined) throw new Error(`cell ${cell} is read before it has a value`);
    return value;
  };
  const write = (cell: number, value: number): void => {
    if (cell >= size) throw new Error(`cell ${cell} lies behind the stack`);
    cells[cell] = value;
  };
  const forget = (from: number): void => {
    cells.fill(undefined, from);
  };

  let batchPc = 0;
  const frames: { pc: number; base: number; dst: number }[] = [];
  const run = (entry: number): number => {
    let pc = entry;
    let base = 0;
    for (;;) {
      const [name, , , second] = OPS[words[pc] as number] as (typeof OPS)[number];
      const at = pc;
      const [dst, a, b] = [words[pc + 1] as number, words[pc + 2] as number, words[pc + 3] as number];
      if (frames.length === 0) batchPc = pc;
      pc += op.INSTRUCTION_WORDS;
      const meaning = ARITHMETIC[name];
      if (meaning !== undefined) {
        write(base + dst, meaning(read(base + a), second === "cell" ? read(base + b) : 0));
        continue;
      }
      switch (name) {
        case "end":
          return 0;
        case "move":
          write(base + dst, read(base + a));
          break;
        case "global":
          write(base + dst, read(a));
          break;
        case "jump":
          pc = a;
          break;
        case "jump_false":
          if (read(base + b) === 0) pc = a;
          break;
        case "jump_true":
          if (read(base + b) !== 0) pc = a;
          break;
        case "index": {
          const row = h(op.H_ARRAYS) + a * op.ARRAY_WORDS;
          const position = Math.trunc(read(base + b));
          if (!(position >= 0 && position < (words[row + 1] as number))) return 8;
          write(base + dst, read((words[row] as number) + position));
          break;
        }
        case "trap":
          return dst;
        case "native": {
          const count = words[h(op.H_NATIVES) + b] as number;
          const args = Array.from({ length: count }, (_, i) => read(base + a + i));
          const callee = nameOf(op.KIND_NATIVE, b);
          calls.push(`${callee}(${args.join(", ")})`);
          forget(base + a);
          write(base + dst, host(callee, args));
          break;
        }
        case "call": {
          const row = h(op.H_FUNCTIONS) + b * op.FUNCTION_WORDS;
          const parameters = words[row + op.FUNCTION_PARAMETERS] as number;
          for (let i = 0; i < parameters; i++) read(base + a + i);
          if (frames.length >= Math.min(h(op.H_CALL_DEPTH), h(op.H_FRAMES))) return 11;
          if (base + a + (words[row + op.FUNCTION_CELLS] as number) > size)
            throw new Error(`the stack is too small for ${at}`);
          frames.push({ pc, base, dst });
          base += a;
          forget(base + parameters);
          pc = words[row + op.FUNCTION_ENTRY] as number;
          break;
        }
        case "return": {
          const value = read(base + a);
          const frame = frames.pop() as (typeof frames)[number];
          forget(base);
          base = frame.base;
          pc = frame.pc;
          write(base + frame.dst, value);
          break;
        }
        default:
          throw new Error(`the simulator does not know ${name}`);
      }
    }
  };

  if (run(h(op.H_INIT)) !== 0) throw new Error("folding fails");
  const status = run(h(op.H_MAIN));
  const first = h(op.H_VARIABLES);
  const results = Array.from({ length: h(op.H_RESULTS) }, (_, i) => read(first + i));
  if (status !== 0) {
    let failed = -1;
    for (let i = 0; i < results.length; i++)
      if ((words[h(op.H_EXPRESSIONS) + i] as number) <= batchPc) failed = i;
    results.fill(Number.NaN, failed);
  }
  return { status, results, calls };
}
