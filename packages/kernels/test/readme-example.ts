import {
  instantiateKernels,
  instantiateSimdKernels,
  javascriptKernels,
  KERNEL_BLOCK_BYTES,
} from "@zexpr/kernels";

const memory = new WebAssembly.Memory({ initial: 1 });
const block = 1024; // KERNEL_BLOCK_BYTES (9,664) from here on stay the kernels' own
const kernels = instantiateKernels(memory, block);
const cells = new Float64Array(memory.buffer);

cells[0] = 2;
cells[1] = 0.5;
kernels.pow_into(16, 0, 8); // byte addresses: destination, x, y
console.log(cells[2]); // → 1.4142135623730951

const columns = instantiateSimdKernels(memory, block, kernels);
columns.sin_rows(32, 0, 2); // two rows
console.log(cells[4] === kernels.sin(2)); // → true

// Without WebAssembly, or where it is forbidden:
const flat = javascriptKernels(memory.buffer, block + KERNEL_BLOCK_BYTES);
flat.pow_into(24, 0, 8);
console.log(cells[3] === cells[2]); // → true
