import { Bytes } from "./bytes.ts";
import type { Code } from "./code.ts";
import {
  END,
  EXTERNAL_FUNCTION,
  EXTERNAL_MEMORY,
  F64,
  FUNCTION_TYPE,
  I32,
  I32_CONST,
  SECTION_CODE,
  SECTION_EXPORT,
  SECTION_FUNCTION,
  SECTION_GLOBAL,
  SECTION_IMPORT,
  SECTION_TYPE,
} from "./encoding.ts";

/** `i` for i32, `d` for f64: parameters, then `:` and the result if there is one. */
export type Signature = string;

/** Collects the parts of a module and writes them in the order of the binary format. Imports come before functions. */
export class ModuleBuilder {
  readonly #types = new Map<Signature, number>();
  readonly #typeItems = new Bytes();
  readonly #imports = new Bytes();
  #importCount = 0;
  #functionImports = 0;
  readonly #functions: number[] = [];
  readonly #bodies: (Bytes | undefined)[] = [];
  readonly #exports = new Bytes();
  #exportCount = 0;
  #globals = 0;

  /** Imports a memory of any size; a shared one has to state a maximum, and the largest admits every memory. */
  importMemory(module: string, name: string, shared: boolean): void {
    this.#import(module, name, EXTERNAL_MEMORY);
    this.#imports.u8(shared ? 3 : 0);
    this.#imports.u32(0);
    if (shared) this.#imports.u32(65_536);
  }

  /** @returns index of the function */
  importFunction(module: string, name: string, signature: Signature): number {
    this.#import(module, name, EXTERNAL_FUNCTION);
    this.#imports.u32(this.#type(signature));
    return this.#functionImports++;
  }

  #import(module: string, name: string, kind: number): void {
    this.#imports.name(module);
    this.#imports.name(name);
    this.#imports.u8(kind);
    this.#importCount++;
  }

  /** Reserves the index of a function that {@link define} gives its code. */
  declare(signature: Signature): number {
    this.#bodies.push(undefined);
    return this.#functionImports + this.#functions.push(this.#type(signature)) - 1;
  }

  /** @param code - without the final END. Locals are i32 first, then f64, after the parameters */
  define(fn: number, code: Code, i32Locals: number, f64Locals: number): void {
    const body = new Bytes();
    const groups = [
      [i32Locals, I32],
      [f64Locals, F64],
    ].filter(([count]) => count !== 0) as [number, number][];
    body.u32(groups.length);
    for (const [count, type] of groups) {
      body.u32(count);
      body.u8(type);
    }
    body.append(code);
    body.u8(END);
    this.#bodies[fn - this.#functionImports] = body;
  }

  /** A mutable i32, 0 in the beginning. @returns its index */
  global(): number {
    return this.#globals++;
  }

  export(name: string, fn: number): void {
    this.#exports.name(name);
    this.#exports.u8(EXTERNAL_FUNCTION);
    this.#exports.u32(fn);
    this.#exportCount++;
  }

  build(): Uint8Array<ArrayBuffer> {
    const module = new Bytes();
    for (const byte of [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0]) module.u8(byte);
    section(module, SECTION_TYPE, this.#types.size, this.#typeItems);
    section(module, SECTION_IMPORT, this.#importCount, this.#imports);
    const functions = new Bytes();
    for (const type of this.#functions) functions.u32(type);
    section(module, SECTION_FUNCTION, this.#functions.length, functions);
    if (this.#globals > 0) {
      const globals = new Bytes();
      for (let i = 0; i < this.#globals; i++)
        for (const byte of [I32, 1, I32_CONST, 0, END]) globals.u8(byte);
      section(module, SECTION_GLOBAL, this.#globals, globals);
    }
    section(module, SECTION_EXPORT, this.#exportCount, this.#exports);
    const bodies = new Bytes();
    for (const body of this.#bodies) bodies.vector(body as Bytes);
    section(module, SECTION_CODE, this.#bodies.length, bodies);
    return module.view().slice();
  }

  #type(signature: Signature): number {
    const known = this.#types.get(signature);
    if (known !== undefined) return known;
    const [parameters = "", result = ""] = signature.split(":");
    this.#typeItems.u8(FUNCTION_TYPE);
    for (const types of [parameters, result]) {
      this.#typeItems.u32(types.length);
      for (const type of types) this.#typeItems.u8(type === "i" ? I32 : F64);
    }
    const index = this.#types.size;
    this.#types.set(signature, index);
    return index;
  }
}

function section(module: Bytes, id: number, count: number, items: Bytes): void {
  const content = new Bytes();
  content.u32(count);
  content.append(items);
  module.u8(id);
  module.vector(content);
}
