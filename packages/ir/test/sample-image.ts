/**
 * A program image written out word by word, so that the layout is tested against its description and not against the code
 * that makes it. In source text:
 *
 *     f(p) = p * gain
 *     expression 0: y ? x + gain : table[x]
 *     expression 1: f(expression 0), n(expression 0), nosuch
 *
 * Cells: 0 x, 1 y, 2 and 3 results, 4 gain, 5 the literal 2, 6 the folded 2 * 2, 7 to 9 table; 10 a register, 11 to 14 stack.
 */
export function sampleImage(): Int32Array {
  const words = new Int32Array(188);
  words.set(HEADER);
  words.set(CODE, 40);
  words.set(TABLES, 100);
  const text = "gaintablefnnosuchxy";
  const units = new Uint16Array(words.buffer, 157 * 4, text.length);
  for (let i = 0; i < text.length; i++) units[i] = text.charCodeAt(i);
  const cells = new Float64Array(words.buffer, 168 * 4, 10);
  cells.set([1, 0, Number.NaN, Number.NaN, 0.5, 2, 4, 10, 20, 30]);
  return words;
}

// biome-ignore format: one field a line
const HEADER = [
  0x5250585a, 1, 752, // magic, version, bytes
  100, // end of code
  40, 48, // init, main
  2, 2, 1, 2, 3, // cells: variables, results, context, constants, arrays
  1, 4, // registers, stack
  1, 1, // frames, widest native window
  10, // cost
  1000, 5, 0, // call depth, budget
  100, // expressions
  102, 1, // functions
  106, 1, // arrays
  108, 1, // natives
  109, 4, // sites
  129, 7, // symbols
  157, 19, // names
  168, // cells
];

// biome-ignore format: one instruction a line
const CODE = [
  /* 40 */ 17, 6, 5, 5, // mul folded, literal, literal
  /* 44 */ 0, 0, 0, 0, // end
  /* 48 */ 4, 0, 60, 1, // expression 0: jump_false 60, y
  /* 52 */ 15, 10, 0, 4, // add register, x, gain
  /* 56 */ 3, 0, 64, 0, // jump 64
  /* 60 */ 9, 10, 0, 0, // index register, table, x
  /* 64 */ 1, 2, 10, 0, // move result 0, register
  /* 68 */ 1, 11, 10, 0, // expression 1: move window, register
  /* 72 */ 6, 3, 11, 0, // call result 1, window, f
  /* 76 */ 8, 10, 11, 0, // native register, window, n
  /* 80 */ 10, 5, 0, 0, // trap UnknownVariable
  /* 84 */ 0, 0, 0, 0, // end
  /* 88 */ 2, 1, 4, 0, // f: global r0, gain
  /* 92 */ 17, 2, 0, 1, // mul r1, p0, r0
  /* 96 */ 7, 0, 2, 0, // return r1
];

// biome-ignore format: one row a line
const TABLES = [
  /* 100 */ 48, // expressions: first instruction
  /* 101 */ 68,
  /* 102 */ 88, 1, 3, 3, // functions: entry, parameters, cells, cost
  /* 106 */ 7, 3, // arrays: first cell, length
  /* 108 */ 1, // natives: arguments
  /* 109 */ 60, 0, 10, 18, 1, // sites: instruction, source, span, symbol
  /* 114 */ 72, 1, 0, 4, 2,
  /* 119 */ 76, 1, 6, 10, 3,
  /* 124 */ 80, 1, 12, 18, 4,
  /* 129 */ 2, 4, 0, 4, // symbols: context gain
  /* 133 */ 3, 0, 4, 5, // array table
  /* 137 */ 5, 0, 9, 1, // function f
  /* 141 */ 4, 0, 10, 1, // native n
  /* 145 */ 6, 0, 11, 6, // name nosuch
  /* 149 */ 1, 0, 17, 1, // variable x
  /* 153 */ 1, 1, 18, 1, // variable y
];
