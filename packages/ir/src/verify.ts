import {
  ARRAY_WORDS,
  EXPRESSION_WORDS,
  FUNCTION_CELLS,
  FUNCTION_COST,
  FUNCTION_ENTRY,
  FUNCTION_PARAMETERS,
  FUNCTION_WORDS,
  H_ARRAY_CELLS,
  H_ARRAY_COUNT,
  H_ARRAYS,
  H_BUDGET_HIGH,
  H_BUDGET_LOW,
  H_CALL_DEPTH,
  H_CELLS,
  H_CODE_END,
  H_COST,
  H_EXPRESSIONS,
  H_FUNCTION_COUNT,
  H_FUNCTIONS,
  H_INIT,
  H_MAGIC,
  H_MAIN,
  H_NATIVE_COUNT,
  H_NATIVES,
  H_PRECISION,
  H_REGISTERS,
  H_RESULTS,
  H_SITE_COUNT,
  H_SITES,
  H_SIZE,
  H_STACK,
  H_STRING_UNITS,
  H_STRINGS,
  H_SYMBOL_COUNT,
  H_SYMBOLS,
  H_VARIABLES,
  H_VERSION,
  HEADER_WORDS,
  INSTRUCTION_WORDS,
  KIND_ARRAY,
  KIND_CONTEXT,
  KIND_FUNCTION,
  KIND_NAME,
  KIND_NATIVE,
  KIND_VARIABLE,
  NATIVE_WORDS,
  OP_CALL,
  OP_END,
  OP_NATIVE,
  OP_RETURN,
  PRECISION_F32,
  PROGRAM_MAGIC,
  PROGRAM_VERSION,
  SITE_PC,
  SITE_SYMBOL,
  SITE_WORDS,
  SYMBOL_INDEX,
  SYMBOL_KIND,
  SYMBOL_LENGTH,
  SYMBOL_NAME,
  SYMBOL_WORDS,
} from "./opcodes.ts";
import { OPS, type Operand } from "./ops.ts";
import { badProgram, imageCells } from "./program.ts";

/**
 * Checks that a program image can be run safely: every table lies inside the image, every instruction is known, every
 * operand lies in its frame or table, jumps only go forward and stay in their part, every part ends with `end` or
 * `return`. A verified program terminates within its budget and touches no cell outside its own block, whatever its
 * bytes. O(size).
 *
 * @param words - the image, exactly
 * @throws {@link ExprError} `Other` with the reason
 */
export function verify(words: Int32Array): void {
  if (words.length < HEADER_WORDS) badProgram("it is shorter than a header");
  const h = (field: number): number => words[field] as number;
  if (h(H_MAGIC) !== PROGRAM_MAGIC) badProgram("it does not start with ZXPR");
  if (h(H_VERSION) !== PROGRAM_VERSION) {
    badProgram(`its version is ${h(H_VERSION)}, this library runs version ${PROGRAM_VERSION}`);
  }
  if (h(H_SIZE) !== words.length * 4) badProgram(`it says ${h(H_SIZE)} bytes, but has ${words.length * 4}`);
  for (let field = H_VARIABLES; field <= H_CELLS; field++) {
    if (h(field) < 0) badProgram(`header word ${field} is negative`);
  }
  if (h(H_PRECISION) !== 0 && h(H_PRECISION) !== PRECISION_F32)
    badProgram(`its precision is ${h(H_PRECISION)}, neither f64 (0) nor f32 (${PRECISION_F32})`);
  const codeEnd = h(H_CODE_END);
  checkTable(words, HEADER_WORDS, codeEnd - HEADER_WORDS, 1, "code");
  if ((codeEnd - HEADER_WORDS) % INSTRUCTION_WORDS !== 0) badProgram("its code is not whole instructions");
  checkTable(words, h(H_EXPRESSIONS), h(H_RESULTS), EXPRESSION_WORDS, "expressions");
  checkTable(words, h(H_FUNCTIONS), h(H_FUNCTION_COUNT), FUNCTION_WORDS, "functions");
  checkTable(words, h(H_ARRAYS), h(H_ARRAY_COUNT), ARRAY_WORDS, "arrays");
  checkTable(words, h(H_NATIVES), h(H_NATIVE_COUNT), NATIVE_WORDS, "natives");
  checkTable(words, h(H_SITES), h(H_SITE_COUNT), SITE_WORDS, "sites");
  checkTable(words, h(H_SYMBOLS), h(H_SYMBOL_COUNT), SYMBOL_WORDS, "symbols");
  checkTable(words, h(H_STRINGS), Math.ceil(h(H_STRING_UNITS) / 2), 1, "names");
  if (h(H_CELLS) % 2 !== 0) badProgram("its cells are not aligned");
  if (h(H_CELLS) * 4 + imageCells(words) * 8 !== h(H_SIZE)) badProgram("its cells do not end with the image");
  const registers = h(H_REGISTERS) + h(H_STACK);
  if (registers > 0x7ffffff || h(H_CALL_DEPTH) < 1) badProgram("its stack is out of range");
  if (h(H_BUDGET_LOW) > 0x3fffffff || h(H_BUDGET_HIGH) > 0x3fffffff) badProgram("its budget is out of range");
  checkRows(words);
  checkCode(words);
}

function checkTable(words: Int32Array, offset: number, rows: number, width: number, what: string): void {
  if (offset < HEADER_WORDS || rows < 0 || offset + rows * width > words.length)
    badProgram(`its ${what} lie outside it`);
}

function checkRows(words: Int32Array): void {
  const h = (field: number): number => words[field] as number;
  const globals = imageCells(words);
  for (let i = 0, row = h(H_ARRAYS); i < h(H_ARRAY_COUNT); i++, row += ARRAY_WORDS) {
    const first = words[row] as number;
    const length = words[row + 1] as number;
    if (first < globals - h(H_ARRAY_CELLS) || length < 0 || first + length > globals)
      badProgram(`array ${i} lies outside the cells`);
  }
  const indexEnd = (kind: number): number => {
    if (kind === KIND_VARIABLE || kind === KIND_CONTEXT) return globals;
    if (kind === KIND_ARRAY) return h(H_ARRAY_COUNT);
    if (kind === KIND_NATIVE) return h(H_NATIVE_COUNT);
    if (kind === KIND_FUNCTION) return h(H_FUNCTION_COUNT);
    return kind === KIND_NAME ? Number.POSITIVE_INFINITY : -1;
  };
  for (let i = 0, row = h(H_SYMBOLS); i < h(H_SYMBOL_COUNT); i++, row += SYMBOL_WORDS) {
    const index = words[row + SYMBOL_INDEX] as number;
    const start = words[row + SYMBOL_NAME] as number;
    const length = words[row + SYMBOL_LENGTH] as number;
    if (index < 0 || index >= indexEnd(words[row + SYMBOL_KIND] as number))
      badProgram(`symbol ${i} names nothing`);
    if (start < 0 || length < 0 || start + length > h(H_STRING_UNITS))
      badProgram(`the name of symbol ${i} lies outside it`);
  }
  let last = 0;
  for (let i = 0, row = h(H_SITES); i < h(H_SITE_COUNT); i++, row += SITE_WORDS) {
    const pc = words[row + SITE_PC] as number;
    const symbol = words[row + SITE_SYMBOL] as number;
    if (pc <= last) badProgram("its sites are not sorted");
    if (symbol < -1 || symbol >= h(H_SYMBOL_COUNT)) badProgram(`site ${i} has no symbol`);
    last = pc;
  }
}

/** Parts in code order: init, main, functions. Each is checked against its own frame. */
function checkCode(words: Int32Array): void {
  const h = (field: number): number => words[field] as number;
  const globals = imageCells(words);
  const mainCells = globals + h(H_REGISTERS) + h(H_STACK);
  if (h(H_INIT) !== HEADER_WORDS) badProgram("its code does not start with the folded constants");
  const count = h(H_FUNCTION_COUNT);
  const functions = h(H_FUNCTIONS);
  const entry = (f: number): number =>
    f < count ? (words[functions + f * FUNCTION_WORDS + FUNCTION_ENTRY] as number) : h(H_CODE_END);
  checkPart(words, h(H_INIT), h(H_MAIN), mainCells, OP_END);
  checkPart(words, h(H_MAIN), entry(0), mainCells, OP_END);
  if (h(H_COST) !== (entry(0) - h(H_MAIN)) / INSTRUCTION_WORDS)
    badProgram("its cost is not its number of instructions");
  for (let f = 0; f < count; f++) {
    const row = functions + f * FUNCTION_WORDS;
    const cells = words[row + FUNCTION_CELLS] as number;
    const parameters = words[row + FUNCTION_PARAMETERS] as number;
    if (parameters < 0 || cells < parameters || cells > h(H_STACK))
      badProgram(`the frame of function ${f} is out of range`);
    checkPart(words, entry(f), entry(f + 1), cells, OP_RETURN);
    if (words[row + FUNCTION_COST] !== (entry(f + 1) - entry(f)) / INSTRUCTION_WORDS) {
      badProgram(`the cost of function ${f} is not its number of instructions`);
    }
  }
  let previous = h(H_MAIN);
  for (let i = 0; i < h(H_RESULTS); i++) {
    const start = words[h(H_EXPRESSIONS) + i] as number;
    if (start < previous || start >= entry(0) || (start - HEADER_WORDS) % INSTRUCTION_WORDS !== 0) {
      badProgram(`expression ${i} starts outside the batch`);
    }
    previous = start;
  }
}

function checkPart(words: Int32Array, from: number, to: number, cells: number, last: number): void {
  if (from < HEADER_WORDS || to <= from || to > words.length || (to - from) % INSTRUCTION_WORDS !== 0) {
    badProgram("a part of its code is out of range");
  }
  if (words[to - INSTRUCTION_WORDS] !== last) badProgram("a part of its code does not end");
  const globals = imageCells(words);
  const inMain = last === OP_END;
  for (let pc = from; pc < to; pc += INSTRUCTION_WORDS) {
    const opcode = words[pc] as number;
    const row = OPS[opcode];
    if (row === undefined) badProgram(`unknown opcode ${opcode} at word ${pc}`);
    const isLast = pc === to - INSTRUCTION_WORDS;
    if ((opcode === OP_END && !isLast) || (opcode === OP_RETURN && inMain))
      badProgram(`misplaced ${row[0]} at word ${pc}`);
    for (let operand = 1; operand <= 3; operand++) {
      const value = words[pc + operand] as number;
      const end = operandEnd(words, row[operand] as Operand, cells, globals, to);
      const start = row[operand] === "target" ? pc + INSTRUCTION_WORDS : row[operand] === "status" ? 1 : 0;
      const aligned = row[operand] !== "target" || (value - from) % INSTRUCTION_WORDS === 0;
      if (value < start || value >= end || !aligned)
        badProgram(`bad operand ${operand} of ${row[0]} at word ${pc}`);
    }
    if (opcode === OP_CALL || opcode === OP_NATIVE) checkWindow(words, pc, cells);
  }
}

function operandEnd(
  words: Int32Array,
  operand: Operand,
  cells: number,
  globals: number,
  partEnd: number,
): number {
  switch (operand) {
    case "cell":
    case "window":
      // A window of no arguments may start where the frame ends.
      return operand === "window" ? cells + 1 : cells;
    case "global":
      return globals;
    case "target":
      return partEnd;
    case "function":
      return words[H_FUNCTION_COUNT] as number;
    case "native":
      return words[H_NATIVE_COUNT] as number;
    case "array":
      return words[H_ARRAY_COUNT] as number;
    case "status":
      return 100;
    default:
      return Number.POSITIVE_INFINITY;
  }
}

/** The arguments lie inside the frame. Whether the callee's frame fits above is checked by the engine at each call. */
function checkWindow(words: Int32Array, pc: number, cells: number): void {
  const window = words[pc + 2] as number;
  const index = words[pc + 3] as number;
  const width =
    words[pc] === OP_CALL
      ? (words[(words[H_FUNCTIONS] as number) + index * FUNCTION_WORDS + FUNCTION_PARAMETERS] as number)
      : (words[(words[H_NATIVES] as number) + index] as number);
  if (width < 0 || window + width > cells) badProgram(`the arguments at word ${pc} lie outside the frame`);
}
