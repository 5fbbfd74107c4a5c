import {
  type ColumnCode,
  type ColumnTranslator,
  provideColumnTranslator,
  SCRATCH_COLUMNS,
} from "@zexpr/engine";
import { H_PRECISION, PRECISION_F32 } from "@zexpr/ir/opcodes";
import {
  f32SimdKernelBytes,
  instantiateF32Kernels,
  instantiateF32SimdKernels,
  instantiateKernels,
  instantiateSimdKernels,
  KERNEL_BLOCK_BYTES,
  simdKernelBytes,
  type WasmKernels,
} from "@zexpr/kernels";
import { generateColumns } from "@zexpr/wasm/columns";
import { instantiate, isShared, kernelsOnce } from "./compile-kernels.ts";

/** Kernels of a precision: on numbers, and on vectors as a module with the block that it needs. */
interface ColumnKernels {
  readonly imports: WebAssembly.ModuleImports;
  readonly module: Uint8Array;
  readonly block: Uint8Array;
}

const kernels = /* @__PURE__ */ kernelsOnce(
  "WebAssembly with vector instructions",
  (precision, memory): ColumnKernels => {
    const isF32 = precision === PRECISION_F32;
    const scalar = isF32 ? instantiateF32Kernels(memory, 0) : instantiateKernels(memory, 0);
    // Fills the block, and asks the host for vector instructions.
    if (isF32) instantiateF32SimdKernels(memory, 0);
    else instantiateSimdKernels(memory, 0, scalar as WasmKernels);
    return {
      imports: { ...scalar, mod: scalar.fmod },
      module: isF32 ? f32SimdKernelBytes({ shared: false }) : simdKernelBytes({ shared: false }),
      block: new Uint8Array(memory.buffer, 0, KERNEL_BLOCK_BYTES),
    };
  },
);

const translate: ColumnTranslator["translate"] = (program, memory, layout, scratch, fail) => {
  const { words, cells, state } = program;
  const wasm = memory.wasm as WebAssembly.Memory;
  const { imports: scalar, module, block } = kernels(words[H_PRECISION] as number);
  memory.u8.set(block, scratch);
  const placement = {
    cells: cells.byteOffset,
    state: state.byteOffset,
    shared: isShared(wasm),
    inputs: new Map(layout.inputs.map(({ cell, address }) => [cell, address])),
    outputs: layout.outputs,
    scratch: scratch + SCRATCH_COLUMNS,
  };
  const { bytes, isVector } = generateColumns(words, cells, placement, { module, block: scratch });
  const imports = {
    zexpr: { memory: wasm, native: program.nativeCaller(), fail },
    kernels: scalar,
  };
  return { run: instantiate(bytes, imports).evaluate as ColumnCode, isVector };
};

provideColumnTranslator({ translate });
