import { Context, type InPlaceFunction, inPlace, type LinearMemory, type Natives, Status } from "zexpr";
import { BUILTINS, OPERATORS } from "zexpr/inspect";

/** Variables of each batch. `x` is an array and an object, too. */
export const VARIABLES: readonly string[] = ["x", "y", "z"];
export const ARRAYS: Readonly<Record<string, readonly number[]>> = {
  a: [1.5, -0, Number.NaN, 2 ** 31],
  b: [],
  x: [7],
  long: Array.from({ length: 40 }, (_, i) => i * i - 3.25 * i),
};
/** Values of the context; `far` is its parent's, `k` a constant, and `y` hidden by the batch's variable. */
export const CONTEXT_VALUES: readonly string[] = ["gain", "far", "k"];
export const ATTRIBUTES: readonly (readonly [object: string, name: string, value: number])[] = [
  ["o", "x", 2.5],
  ["o", "y", -1],
  ["x", "x", 0],
];

/** What a host function may be registered as in place of the language's own, with its number of arguments. */
export const OVERRIDABLE: ReadonlyMap<string, number> = new Map([
  ...OPERATORS.map(({ name, arity }): [string, number] => [name, arity]),
  ...BUILTINS.map(({ name, parameters }): [string, number] => [name, parameters.length]),
]);

/** Host functions that always exist, with the number of their arguments. */
export const NATIVES: readonly (readonly [name: string, count: number])[] = [
  ["note", 1],
  ["pure", 1],
  ["mix", 3],
  ["tick", 0],
  ["fail", 1],
];

/** What `fail` throws. */
const PLANTED = new Error("planted");

/** Which host functions were called, with which arguments, in order: index of the name, then each argument. */
export const calls: number[] = [];

/** Host functions by name, in the order of their numbers in {@link calls}. */
export function makeNatives(overridden: readonly string[]): Natives {
  const natives: Record<string, InPlaceFunction> = {};
  const names = [...NATIVES, ...overridden.map((name) => [name, OVERRIDABLE.get(name) ?? 0] as const)];
  names.forEach(([name, count], i) => {
    natives[name] = name === "fail" ? failing(i) : inPlace(noting(i), count);
  });
  return natives;
}

/** Notes its arguments and mixes them. */
function noting(index: number): (...args: number[]) => number {
  return (...args) => {
    calls.push(index, ...args);
    return args.reduce((sum, x, i) => sum + (x * (i - 3)) / 4, index + 0.5);
  };
}

/** Throws for some arguments, returns an error's status for others. */
function failing(index: number): InPlaceFunction {
  return (memory: LinearMemory, args, _count, result) => {
    memory.refresh();
    const x = memory.f64[args >>> 3] as number;
    calls.push(index, x);
    if (x > 2) throw PLANTED;
    if (x < -2) return x < -1e9 ? Status.ArrayIndexOutOfBounds : Status.DivideByZero;
    memory.f64[result >>> 3] = x + 1;
    return undefined;
  };
}

/** A context with all of these. */
export function makeContext(natives: Natives): Context {
  const parent = new Context();
  parent.setVariable("far", -3.5);
  const context = new Context({ parent });
  context.setVariable("gain", 0.75);
  context.setVariable("y", 99);
  context.setConstant("k", 42);
  for (const [name, values] of Object.entries(ARRAYS))
    (name === "long" ? parent : context).setArray(name, values);
  for (const [object, name, value] of ATTRIBUTES) context.setAttribute(object, name, value);
  const arities = new Map([...OVERRIDABLE, ...NATIVES]);
  for (const [name, native] of Object.entries(natives)) {
    context.addFunctionInPlace(name, arities.get(name) ?? 0, native, { pure: name === "pure" });
  }
  return context;
}
