import { Status } from "zexpr";
import { checkRange } from "./pointers.ts";
import type { Prototype } from "./prototypes.ts";
import { RESULT, writeResult } from "./result.ts";
import type { Implementation, Services } from "./services.ts";
import { isDouble } from "./shim.ts";
import { textOf } from "./status.ts";

// Wrappers have fixed parameters, as many as the longest prototype needs: rest parameters would allocate an array. Missing
// arguments are undefined, and 0 after `>>> 0`.

/** Integers as they come from WebAssembly, in and out. */
type Wrapped = (a: number, b: number, c: number, d: number) => number;

/** A function of integers that never throws. */
export function integerFunction(
  services: Services,
  { name, returns }: Prototype,
  call: Implementation,
): Wrapped {
  const { outcome, panic, memory } = services;

  if (returns === "ExprResult") {
    return (result, a, b, c) => {
      const address = result >>> 0;
      try {
        checkRange(memory, address, RESULT.size, RESULT.align, "the result");
      } catch (error) {
        return panic.statusOf(name, error);
      }
      outcome.status = 0;
      outcome.value = 0;
      outcome.index = 0;
      outcome.message = "";
      try {
        call(a >>> 0, b >>> 0, c >>> 0, 0);
      } catch (error) {
        outcome.status = panic.statusOf(name, error);
        outcome.value = Number.NaN;
        outcome.index = -1;
        outcome.message = textOf(error);
      }
      writeResult(memory, address, outcome);
      return outcome.status;
    };
  }
  const failsWithStatus = returns === "int32_t" || returns === "void";
  return (a, b, c, d) => {
    try {
      return call(a >>> 0, b >>> 0, c >>> 0, d >>> 0) ?? Status.Ok;
    } catch (error) {
      const status = panic.statusOf(name, error);
      return failsWithStatus ? status : 0;
    }
  };
}

/** Gives the address of 8 bytes for a double on its way in: 0 if there is no room. Never throws. */
export function scratchCell({ memory, panic }: Services): () => number {
  let address = 0;
  return () => {
    if (address !== 0) return address;
    try {
      address = memory.tryAllocate(8);
    } catch (error) {
      panic.statusOf("allocate", error);
    }
    return address;
  };
}

/** The same function with its doubles as numbers, for JavaScript. */
export function withDoubles(
  { memory }: Services,
  { returns, parameters }: Prototype,
  call: Wrapped,
  scratch: () => number,
): Wrapped {
  const store = (value: number): number => {
    const address = scratch();
    memory.refresh();
    if (address !== 0) memory.f64[address >>> 3] = value;
    return address;
  };
  if (returns === "double") {
    return (a, b, c, d) => {
      const address = call(a, b, c, d);
      memory.refresh();
      return address === 0 ? Number.NaN : (memory.f64[address >>> 3] as number);
    };
  }
  const resultAddress = returns === "ExprResult" ? 1 : 0;
  switch (resultAddress + parameters.findIndex(isDouble)) {
    case 2:
      return (a, b, value, d) => call(a, b, store(value), d);
    case 3:
      return (a, b, c, value) => call(a, b, c, store(value));
    default:
      return call;
  }
}
