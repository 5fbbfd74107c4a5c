import { ExprError } from "@zexpr/errors";

/** Makes what modules need for programs of a precision (a header's), on a page of memory that the kernels have to themselves. */
export type MakeKernels<K> = (precision: number, memory: WebAssembly.Memory) => K;

/**
 * A function that gives the kernels of a precision, and makes them once in a realm. Where the host refuses to compile them, it is not
 * asked again.
 *
 * @param what - that the host would have to compile
 */
export function kernelsOnce<K>(what: string, make: MakeKernels<K>): (precision: number) => K {
  const known: K[] = [];
  let refusal: ExprError | undefined;
  return (precision) => {
    if (refusal !== undefined) throw refusal;
    try {
      const made = known[precision] ?? make(precision, new WebAssembly.Memory({ initial: 1, maximum: 1 }));
      known[precision] = made;
      return made;
    } catch (cause) {
      const refused = cause instanceof WebAssembly.CompileError || cause instanceof EvalError;
      const error = new ExprError(
        "Other",
        refused
          ? `this host does not compile ${what} (a Content-Security-Policy has to allow 'wasm-unsafe-eval'): ` +
              'use the tier "auto" or "interpreter"'
          : 'the host has no room for WebAssembly now: use the tier "auto" or "interpreter"',
        { cause },
      );
      if (refused) refusal = error;
      throw error;
    }
  };
}

/** Compiles and instantiates. @throws {@link ExprError} `Other` where the host cannot, as for a program that is too large for it */
export function instantiate(
  bytes: Uint8Array<ArrayBuffer>,
  imports: WebAssembly.Imports,
): WebAssembly.Exports {
  try {
    return new WebAssembly.Instance(new WebAssembly.Module(bytes), imports).exports;
  } catch (cause) {
    throw new ExprError(
      "Other",
      `the host cannot compile this program, of ${bytes.length} bytes of WebAssembly: use the tier "auto" or "interpreter"`,
      { cause },
    );
  }
}

/** Whether threads share a memory: modules that import it have to say so. */
export function isShared(memory: WebAssembly.Memory): boolean {
  return (memory.buffer as ArrayBufferLike)[Symbol.toStringTag] === "SharedArrayBuffer";
}
