/**
 * Bytes of the block that each instance of the kernels needs in its memory, at an address that is a multiple of 8: 2/pi, tables
 * of 2^(i/128) and of logarithms, constants, and scratch cells. The f64 kernels and the f32 kernels of one memory can share a
 * block. Two instances that run at the same time (threads) need a block each.
 */
export const KERNEL_BLOCK_BYTES = 9664;
