import type { LinearMemory } from "zexpr";
import { FUNCTIONS, type Prototype } from "./prototypes.ts";
import { compileShim, F64, type FunctionBody, type FunctionType, I32 } from "./wasm-module.ts";

export type IntegerFunction = (...args: number[]) => number;

const OP = {
  if: 0x04,
  else: 0x05,
  end: 0x0b,
  call: 0x10,
  localGet: 0x20,
  localTee: 0x22,
  f64Load: 0x2b,
  f64Store: 0x39,
  f64Const: 0x44,
} as const;
const BLOCK_EMPTY = 0x40;
const NAN_BYTES = [0, 0, 0, 0, 0, 0, 0xf8, 0x7f];

/**
 * The functions that C imports, made of the library's, which take and return doubles by address. Those with a double in
 * their prototype are WebAssembly: they put the double into memory, or take it from there, and call the library with its
 * address. So no double crosses to JavaScript, where it would be boxed.
 *
 * @param scratch - address of 8 bytes for the double, 0 if memory is exhausted
 * @throws {@link ExprError} `Other` where the host forbids to compile WebAssembly
 */
export function importsForC(
  memory: LinearMemory,
  shared: boolean,
  library: Readonly<Record<string, IntegerFunction>>,
  scratch: () => number,
): Record<string, IntegerFunction> {
  const shimmed = FUNCTIONS.filter(hasDouble);
  const module = compileShim(shared, {
    imports: [
      ["scratch", { parameters: [], results: [I32] }],
      ...shimmed.map((prototype) => [prototype.name, integerType(prototype)] as const),
    ],
    functions: shimmed.map((prototype, i) => shimFunction(prototype, i + 1)),
  });
  const imports = { zexpr: { ...library, memory: memory.wasm as WebAssembly.Memory, scratch } };
  const { exports } = new WebAssembly.Instance(module, imports);
  return { ...library, ...(exports as Record<string, IntegerFunction>) };
}

export function hasDouble({ returns, parameters }: Prototype): boolean {
  return returns === "double" || parameters.some(isDouble);
}

export function isDouble(parameter: string): boolean {
  return parameter.startsWith("double ") && !parameter.includes("*");
}

/** A struct is returned through a pointer that comes first. */
function wasmParameters({ returns, parameters }: Prototype): number[] {
  const own = parameters.map((parameter) => (isDouble(parameter) ? F64 : I32));
  return returns === "ExprResult" ? [I32, ...own] : own;
}

function wasmResults({ returns }: Prototype): number[] {
  if (returns === "void" || returns === "ExprResult") return [];
  return [returns === "double" ? F64 : I32];
}

function integerType(prototype: Prototype): FunctionType {
  return {
    parameters: wasmParameters(prototype).map(() => I32),
    results: wasmResults(prototype).map(() => I32),
  };
}

function shimFunction(prototype: Prototype, library: number): FunctionBody {
  const parameters = wasmParameters(prototype);
  const address = parameters.length;
  const double = parameters.indexOf(F64);
  const type = { parameters, results: wasmResults(prototype) };
  const args = parameters.flatMap((_, i) => [OP.localGet, i === double ? address : i]);
  const call = [...args, OP.call, library];
  const code =
    double >= 0
      ? [
          ...[OP.call, 0, OP.localTee, address, OP.if, BLOCK_EMPTY],
          ...[OP.localGet, address, OP.localGet, double, OP.f64Store, 3, 0, OP.end],
          ...call,
        ]
      : [
          ...[...call, OP.localTee, address, OP.if, F64],
          ...[OP.localGet, address, OP.f64Load, 3, 0, OP.else, OP.f64Const, ...NAN_BYTES, OP.end],
        ];
  return { name: prototype.name, type, locals: 1, code };
}
