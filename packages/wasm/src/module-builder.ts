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
  SECTION_START,
  SECTION_TYPE,
  V128,
} from "./encoding.ts";

/** `i` for i32, `d` for f64, `v` for v128: parameters, then `:` and the result if there is one. */
export type Signature = string;

const TYPES: Readonly<Record<string, number>> = { i: I32, d: F64, v: V128 };

/** Collects the parts of a module and writes them in the order of the binary format. Imports come before functions. */
export class ModuleBuilder {
  readonly #sections = new Map<number, Section>();
  readonly #types = new Map<Signature, number>();
  #functionImports = 0;
  readonly #bodies: (Bytes | undefined)[] = [];
  #globals = 0;

  /** Where the next entry of a section is written, by callers for those that the builder does not know. */
  entry(section: number): Bytes {
    const at = this.#section(section);
    at.count++;
    return at.items;
  }

  /** Imports a memory of any size; a shared one has to state a maximum, and the largest admits every memory. */
  importMemory(module: string, name: string, shared: boolean): void {
    const items = this.#import(module, name, EXTERNAL_MEMORY);
    items.u8(shared ? 3 : 0);
    items.u32(0);
    if (shared) items.u32(65_536);
  }

  /** @returns index of the function */
  importFunction(module: string, name: string, signature: Signature): number {
    this.#import(module, name, EXTERNAL_FUNCTION).u32(this.#type(signature));
    return this.#functionImports++;
  }

  #import(module: string, name: string, kind: number): Bytes {
    const items = this.entry(SECTION_IMPORT);
    items.name(module);
    items.name(name);
    items.u8(kind);
    return items;
  }

  /** Reserves the index of a function that {@link define} gives its code. */
  declare(signature: Signature): number {
    this.entry(SECTION_FUNCTION).u32(this.#type(signature));
    return this.#functionImports + this.#bodies.push(undefined) - 1;
  }

  /** @param code - without the final END. Locals are i32 first, then f64, then v128, after the parameters */
  define(fn: number, code: Code, i32Locals: number, f64Locals: number, v128Locals = 0): void {
    const body = new Bytes();
    const groups = [
      [i32Locals, I32],
      [f64Locals, F64],
      [v128Locals, V128],
    ].filter(([count]) => count !== 0) as [number, number][];
    body.u32(groups.length);
    for (const [count, type] of groups) {
      body.u32(count);
      body.u8(type);
    }
    body.append(code);
    body.u8(END);
    this.defineBody(fn, body);
  }

  /** @param body - locals and code, as the code section has them */
  defineBody(fn: number, body: Bytes): void {
    this.#bodies[fn - this.#functionImports] = body;
  }

  /** A mutable i32, 0 in the beginning. @returns its index */
  global(): number {
    const items = this.entry(SECTION_GLOBAL);
    for (const byte of [I32, 1, I32_CONST, 0, END]) items.u8(byte);
    return this.#globals++;
  }

  export(name: string, index: number, kind: number = EXTERNAL_FUNCTION): void {
    const items = this.entry(SECTION_EXPORT);
    items.name(name);
    items.u8(kind);
    items.u32(index);
  }

  /** Has a function without parameters and result run when the module is instantiated. */
  start(fn: number): void {
    // That section holds an index where others have their count.
    this.#section(SECTION_START).count = fn;
  }

  /** The module. Once. */
  build(): Uint8Array<ArrayBuffer> {
    for (const body of this.#bodies) this.entry(SECTION_CODE).vector(body as Bytes);
    const module = new Bytes();
    for (const byte of [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0]) module.u8(byte);
    for (const [id, { count, items }] of [...this.#sections].sort(([a], [b]) => a - b)) {
      const content = new Bytes();
      content.u32(count);
      content.append(items);
      module.u8(id);
      module.vector(content);
    }
    return module.view().slice();
  }

  #type(signature: Signature): number {
    const known = this.#types.get(signature);
    if (known !== undefined) return known;
    const items = this.entry(SECTION_TYPE);
    const [parameters = "", result = ""] = signature.split(":");
    items.u8(FUNCTION_TYPE);
    for (const types of [parameters, result]) {
      items.u32(types.length);
      for (const type of types) items.u8(TYPES[type] as number);
    }
    const index = this.#types.size;
    this.#types.set(signature, index);
    return index;
  }

  #section(id: number): Section {
    let section = this.#sections.get(id);
    if (section === undefined) {
      section = { count: 0, items: new Bytes() };
      this.#sections.set(id, section);
    }
    return section;
  }
}

interface Section {
  count: number;
  readonly items: Bytes;
}
