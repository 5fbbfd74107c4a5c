import { Bytes } from "./bytes.ts";
import type { Code } from "./code.ts";
import {
  BLOCK,
  BR,
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
import { type Reference, readLocals, referencesOf } from "./references.ts";

/** Bytes before the first section: magic number and version. */
const PREAMBLE = 8;

interface LibraryFunction {
  readonly signature: Signature;
  readonly body: Uint8Array;
}

type LocalType = "i" | "d" | "v";

/** Locals by their types, and bytes of code, that a function's body takes in the place of a call. */
export interface InlineNeed {
  readonly i32: number;
  readonly f64: number;
  readonly v128: number;
  readonly bytes: number;
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

  /** What {@link inline} of a function takes. */
  inlineNeed(name: string): InlineNeed {
    const fn = this.#export(name);
    const types = this.#localTypes(fn);
    const count = (letter: string): number => types.filter((type) => type === letter).length;
    const { body } = this.#functionOf(fn);
    return { i32: count("i"), f64: count("d"), v128: count("v"), bytes: body.length };
  }

  /**
   * Writes an exported function's body in the place of a call: arguments are on the stack before, the result after.
   *
   * @param locals - index of the first local of each type that it may use
   */
  inline(name: string, code: Code, locals: Omit<InlineNeed, "bytes">): void {
    const fn = this.#export(name);
    const { signature, body } = this.#functionOf(fn);
    const references = this.#referencesOf(fn);
    for (const callee of this.#callees(references))
      for (const fresh of this.#declare(callee)) this.#define(fresh);
    const next = { i: locals.i32, d: locals.f64, v: locals.v128 };
    const types = this.#localTypes(fn);
    const moved = types.map((type) => next[type]++);
    const parameters = signature.indexOf(":");
    for (let i = parameters - 1; i >= 0; i--) code.set(moved[i] as number);
    for (const local of readBeforeWritten(references, parameters)) {
      if (types[local] === "i") code.constI32(0);
      else if (types[local] === "d") code.constF64(0);
      else code.constV128(new Uint8Array(16));
      code.set(moved[local] as number);
    }
    code.u8(BLOCK);
    code.u8(V128);
    const reader = new Reader(body);
    readLocals(reader);
    // With the END of the body, which becomes that of the block.
    this.#copy(code, fn, reader.at, moved);
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

  #functionOf(fn: number): LibraryFunction {
    return this.#functions[fn - this.#imports.length] as LibraryFunction;
  }

  /** Letters of the parameters and locals of a function. */
  #localTypes(fn: number): LocalType[] {
    const { signature, body } = this.#functionOf(fn);
    const parameters = signature.slice(0, signature.indexOf(":")).split("") as LocalType[];
    return [...parameters, ...readLocals(new Reader(body)).map(letterOf)];
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
      this.#linked.set(fn, this.#builder.declare(this.#functionOf(fn).signature));
      fresh.push(fn);
      waiting.push(...this.#callees(this.#referencesOf(fn)));
    }
    return fresh;
  }

  /** Functions that code calls. Globals that it uses are there afterwards. */
  #callees(references: readonly Reference[]): number[] {
    const callees: number[] = [];
    for (const { kind, index } of references) {
      if (kind === "function") callees.push(index);
      else if (kind === "global" && !this.#globals.has(index))
        this.#globals.set(index, this.#builder.global());
    }
    return callees;
  }

  #define(fn: number): void {
    const body = new Bytes();
    this.#copy(body, fn, 0);
    this.#builder.defineBody(this.#linked.get(fn) as number, body);
  }

  /**
   * Copies a function's body from a place on, with the indices that functions and globals have here.
   *
   * @param locals - of the function that the code becomes a part of, by index; its returns lead out of a block then. Default: it
   *   stays a function
   */
  #copy(to: Bytes, fn: number, from: number, locals?: readonly number[]): void {
    const { body } = this.#functionOf(fn);
    let at = from;
    for (const { kind, index, start, end, depth } of this.#referencesOf(fn)) {
      if (locals === undefined && (kind === "local" || kind === "return")) continue;
      to.bytes(body.subarray(at, start));
      at = end;
      if (kind === "function") to.u32(this.#linked.get(index) as number);
      else if (kind === "global") to.u32(this.#globals.get(index) as number);
      else if (kind === "local") to.u32(locals?.[index] as number);
      else {
        to.u8(BR);
        to.u32(depth);
      }
    }
    to.bytes(body.subarray(at));
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

function letterOf(type: number): LocalType {
  return type === I32 ? "i" : type === V128 ? "v" : "d";
}

/** Locals that may rely on being 0 at first: in a loop they have to be made so. */
function readBeforeWritten(references: readonly Reference[], parameters: number): Set<number> {
  const written = new Set<number>();
  const found = new Set<number>();
  for (const { kind, index, depth, isRead } of references) {
    if (kind !== "local" || index < parameters) continue;
    if (isRead && !written.has(index)) found.add(index);
    else if (!isRead && depth === 0) written.add(index);
  }
  return found;
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
  const letters = (): string => Array.from(reader.vector(), letterOf).join("");
  const parameters = letters();
  return `${parameters}:${letters()}`;
}
