import { checkBlock } from "./check.ts";
import { flatKernels } from "./generated/flat.ts";
import type { CellKernels } from "./table.ts";

/**
 * The same kernels in plain JavaScript, bit for bit, for hosts without WebAssembly or that forbid it.
 *
 * Calls allocate nothing once V8 has optimised them and what they call. The functions hold views of `buffer`: make new ones with the new buffer when the memory has grown
 * (writing to the old one would do nothing). Takes 3 ms the first time and under 1 ms later: the block is filled each time.
 *
 * @param buffer - a memory's buffer, or any ArrayBuffer, of a multiple of 8 bytes; kernels reach its first 2 GiB
 * @param block - byte address of {@link KERNEL_BLOCK_BYTES} bytes, a multiple of 8, that stay the kernels' own
 * @throws RangeError when `block` is misaligned or outside the buffer, or the buffer's length is no multiple of 8
 */
export function javascriptKernels(buffer: ArrayBufferLike, block: number): CellKernels {
  checkBlock(block, buffer.byteLength);
  const { start, ...kernels } = flatKernels(
    new Int32Array(buffer),
    new Float64Array(buffer),
  ) as unknown as CellKernels & { start(block: number): void };
  start(block);
  return kernels;
}
