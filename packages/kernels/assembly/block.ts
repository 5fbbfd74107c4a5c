/**
 * The kernels' block: every table and scratch cell lives in it, because the module has no data segment
 * (its memory may belong to a C program). Byte offsets from the block's address; the size is
 * KERNEL_BLOCK_BYTES in src/block.ts, checked by a test.
 */

/** Cells for results that a function returns beside its first one. */
export const SCRATCH: i32 = 0;
export const CELL_A: i32 = 16;
export const CELL_B: i32 = 24;
export const CELL_C: i32 = 32;
/** 50 words: 2/pi, 24 bits each, with four zero words in front. */
export const TWO_OVER_PI: i32 = 80;
/** 2^(32 k), k = -32..31; the address is that of k = 0. */
export const POW2_HIGH: i32 = 288 + 256;
/** 2^k, k = 0..31. */
export const POW2_LOW: i32 = 800;
/** 128 pairs: 2^(i/128) to nearest, and what is missing, relative to it. */
export const EXP_TABLE: i32 = 1056;
/** 128 rows of 1/c, -log(1/c) on a grid of 2^-42, the rest of it, and 0. */
export const LOG_TABLE: i32 = 1056 + 2048;
/** For the two-lane kernels: the coefficients of the sine, then (64 bytes on) of the cosine. */
export const QUADRANT_ROWS: i32 = LOG_TABLE + 4096;
/** Constants of the two-lane kernels, put there by build/outline.js. */
export const VECTOR_CONSTANTS: i32 = QUADRANT_ROWS + 128;
/** For the f32 kernels: two values that a function is given or gives back, 16 bytes each; over the cells above. */
export const LANES_A: i32 = 16;
export const LANES_B: i32 = 32;
/** For the f32 kernels: 8 digits of 2/pi, 24 bits each, as doubles of their own size. */
export const QUARTER_TURNS: i32 = VECTOR_CONSTANTS + 1472;
/** Constants of the four-lane f32 kernels, put there by build/outline.js. */
export const F32_CONSTANTS: i32 = QUARTER_TURNS + 64;
/** End of the block: KERNEL_BLOCK_BYTES of src/block.ts. */
export const BLOCK_END: i32 = F32_CONSTANTS + 800;
