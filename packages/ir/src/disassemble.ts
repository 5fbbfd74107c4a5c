import {
  FUNCTION_CELLS,
  FUNCTION_ENTRY,
  FUNCTION_PARAMETERS,
  FUNCTION_WORDS,
  H_ARRAY_CELLS,
  H_CELLS,
  H_CODE_END,
  H_CONSTANTS,
  H_CONTEXT,
  H_EXPRESSIONS,
  H_FUNCTION_COUNT,
  H_FUNCTIONS,
  H_INIT,
  H_MAIN,
  H_RESULTS,
  H_SYMBOL_COUNT,
  H_SYMBOLS,
  H_VARIABLES,
  INSTRUCTION_WORDS,
  KIND_ARRAY,
  KIND_CONTEXT,
  KIND_FUNCTION,
  KIND_NATIVE,
  KIND_VARIABLE,
  SYMBOL_INDEX,
  SYMBOL_KIND,
  SYMBOL_WORDS,
} from "./opcodes.ts";
import { OPS, type Operand } from "./ops.ts";
import { symbolName } from "./program.ts";

/**
 * Listing of a verified program, one instruction a line, with names in place of cells: variables, context values and
 * arrays by name, results as `out[0]`, constants as their value, registers as `r0`, function frames as `p0` (parameters)
 * and `r0`. O(size).
 */
export function disassemble(words: Int32Array): string {
  const h = (field: number): number => words[field] as number;
  const names = new Map<string, string>();
  for (let symbol = 0; symbol < h(H_SYMBOL_COUNT); symbol++) {
    const row = h(H_SYMBOLS) + symbol * SYMBOL_WORDS;
    names.set(`${words[row + SYMBOL_KIND]}:${words[row + SYMBOL_INDEX]}`, symbolName(words, symbol));
  }
  const lines: string[] = [];
  const list = (from: number, to: number, parameters: number): void => {
    for (let pc = from; pc < to; pc += INSTRUCTION_WORDS) {
      const [name, ...operands] = OPS[words[pc] as number] as (typeof OPS)[number];
      const texts = operands
        .slice(0, 3)
        .map((operand, i) =>
          operandText(words, names, operand as Operand, words[pc + 1 + i] as number, parameters),
        )
        .filter((text) => text !== "");
      lines.push(`${String(pc).padStart(6)}  ${name.padEnd(12)}${texts.join(", ")}`.trimEnd());
    }
  };
  const functionRow = (f: number): number => h(H_FUNCTIONS) + f * FUNCTION_WORDS;
  const entry = (f: number): number =>
    f < h(H_FUNCTION_COUNT) ? (words[functionRow(f) + FUNCTION_ENTRY] as number) : h(H_CODE_END);

  if (h(H_MAIN) - h(H_INIT) > INSTRUCTION_WORDS) {
    lines.push("constants (once):");
    list(h(H_INIT), h(H_MAIN), -1);
  }
  for (let i = 0; i < h(H_RESULTS); i++) {
    lines.push(`expression ${i}:`);
    list(
      words[h(H_EXPRESSIONS) + i] as number,
      i + 1 < h(H_RESULTS) ? (words[h(H_EXPRESSIONS) + i + 1] as number) : entry(0),
      -1,
    );
  }
  for (let f = 0; f < h(H_FUNCTION_COUNT); f++) {
    const parameters = words[functionRow(f) + FUNCTION_PARAMETERS] as number;
    lines.push(
      `function ${names.get(`${KIND_FUNCTION}:${f}`)}, ${words[functionRow(f) + FUNCTION_CELLS]} cells:`,
    );
    list(entry(f), entry(f + 1), parameters);
  }
  return lines.join("\n");
}

/** `parameters` is -1 in the batch, where cells start with the image's. */
function operandText(
  words: Int32Array,
  names: ReadonlyMap<string, string>,
  operand: Operand,
  value: number,
  parameters: number,
): string {
  switch (operand) {
    case "none":
      return "";
    case "cell":
    case "window": {
      if (parameters < 0) return cellText(words, names, value);
      return value < parameters ? `p${value}` : `r${value - parameters}`;
    }
    case "global":
      return cellText(words, names, value);
    case "function":
      return names.get(`${KIND_FUNCTION}:${value}`) ?? `function ${value}`;
    case "native":
      return names.get(`${KIND_NATIVE}:${value}`) ?? `native ${value}`;
    case "array":
      return names.get(`${KIND_ARRAY}:${value}`) ?? `array ${value}`;
    case "target":
      return `-> ${value}`;
    default:
      return String(value);
  }
}

function cellText(words: Int32Array, names: ReadonlyMap<string, string>, cell: number): string {
  const named = names.get(`${KIND_VARIABLE}:${cell}`) ?? names.get(`${KIND_CONTEXT}:${cell}`);
  if (named !== undefined) return named;
  const results = words[H_VARIABLES] as number;
  const context = results + (words[H_RESULTS] as number);
  const constants = context + (words[H_CONTEXT] as number);
  const arrays = constants + (words[H_CONSTANTS] as number);
  if (cell < results) return `v${cell}`;
  if (cell < context) return `out[${cell - results}]`;
  if (cell < constants) return `c${cell - context}`;
  if (cell < arrays) {
    const byte = words.byteOffset + (words[H_CELLS] as number) * 4 + cell * 8;
    return `#${new DataView(words.buffer).getFloat64(byte, true)}`;
  }
  return `r${cell - arrays - (words[H_ARRAY_CELLS] as number)}`;
}
