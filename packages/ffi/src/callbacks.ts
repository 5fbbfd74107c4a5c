import type { LinearMemory } from "zexpr";
import { Refusal } from "./status.ts";
import { compileShim, F64, type FunctionType, I32 } from "./wasm-module.ts";

/** `double (*)(const double *args, size_t n_args)` */
const NATIVE_FUNC: FunctionType = { parameters: [I32, I32], results: [F64] };
/** `void (*)(const char *text, size_t length)` */
const LOG_FUNC: FunctionType = { parameters: [I32, I32], results: [] };

/** A C function as one of integers: the double goes to `result`. */
export type NativeStub = (args: number, count: number, result: number) => void;
export type LogStub = (text: number, length: number) => void;

const [LOCAL_GET, CALL, F64_STORE] = [0x20, 0x10, 0x39];

/**
 * Links C functions, given by their index in the program's function table, to stubs that take integers alone. Each stub
 * is an instance of its own that imports the function with its type, so linking fails if the type is another.
 */
export class Callbacks {
  readonly #memory: LinearMemory;
  readonly #shared: boolean;
  readonly #table: () => WebAssembly.Table | undefined;
  readonly #natives = new WeakMap<object, NativeStub>();
  #nativeModule: WebAssembly.Module | undefined;

  constructor(memory: LinearMemory, shared: boolean, table: () => WebAssembly.Table | undefined) {
    this.#memory = memory;
    this.#shared = shared;
    this.#table = table;
  }

  /** @throws {@link Refusal} `NullPointer`, `InvalidPointer` if there is no such function, or one of another type */
  native(index: number): NativeStub {
    const target = this.#target(index);
    let stub = this.#natives.get(target);
    if (stub === undefined) {
      this.#nativeModule ??= this.#compile(NATIVE_FUNC, {
        type: { parameters: [I32, I32, I32], results: [] },
        code: [LOCAL_GET, 2, LOCAL_GET, 0, LOCAL_GET, 1, CALL, 0, F64_STORE, 3, 0],
      });
      stub = this.#link(this.#nativeModule, target, "double (*)(const double *, size_t)") as NativeStub;
      this.#natives.set(target, stub);
    }
    return stub;
  }

  /** As {@link native}, for a function that takes a text. */
  log(index: number): LogStub {
    const target = this.#target(index);
    const module = this.#compile(LOG_FUNC, { type: LOG_FUNC, code: [LOCAL_GET, 0, LOCAL_GET, 1, CALL, 0] });
    return this.#link(module, target, "void (*)(const char *, size_t)") as LogStub;
  }

  #target(index: number): WebAssembly.ExportValue {
    if (index === 0) throw new Refusal("NullPointer", "the function is NULL");
    const table = this.#table();
    if (table === undefined)
      throw new Refusal("InvalidPointer", "the library was not given the program's function table");
    const target = index < table.length ? table.get(index) : null;
    if (typeof target !== "function")
      throw new Refusal("InvalidPointer", "there is no function at this pointer");
    return target as WebAssembly.ExportValue;
  }

  #compile(imported: FunctionType, call: { type: FunctionType; code: number[] }): WebAssembly.Module {
    return compileShim(this.#shared, {
      imports: [["f", imported]],
      functions: [{ name: "call", locals: 0, ...call }],
    });
  }

  #link(module: WebAssembly.Module, target: WebAssembly.ExportValue, type: string): unknown {
    const memory = this.#memory.wasm as WebAssembly.Memory;
    try {
      const { exports } = new WebAssembly.Instance(module, { zexpr: { memory, f: target } });
      return exports.call;
    } catch {
      throw new Refusal("InvalidPointer", `the function is no ${type}`);
    }
  }
}
