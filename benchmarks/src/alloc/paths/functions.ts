import { Batch, Context, type InPlaceFunction } from "zexpr";
import { evaluateLoop } from "./loops.ts";
import { type Claim, type Path, type PathTier, subjectOf } from "./path.ts";

const GROUP = "functions";

/** Functions that users define. */
export const FUNCTION_PATHS: readonly Path[] = [
  functionPath("an expression function of the batch", "area(x) + area(y)", (batch) =>
    batch.addFunction("area", ["r"], "pi * r^2"),
  ),
  functionPath("an expression function of the context", "hyp(x, y)", (_, context) =>
    context.addExpressionFunction("hyp", ["a", "b"], "sqrt(a^2 + b^2)"),
  ),
  functionPath("expression functions that call each other and use a variable", "f(x)", (batch) => {
    batch.addFunction("f", ["a"], "g(a + 1) * y");
    batch.addFunction("g", ["a"], "h(a, a * 2) - y");
    batch.addFunction("h", ["a", "b"], "a > b ? a : b");
  }),
  functionPath("recursion, 25 calls: fib(6)", "fib(6) + x", (batch) =>
    batch.addFunction("fib", ["n"], "n < 2 ? n : fib(n - 1) + fib(n - 2)"),
  ),
  functionPath("recursion, 50 calls deep", "sum(50) + x", (batch) =>
    batch.addFunction("sum", ["n"], "n <= 0 ? 0 : n + sum(n - 1)"),
  ),
  functionPath("an operator replaced", "x + y", (batch) => batch.addFunction("+", ["a", "b"], "a - b")),
  inPlacePath(0, "tick()"),
  inPlacePath(1, "half(x)"),
  inPlacePath(2, "mix(x, y)"),
  inPlacePath(3, "mix(x, y, 0.5)"),
  hostPath(
    "a host function in place, inside an expression function",
    "f(x) + f(y)",
    (batch, context, tier) => {
      context.addFunctionInPlace("half", 1, ofFirst(tier));
      batch.addFunction("f", ["a"], "half(a) + half(a + 1)");
    },
  ),
  hostPath("a host function in place that returns Ok", "half(x)", (_, context, tier) => {
    const write = ofFirst(tier);
    context.addFunctionInPlace("half", 1, (memory, args, count, result) => {
      write(memory, args, count, result);
      return 0;
    });
  }),
];

/** Reads one argument and writes the result, both as doubles in memory. */
const firstHalved: InPlaceFunction = (memory, args, count, result) => {
  const { f64 } = memory;
  f64[result >>> 3] = count === 0 ? 0.5 : (f64[args >>> 3] as number) * 0.5;
};

/** The same without a double in JavaScript: see `Path.cold`. */
const firstCopied: InPlaceFunction = (memory, args, count, result) => {
  if (count === 0) memory.u8.fill(0, result, result + 8);
  else memory.u8.copyWithin(result, args, args + 8);
};

function ofFirst(tier: PathTier): InPlaceFunction {
  return tier === "wasm" ? firstCopied : firstHalved;
}

function inPlacePath(arity: number, call: string): Path {
  return hostPath(`a host function in place: ${call}`, `${call} + x`, (_, context, tier) =>
    context.addFunctionInPlace(call.slice(0, call.indexOf("(")), arity, ofFirst(tier)),
  );
}

/** As {@link functionPath}, claiming that it allocates nothing. */
function hostPath(...path: HostPath): Path {
  return { ...functionPath(...path), cold: "does more" };
}

type HostPath = readonly [
  name: string,
  source: string,
  define: (batch: Batch, context: Context, tier: PathTier) => void,
];

export function functionPath(
  name: string,
  source: string,
  define: (batch: Batch, context: Context, tier: PathTier) => void,
  claim: Claim = "zero",
): Path {
  return {
    group: GROUP,
    name,
    claim,
    ...(claim === "zero" && { cold: "evaluates" as const }),
    prepare(tier) {
      const context = new Context();
      const batch = new Batch({ context, tier });
      define(batch, context, tier);
      batch.addVariable("x", 1);
      batch.addVariable("y", 1);
      batch.addExpression(source);
      batch.prepare();
      return subjectOf(batch, evaluateLoop(batch, tier));
    },
  };
}
