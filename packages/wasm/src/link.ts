import { Bytes } from "./bytes.ts";
import { I32, SECTION_CODE, SECTION_EXPORT, SECTION_FUNCTION, SECTION_TYPE } from "./encoding.ts";
import type { ModuleBuilder, Signature } from "./module-builder.ts";
import { Reader } from "./reader.ts";
import { type Reference, referencesOf } from "./references.ts";

/** Bytes before the first section: magic number and version. */
const PREAMBLE = 8;

interface LibraryFunction {
  readonly signature: Signature;
  readonly body: Uint8Array;
  readonly references: readonly Reference[];
}

/**
 * A module whose functions are put into another one, as far as they are used: the kernels. It may import a memory, which becomes
 * the other module's; its globals are i32 and 0 in the beginning; types are i32 and f64; it has no tables and no data.
 */
export class Library {
  readonly #builder: ModuleBuilder;
  readonly #exports: ReadonlyMap<string, number>;
  readonly #functions: readonly LibraryFunction[];
  readonly #linked = new Map<number, number>();
  readonly #globals = new Map<number, number>();

  /** @param builder - of the module that takes the functions; all of its imports have to be there */
  constructor(builder: ModuleBuilder, module: Uint8Array) {
    this.#builder = builder;
    const sections = sectionsOf(module);
    const types = entries(sections, SECTION_TYPE, signatureOf);
    const ofFunction = entries(sections, SECTION_FUNCTION, (reader) => reader.u32());
    this.#functions = entries(sections, SECTION_CODE, (reader) => reader.vector()).map((body, i) => ({
      signature: types[ofFunction[i] as number] as Signature,
      body,
      references: referencesOf(body),
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

  /** Index in the other module of an exported function; links it and what it calls. @throws Error if there is none */
  function(name: string): number {
    const index = this.#exports.get(name);
    if (index === undefined) throw new Error(`the library has no ${name}`);
    const fresh = this.#declare(index);
    for (const fn of fresh) this.#define(fn);
    return this.#linked.get(index) as number;
  }

  /** Reserves indices for a function and all below it that have none yet. */
  #declare(root: number): number[] {
    const fresh: number[] = [];
    const waiting = [root];
    for (let fn = waiting.pop(); fn !== undefined; fn = waiting.pop()) {
      if (this.#linked.has(fn)) continue;
      const { signature, references } = this.#functions[fn] as LibraryFunction;
      this.#linked.set(fn, this.#builder.declare(signature));
      fresh.push(fn);
      for (const { kind, index } of references) {
        if (kind === "function") waiting.push(index);
        else if (!this.#globals.has(index)) this.#globals.set(index, this.#builder.global());
      }
    }
    return fresh;
  }

  /** Copies the code, with the indices that functions and globals have here. */
  #define(fn: number): void {
    const { body, references } = this.#functions[fn] as LibraryFunction;
    const moved = new Bytes();
    let from = 0;
    for (const { kind, index, start, end } of references) {
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
  const reader = new Reader(sections.get(id) as Uint8Array);
  return Array.from({ length: reader.u32() }, () => read(reader));
}

function signatureOf(reader: Reader): Signature {
  reader.u8();
  const letters = (): string => Array.from(reader.vector(), (type) => (type === I32 ? "i" : "d")).join("");
  const parameters = letters();
  return `${parameters}:${letters()}`;
}
