import type { LinearMemory } from "@zexpr/arena";
import { type ProgramViews, provideTranslator, type Translation, type Translator } from "@zexpr/engine";
import { ExprError } from "@zexpr/errors";
import { instantiateKernels } from "@zexpr/kernels";
import { generate } from "@zexpr/wasm";

let kernels: WebAssembly.ModuleImports | undefined;
let refusal: ExprError | undefined;

/**
 * The kernels that all translations import, on a page of memory of their own. They are the first that is compiled in a realm;
 * where the host refuses them, nothing else is tried.
 */
function kernelImports(): WebAssembly.ModuleImports {
  if (refusal !== undefined) throw refusal;
  if (kernels !== undefined) return kernels;
  try {
    const exports = instantiateKernels(new WebAssembly.Memory({ initial: 1, maximum: 1 }), 0);
    kernels = { ...exports, mod: exports.fmod };
    return kernels;
  } catch (cause) {
    const refused = cause instanceof WebAssembly.CompileError || cause instanceof EvalError;
    const error = new ExprError(
      "Other",
      refused
        ? "this host does not compile WebAssembly (a Content-Security-Policy has to allow 'wasm-unsafe-eval'): " +
            'use the tier "auto" or "interpreter"'
        : 'the host has no room for WebAssembly now: use the tier "auto" or "interpreter"',
      { cause },
    );
    if (refused) refusal = error;
    throw error;
  }
}

function translate(program: ProgramViews, memory: LinearMemory, callNative: () => number): Translation {
  const { words, cells, state, natives } = program;
  const direct = natives.flatMap(({ direct: fn }, i) =>
    fn?.memory === memory ? [[i, fn.call] as const] : [],
  );
  const imports = {
    zexpr: { memory: memory.wasm as WebAssembly.Memory, native: callNative },
    natives: Object.fromEntries(direct),
    kernels: kernelImports(),
  };
  const shared = memory.buffer[Symbol.toStringTag] === "SharedArrayBuffer";
  const bytes = generate(words, cells, {
    cells: cells.byteOffset,
    state: state.byteOffset,
    shared,
    direct: direct.map(([index]) => index),
  });
  try {
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), imports);
    return exports.evaluate as Translation;
  } catch (cause) {
    throw new ExprError(
      "Other",
      `the host cannot compile this program, of ${bytes.length} bytes of WebAssembly: use the tier "auto" or "interpreter"`,
      { cause },
    );
  }
}

export const wasmTranslator: Translator = { check: kernelImports, translate };

provideTranslator(wasmTranslator);
