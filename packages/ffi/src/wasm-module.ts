// The few parts of the WebAssembly binary format that shims need.
// https://webassembly.github.io/spec/core/binary/
import { ExprError } from "zexpr";

export const I32 = 0x7f;
export const F64 = 0x7c;

const HEADER: readonly number[] = [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
const KIND_FUNCTION = 0;
const KIND_MEMORY = 2;
const KIND_GLOBAL = 3;
const MUTABLE = 1;

export interface FunctionType {
  readonly parameters: readonly number[];
  readonly results: readonly number[];
}

/** A function's code. `locals` are i32. */
export interface FunctionBody {
  readonly name: string;
  readonly type: FunctionType;
  readonly locals: number;
  /** Without the final `end`. */
  readonly code: readonly number[];
}

/** What shims are made of. */
export interface Shim {
  /** Functions imported from `zexpr`; they come first in the index space, in this order. */
  readonly imports: readonly (readonly [name: string, type: FunctionType])[];
  readonly functions: readonly FunctionBody[];
  /** Also imports `zexpr.stack`, a mutable i32 global. */
  readonly usesStack?: boolean;
}

/** @throws {@link ExprError} `Other` where the host forbids to compile WebAssembly */
export function compileShim(shared: boolean, shim: Shim): WebAssembly.Module {
  try {
    return new WebAssembly.Module(encodeShim(shared, shim));
  } catch (cause) {
    throw new ExprError("Other", "C needs a host that allows WebAssembly to be compiled", { cause });
  }
}

/** Module that imports `zexpr.memory` and the shim's imports, and exports its functions by name. */
export function encodeShim(
  shared: boolean,
  { imports, functions, usesStack = false }: Shim,
): Uint8Array<ArrayBuffer> {
  const types = [...imports.map(([, type]) => type), ...functions.map(({ type }) => type)];
  // A shared memory must state a maximum; the largest one admits every memory.
  const limits = shared ? [3, 0, ...leb(65_536)] : [0, 0];
  const importItems = [
    [...text("zexpr"), ...text("memory"), KIND_MEMORY, ...limits],
    ...imports.map(([name], i) => [...text("zexpr"), ...text(name), KIND_FUNCTION, ...leb(i)]),
    ...(usesStack ? [[...text("zexpr"), ...text("stack"), KIND_GLOBAL, I32, MUTABLE]] : []),
  ];
  const first = imports.length;
  return Uint8Array.from([
    ...HEADER,
    ...section(
      1,
      types.map((type) => [0x60, ...vector(type.parameters), ...vector(type.results)]),
    ),
    ...section(2, importItems),
    ...section(
      3,
      functions.map((_, i) => leb(first + i)),
    ),
    ...section(
      7,
      functions.map(({ name }, i) => [...text(name), KIND_FUNCTION, ...leb(first + i)]),
    ),
    ...section(10, functions.map(encodeBody)),
  ]);
}

function encodeBody({ locals, code }: FunctionBody): number[] {
  const declarations = locals === 0 ? [0] : [1, ...leb(locals), I32];
  return [...vector([...declarations, ...code, 0x0b])];
}

function section(id: number, items: readonly (readonly number[])[]): number[] {
  return [id, ...vector([...leb(items.length), ...items.flat()])];
}

/** Length, then items. */
function vector(items: readonly number[]): number[] {
  return [...leb(items.length), ...items];
}

function text(ascii: string): number[] {
  return vector([...ascii].map((character) => character.charCodeAt(0)));
}

/** Unsigned LEB128. */
function leb(value: number): number[] {
  return value < 0x80 ? [value] : [0x80 | (value & 0x7f), ...leb(value >>> 7)];
}
