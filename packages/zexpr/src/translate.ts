import type { LinearMemory } from "@zexpr/arena";
import { type ProgramViews, provideTranslator, type Translation, type Translator } from "@zexpr/engine";
import { H_PRECISION, PRECISION_F32 } from "@zexpr/ir/opcodes";
import { instantiateF32Kernels, instantiateKernels } from "@zexpr/kernels";
import { generate } from "@zexpr/wasm";
import { instantiate, isShared, kernelsOnce } from "./compile-kernels.ts";

/** The first that is compiled in a realm; where the host refuses them, nothing else is tried. */
const kernels = /* @__PURE__ */ kernelsOnce("WebAssembly", (precision, memory) => {
  const exports =
    precision === PRECISION_F32 ? instantiateF32Kernels(memory, 0) : instantiateKernels(memory, 0);
  return { ...exports, mod: exports.fmod };
});

function translate(program: ProgramViews, memory: LinearMemory, callNative: () => number): Translation {
  const { words, cells, state, natives } = program;
  const wasm = memory.wasm as WebAssembly.Memory;
  const direct = natives.flatMap(({ direct: fn }, i) =>
    fn?.memory === memory ? [[i, fn.call] as const] : [],
  );
  const imports = {
    zexpr: { memory: wasm, native: callNative },
    natives: Object.fromEntries(direct),
    kernels: kernels(words[H_PRECISION] as number),
  };
  const bytes = generate(words, cells, {
    cells: cells.byteOffset,
    state: state.byteOffset,
    shared: isShared(wasm),
    direct: direct.map(([index]) => index),
  });
  return instantiate(bytes, imports).evaluate as Translation;
}

export const wasmTranslator: Translator = { check: () => kernels(0), translate };

provideTranslator(wasmTranslator);
