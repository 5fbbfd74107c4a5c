// Opcode numbers and program layout live inside saved programs. Append only.
// When you edit an opcode, grep "OP TABLE". Constants only: this file is bundled into the packages that use it, so that
// the numbers end up inside their loops.

export const OP_END = 0;
export const OP_MOVE = 1;
export const OP_GLOBAL = 2;
export const OP_JUMP = 3;
export const OP_JUMP_FALSE = 4;
export const OP_JUMP_TRUE = 5;
export const OP_CALL = 6;
export const OP_RETURN = 7;
export const OP_NATIVE = 8;
export const OP_INDEX = 9;
export const OP_TRAP = 10;
export const OP_BOOL = 11;
export const OP_NOT = 12;
export const OP_LOGICAL_AND = 13;
export const OP_LOGICAL_OR = 14;
export const OP_ADD = 15;
export const OP_SUB = 16;
export const OP_MUL = 17;
export const OP_DIV = 18;
export const OP_MOD = 19;
export const OP_POW = 20;
export const OP_NEG = 21;
export const OP_EQ = 22;
export const OP_NE = 23;
export const OP_LT = 24;
export const OP_LE = 25;
export const OP_BIT_AND = 26;
export const OP_BIT_OR = 27;
export const OP_BIT_XOR = 28;
export const OP_BIT_NOT = 29;
export const OP_SHL = 30;
export const OP_SHR = 31;
export const OP_ROL = 32;
export const OP_ROR = 33;
export const OP_MIN = 34;
export const OP_MAX = 35;
export const OP_ABS = 36;
export const OP_SIGN = 37;
export const OP_FLOOR = 38;
export const OP_CEIL = 39;
export const OP_ROUND = 40;
export const OP_TRUNC = 41;
export const OP_SQRT = 42;
export const OP_SIN = 43;
export const OP_COS = 44;
export const OP_TAN = 45;
export const OP_ASIN = 46;
export const OP_ACOS = 47;
export const OP_ATAN = 48;
export const OP_ATAN2 = 49;
export const OP_SINH = 50;
export const OP_COSH = 51;
export const OP_TANH = 52;
export const OP_ASINH = 53;
export const OP_ACOSH = 54;
export const OP_ATANH = 55;
export const OP_EXP = 56;
export const OP_EXP2 = 57;
export const OP_EXPM1 = 58;
export const OP_LN = 59;
export const OP_LOG2 = 60;
export const OP_LOG10 = 61;
export const OP_LOG1P = 62;
export const OP_CBRT = 63;
export const OP_HYPOT = 64;
export const OP_FROUND = 65;

/** Words of an instruction: opcode, dst, a, b. */
export const INSTRUCTION_WORDS = 4;

// Program header, word indices. All offsets in a program are words from its first one, unless they say bytes.
/** "ZXPR" in little-endian bytes. */
export const PROGRAM_MAGIC = 0x5250585a;
export const PROGRAM_VERSION = 1;
export const HEADER_WORDS = 40;
export const H_MAGIC = 0;
export const H_VERSION = 1;
/** Size of the image in bytes, a multiple of 8. */
export const H_SIZE = 2;
/** Word after the last instruction; the first one is at {@link HEADER_WORDS}. */
export const H_CODE_END = 3;
/** First instruction of the part that computes folded constants, run once by the loader. */
export const H_INIT = 4;
/** First instruction of the batch. */
export const H_MAIN = 5;
// Counts of cells, in the order in which they lie from cell 0 on.
export const H_VARIABLES = 6;
export const H_RESULTS = 7;
export const H_CONTEXT = 8;
export const H_CONSTANTS = 9;
export const H_ARRAY_CELLS = 10;
/** Registers of the batch; they follow the array cells. */
export const H_REGISTERS = 11;
/** Cells that calls need above the registers: argument windows and frames of functions. */
export const H_STACK = 12;
/** Calls that can be active at once. */
export const H_FRAMES = 13;
/** Widest argument window of a native function. */
export const H_ARGUMENTS = 14;
/** Instructions charged when an evaluation starts. */
export const H_COST = 15;
// Limits: calls active at once; instructions an evaluation may charge, as `high * 2^30 + low`.
export const H_CALL_DEPTH = 16;
export const H_BUDGET_LOW = 17;
export const H_BUDGET_HIGH = 18;
// Tables: offset and number of rows.
export const H_EXPRESSIONS = 19;
export const H_FUNCTIONS = 20;
export const H_FUNCTION_COUNT = 21;
export const H_ARRAYS = 22;
export const H_ARRAY_COUNT = 23;
export const H_NATIVES = 24;
export const H_NATIVE_COUNT = 25;
export const H_SITES = 26;
export const H_SITE_COUNT = 27;
export const H_SYMBOLS = 28;
export const H_SYMBOL_COUNT = 29;
/** Offset of the names' text, UTF-16, and its length in units. */
export const H_STRINGS = 30;
export const H_STRING_UNITS = 31;
/** Offset of cell 0: an even word. The image ends with the last array cell; registers and stack follow it in memory. */
export const H_CELLS = 32;
/** Width of every value: 0 for f64, {@link PRECISION_F32} for f32, in cells of f64 all the same. */
export const H_PRECISION = 33;
export const PRECISION_F32 = 1;

/** Expression row: word of its first instruction. One row a result. */
export const EXPRESSION_WORDS = 1;
/** Function row: first instruction, parameters, cells of its frame, instructions charged by a call. */
export const FUNCTION_WORDS = 4;
export const FUNCTION_ENTRY = 0;
export const FUNCTION_PARAMETERS = 1;
export const FUNCTION_CELLS = 2;
export const FUNCTION_COST = 3;
/** Array row: first cell, length. */
export const ARRAY_WORDS = 2;
/** Native row: number of arguments. */
export const NATIVE_WORDS = 1;
/** Site row: where an instruction that can fail comes from. */
export const SITE_WORDS = 5;
/** Word of the instruction. Rows are sorted by it. */
export const SITE_PC = 0;
/** Index of the expression, or `~index` of the function. */
export const SITE_SOURCE = 1;
export const SITE_START = 2;
export const SITE_END = 3;
/** Symbol row that names what failed, or -1. */
export const SITE_SYMBOL = 4;
/** Symbol row: kind, index (cell, array, native, function), first UTF-16 unit of its name, length of the name. */
export const SYMBOL_WORDS = 4;
export const SYMBOL_KIND = 0;
export const SYMBOL_INDEX = 1;
export const SYMBOL_NAME = 2;
export const SYMBOL_LENGTH = 3;

/** Index is a cell. */
export const KIND_VARIABLE = 1;
/** Index is a cell. Attributes are named `object.attribute`. */
export const KIND_CONTEXT = 2;
/** Index is a row of the array table. */
export const KIND_ARRAY = 3;
/** Index is a row of the native table. */
export const KIND_NATIVE = 4;
/** Index is a row of the function table. */
export const KIND_FUNCTION = 5;
/** A name for messages only; the index is unused. */
export const KIND_NAME = 6;

// Words of the state block that engines keep behind a program's words; call frames follow it. Not part of saved programs.
/** Instruction to go on at, or that failed. */
export const S_PC = 0;
/** First cell of its frame. */
export const S_BASE = 1;
/** End of the call frames in use. */
export const S_SP = 2;
/** Instruction of the batch that was active then: where its expression is found. */
export const S_BATCH_PC = 3;
/** Instructions that may still be charged: `parts * 2^30 + fuel`. */
export const S_FUEL = 4;
export const S_FUEL_PARTS = 5;
/** Evaluations: `high * 2^30 + low`. */
export const S_EVALUATIONS_LOW = 6;
export const S_EVALUATIONS_HIGH = 7;
/** Most words of state and frames, and most cells, ever in use. */
export const S_FRAMES_HIGH = 8;
export const S_CELLS_HIGH = 9;

/** Two parts of 30 bits keep a count in small integers, which no JavaScript engine boxes. */
export const PART = 0x40000000;
