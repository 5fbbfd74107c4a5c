// Words of the engine's state block, which lies behind a program's registers and stack; call frames follow it.

/** Instruction that failed. */
export const S_PC = 0;
/** First cell of its frame. */
export const S_BASE = 1;
/** Instruction of the batch that was active then: where its expression is found. */
export const S_BATCH_PC = 2;
/** Evaluations: `high * 2^30 + low`. */
export const S_EVALUATIONS_LOW = 3;
export const S_EVALUATIONS_HIGH = 4;
/** Most call frame words, and most cells, ever in use. */
export const S_FRAMES_HIGH = 5;
export const S_CELLS_HIGH = 6;

/** Two parts of 30 bits keep a count in small integers, which no JavaScript engine boxes. */
export const PART = 0x40000000;
