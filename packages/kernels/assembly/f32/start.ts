/** Fills what the f32 kernels need of the block. */
import { setBlock, storeF64 } from "../words";
import { QUARTER_TURNS } from "../block";

/** Must be called once, with the address of a block of KERNEL_BLOCK_BYTES (a multiple of 8), before any kernel. */
export function start(address: i32): void {
  setBlock(address);
  const at = address + QUARTER_TURNS;
  // 24-bit digits of 2/pi.
  storeF64(at + 0, 10680707.0 * 5.960464477539063e-08);
  storeF64(at + 8, 7228996.0 * 3.552713678800501e-15);
  storeF64(at + 16, 1387004.0 * 2.117582368135751e-22);
  storeF64(at + 24, 2578385.0 * 1.262177448353619e-29);
  storeF64(at + 32, 16069853.0 * 7.52316384526264e-37);
  storeF64(at + 40, 12639074.0 * 4.484155085839415e-44);
  storeF64(at + 48, 9804092.0 * 2.6727647100921956e-51);
  storeF64(at + 56, 4427841.0 * 1.5930919111324523e-58);
}
