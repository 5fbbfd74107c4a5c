import { Bytes } from "./bytes.ts";
import type { Code } from "./code.ts";
import {
  EXTERNAL_FUNCTION,
  GLOBAL_SET,
  I32,
  SECTION_CODE,
  SECTION_EXPORT,
  SECTION_FUNCTION,
  SECTION_IMPORT,
  SECTION_TYPE,
  V128,
} from "./encoding.ts";
import type { ModuleBuilder, Signature } from "./module-builder.ts";
import { Reader } from "./reader.ts";
import { type Reference, referencesOf } from "./references.ts";

/** Bytes before the first section: magic number and version. */
const PREAMBLE = 8;

interface LibraryFunction {
  readonly signature: Signature;
  readonly body: Uint8Array;
}

/** A function that a library imports. */
export interface LibraryImport {
  readonly name: string;
  readonly signature: Signature;
}

/**
 * A module whose functions are put into another one, as far as they are used: the kernels. It may import a memory, which becomes
 * the other module's, and functions, which have to be provided; its globals are i32 and 0 in the beginning; types are i32, f64 and
 * v128; it has no tables and no data.
 */
export class Library {
  readonly #builder: ModuleBuilder;
  readonly #exports: ReadonlyMap<string, number>;
  /** They have the first indices. */
  readonly #imports: readonly LibraryImport[];
  readonly #functions: readonly LibraryFunction[];
  readonly #references = new Map<number, readonly Reference[]>();
  readonly #linked = new Map<number, number>();
  readonly #globals = new Map<number, number>();

  /** @param builder - of the module that takes the functions; all of its imports have to be there */
  constructor(builder: ModuleBuilder, module: Uint8Array) {
    this.#builder = builder;
    const sections = sectionsOf(module);
    const types = entries(sections, SECTION_TYPE, signatureOf);
    this.#imports = entries(sections, SECTION_IMPORT, (reader) => importOf(reader, types)).flat();
    const ofFunction = entries(sections, SECTION_FUNCTION, (reader) => reader.u32());
    this.#functions = entries(sections, SECTION_CODE, (reader) => reader.vector()).map((body, i) => ({
      signature: types[ofFunction[i] as number] as Signature,
      body,
    }));
    this.#exports = new Map(
      entries(sections, SECTION_EXPORT, (reader) => {
        const name = reader.name();
        reader.u8();
        return [name, reader.u32()];
      }),
    );
  }

  /** Whether functions that were linked keep something in globals. */
  get hasState(): boolean {
    return this.#globals.size > 0;
  }

  /** Functions that the library imports for exported ones, directly or through others. */
  importsOf(names: readonly string[]): LibraryImport[] {
    const needed = new Set<number>();
    const waiting = names.map((name) => this.#export(name));
    for (let fn = waiting.pop(); fn !== undefined; fn = waiting.pop()) {
      if (needed.has(fn)) continue;
      needed.add(fn);
      for (const { kind, index } of this.#referencesOf(fn)) if (kind === "function") waiting.push(index);
    }
    return this.#imports.filter((_, i) => needed.has(i));
  }

  /** Says which function of the other module is one that the library imports. */
  provide(name: string, fn: number): void {
    this.#linked.set(
      this.#imports.findIndex((known) => known.name === name),
      fn,
    );
  }

  /** Index in the other module of an exported function; links it and what it calls. @throws Error if there is none */
  function(name: string): number {
    const index = this.#export(name);
    const fresh = this.#declare(index);
    for (const fn of fresh) this.#define(fn);
    return this.#linked.get(index) as number;
  }

  /** Writes the same value into all globals of functions that were linked. */
  setGlobals(code: Code, value: number): void {
    for (const global of this.#globals.values()) {
      code.constI32(value);
      code.u8(GLOBAL_SET);
      code.u32(global);
    }
  }

  #export(name: string): number {
    const index = this.#exports.get(name);
    if (index === undefined) throw new Error(`the library has no ${name}`);
    return index;
  }

  #referencesOf(fn: number): readonly Reference[] {
    let known = this.#references.get(fn);
    if (known === undefined) {
      const { body } = this.#functions[fn - this.#imports.length] ?? {};
      known = body === undefined ? [] : referencesOf(body);
      this.#references.set(fn, known);
    }
    return known;
  }

  /** Reserves indices for a function and all below it that have none yet. */
  #declare(root: number): number[] {
    const fresh: number[] = [];
    const waiting = [root];
    for (let fn = waiting.pop(); fn !== undefined; fn = waiting.pop()) {
      if (this.#linked.has(fn)) continue;
      const { signature } = this.#functions[fn - this.#imports.length] as LibraryFunction;
      this.#linked.set(fn, this.#builder.declare(signature));
      fresh.push(fn);
      for (const { kind, index } of this.#referencesOf(fn)) {
        if (kind === "function") waiting.push(index);
        else if (!this.#globals.has(index)) this.#globals.set(index, this.#builder.global());
      }
    }
    return fresh;
  }

  /** Copies the code, with the indices that functions and globals have here. */
  #define(fn: number): void {
    const { body } = this.#functions[fn - this.#imports.length] as LibraryFunction;
    const moved = new Bytes();
    let from = 0;
    for (const { kind, index, start, end } of this.#referencesOf(fn)) {
      moved.bytes(body.subarray(from, start));
      moved.u32((kind === "function" ? this.#linked : this.#globals).get(index) as number);
      from = end;
    }
    moved.bytes(body.subarray(from));
    this.#builder.defineBody(this.#linked.get(fn) as number, moved);
  }
}

function sectionsOf(module: Uint8Array): ReadonlyMap<number, Uint8Array> {
  const reader = new Reader(module, PREAMBLE);
  const sections = new Map<number, Uint8Array>();
  while (reader.at < module.length) sections.set(reader.u8(), reader.vector());
  return sections;
}

function entries<T>(sections: ReadonlyMap<number, Uint8Array>, id: number, read: (reader: Reader) => T): T[] {
  const section = sections.get(id);
  if (section === undefined) return [];
  const reader = new Reader(section);
  return Array.from({ length: reader.u32() }, () => read(reader));
}

/** Nothing for a memory. */
function importOf(reader: Reader, types: readonly Signature[]): LibraryImport[] {
  reader.name();
  const name = reader.name();
  if (reader.u8() === EXTERNAL_FUNCTION) return [{ name, signature: types[reader.u32()] as Signature }];
  const hasMaximum = (reader.u8() & 1) === 1;
  reader.u32();
  if (hasMaximum) reader.u32();
  return [];
}

function signatureOf(reader: Reader): Signature {
  reader.u8();
  const letters = (): string =>
    Array.from(reader.vector(), (type) => (type === I32 ? "i" : type === V128 ? "v" : "d")).join("");
  const parameters = letters();
  return `${parameters}:${letters()}`;
}
