import type { InPlaceFunction, LinearMemory } from "zexpr";
import { Refusal } from "./status.ts";
import { compileShim, F64, type FunctionType, I32 } from "./wasm-module.ts";

/** A C function as one of integers: the double goes to `result`. */
type NativeStub = (args: number, count: number, result: number) => void;
export type LogStub = (text: number, length: number) => void;

const OP = {
  call: 0x10,
  localGet: 0x20,
  localSet: 0x21,
  globalGet: 0x23,
  globalSet: 0x24,
  f64Store: 0x39,
} as const;
/** Global of a stub that has the program's stack pointer. */
const STACK = 0;

/** Code that calls the imported function, for a type of stub. */
interface StubCode {
  readonly imported: FunctionType;
  readonly type: FunctionType;
  readonly code: readonly number[];
  /** The imported function's type in C. */
  readonly inC: string;
}

const NATIVE: StubCode = {
  imported: { parameters: [I32, I32], results: [F64] },
  type: { parameters: [I32, I32, I32], results: [] },
  code: [OP.localGet, 2, OP.localGet, 0, OP.localGet, 1, OP.call, 0, OP.f64Store, 3, 0],
  inC: "double (*)(const double *, size_t)",
};

const LOG: StubCode = {
  imported: { parameters: [I32, I32], results: [] },
  type: { parameters: [I32, I32], results: [] },
  code: [OP.localGet, 0, OP.localGet, 1, OP.call, 0],
  inC: "void (*)(const char *, size_t)",
};

interface Stub {
  readonly call: NativeStub;
  readonly save: (() => number) | undefined;
  readonly restore: ((stackPointer: number) => void) | undefined;
}

interface StubExports {
  readonly call: NativeStub;
  readonly save?: () => number;
  readonly restore?: (stackPointer: number) => void;
}

/** How to reach what a program exports; it may not exist yet. */
export interface ProgramExports {
  table(): WebAssembly.Table | undefined;
  stackPointer(): WebAssembly.Global | undefined;
}

/**
 * Links C functions, given by their index in the program's function table, to stubs that take integers alone. Each stub
 * is an instance of its own that imports the function with its type, so linking fails if the type is another.
 *
 * A trap leaves C's stack pointer where it was at that moment. Stubs note it before each call, and set it back.
 */
export class Callbacks {
  readonly #memory: LinearMemory;
  readonly #shared: boolean;
  readonly #exports: ProgramExports;
  readonly #natives = new WeakMap<object, InPlaceFunction>();
  #nativeModule: WebAssembly.Module | undefined;
  #stack: WebAssembly.Global | undefined;

  constructor(memory: LinearMemory, shared: boolean, exports: ProgramExports) {
    this.#memory = memory;
    this.#shared = shared;
    this.#exports = exports;
  }

  /** @throws {@link Refusal} `NullPointer`, `InvalidPointer` if there is no such function, or one of another type */
  native(index: number): InPlaceFunction {
    const target = this.#target(index);
    let native = this.#natives.get(target);
    if (native === undefined) {
      this.#nativeModule ??= this.#compile(NATIVE);
      const { call, save, restore } = this.#link(this.#nativeModule, target, NATIVE);
      const inPlace: InPlaceFunction = (_, args, count, result) => call(args, count, result);
      const code = target as unknown as (args: number, count: number) => number;
      native = Object.assign(inPlace, { direct: { memory: this.#memory, call: code, save, restore } });
      this.#natives.set(target, native);
    }
    return native;
  }

  /** As {@link native}, for a function that takes a text. */
  log(index: number): LogStub {
    const target = this.#target(index);
    return this.#link(this.#compile(LOG), target, LOG).call as unknown as LogStub;
  }

  #target(index: number): WebAssembly.ExportValue {
    if (index === 0) throw new Refusal("NullPointer", "the function is NULL");
    const table = this.#exports.table();
    if (table === undefined)
      throw new Refusal("InvalidPointer", "the library was not given the program's function table");
    const target = index < table.length ? table.get(index) : null;
    if (typeof target !== "function")
      throw new Refusal("InvalidPointer", "there is no function at this pointer");
    return target as WebAssembly.ExportValue;
  }

  #compile({ imported, type, code }: StubCode): WebAssembly.Module {
    const imports = [["f", imported]] as const;
    this.#stack ??= this.#exports.stackPointer();
    if (this.#stack === undefined)
      return compileShim(this.#shared, { imports, functions: [{ name: "call", type, locals: 0, code }] });
    const functions = [
      { name: "call", type, locals: 0, code },
      { name: "save", type: { parameters: [], results: [I32] }, locals: 0, code: [OP.globalGet, STACK] },
      {
        name: "restore",
        type: { parameters: [I32], results: [] },
        locals: 0,
        code: [OP.localGet, 0, OP.globalSet, STACK],
      },
    ];
    return compileShim(this.#shared, { imports, functions, usesStack: true });
  }

  #link(module: WebAssembly.Module, target: WebAssembly.ExportValue, { inC }: StubCode): Stub {
    const memory = this.#memory.wasm as WebAssembly.Memory;
    const stack = this.#stack;
    try {
      const imports = { memory, f: target, ...(stack !== undefined && { stack }) };
      const { exports } = new WebAssembly.Instance(module, { zexpr: imports });
      const { call, save, restore } = exports as unknown as StubExports;
      if (save === undefined || restore === undefined) return { call, save, restore };
      const guarded: NativeStub = (args, count, result) => {
        const stackPointer = save();
        try {
          call(args, count, result);
        } catch (error) {
          restore(stackPointer);
          throw error;
        }
      };
      return { call: guarded, save, restore };
    } catch {
      const otherwise = stack === undefined ? "" : ", or stackPointer is not the program's __stack_pointer";
      throw new Refusal("InvalidPointer", `the function is no ${inC}${otherwise}`);
    }
  }
}
