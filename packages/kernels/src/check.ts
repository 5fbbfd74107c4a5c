import { KERNEL_BLOCK_BYTES } from "./block.ts";

/**
 * Refuses a block that the kernels could not use: in JavaScript a misaligned one would give wrong results, and one past the end none.
 *
 * @throws RangeError when `block` is not a multiple of 8 from 0 on, or ends past `bytes`
 */
export function checkBlock(block: number, bytes: number): void {
  if (!Number.isInteger(block) || block < 0 || block % 8 !== 0)
    throw new RangeError(`the kernels' block must be at a multiple of 8 from 0 on, not at ${block}`);
  if (block + KERNEL_BLOCK_BYTES > bytes)
    throw new RangeError(
      `the kernels' block takes bytes ${block} to ${block + KERNEL_BLOCK_BYTES - 1}, but the memory has ${bytes}`,
    );
}
