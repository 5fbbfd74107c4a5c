import { type ColumnCode, type ColumnTranslator, provideColumnTranslator } from "@zexpr/engine";
import { H_PRECISION, PRECISION_F32 } from "@zexpr/ir/opcodes";
import {
  instantiateF32Kernels,
  instantiateF32SimdKernels,
  instantiateKernels,
  instantiateSimdKernels,
} from "@zexpr/kernels";
import { generateColumns } from "@zexpr/wasm/columns";
import { instantiate, isShared, kernelsOnce } from "./compile-kernels.ts";

/** Kernels on numbers and on vectors. */
const kernels = /* @__PURE__ */ kernelsOnce("WebAssembly with vector instructions", (precision, memory) => {
  if (precision === PRECISION_F32) {
    const scalar = instantiateF32Kernels(memory, 0);
    const simd = instantiateF32SimdKernels(memory, 0);
    return { ...scalar, ...simd, mod: scalar.fmod, mod_x4: simd.fmod_x4 };
  }
  const scalar = instantiateKernels(memory, 0);
  const simd = instantiateSimdKernels(memory, 0, scalar);
  return { ...scalar, ...simd, mod: scalar.fmod, mod_x2: simd.fmod_x2 };
});

const translate: ColumnTranslator["translate"] = (program, memory, layout, scratch, fail): ColumnCode => {
  const { words, cells, state } = program;
  const wasm = memory.wasm as WebAssembly.Memory;
  const imports = {
    zexpr: { memory: wasm, native: program.nativeCaller(), fail },
    kernels: kernels(words[H_PRECISION] as number),
  };
  const bytes = generateColumns(words, cells, {
    cells: cells.byteOffset,
    state: state.byteOffset,
    shared: isShared(wasm),
    inputs: new Map(layout.inputs.map(({ cell, address }) => [cell, address])),
    outputs: layout.outputs,
    scratch,
  });
  return instantiate(bytes, imports).evaluate as ColumnCode;
};

provideColumnTranslator({ translate });
