import { checkBlock } from "./check.ts";
import { f32FlatKernels } from "./generated/f32-flat.ts";
import type { F32CellKernels } from "./table.ts";

/**
 * The f32 kernels in plain JavaScript, bit for bit, for hosts without WebAssembly or that forbid it: on doubles whose value is an f32.
 *
 * As {@link javascriptKernels}, but for the values, and without needing those: they hold views of `buffer`, and are made again
 * when the memory has grown. Takes 0.3 ms the first time.
 *
 * @param buffer - a memory's buffer, or any ArrayBuffer, of a multiple of 8 bytes; kernels reach its first 2 GiB
 * @param block - byte address of {@link KERNEL_BLOCK_BYTES} bytes, a multiple of 8; f64 kernels of the same thread may use it too
 * @throws RangeError when `block` is misaligned or outside the buffer, or the buffer's length is no multiple of 8
 */
export function javascriptF32Kernels(buffer: ArrayBufferLike, block: number): F32CellKernels {
  checkBlock(block, buffer.byteLength);
  const { start, ...kernels } = f32FlatKernels(
    new Int32Array(buffer),
    new Float64Array(buffer),
  ) as unknown as F32CellKernels & { start(block: number): void };
  start(block);
  return kernels;
}
