import { type Batch, Context } from "zexpr";
import { BOXED, INPUT_MASK, INPUT_PARTS, INPUTS, PARTS } from "./inputs.ts";
import { evaluateLoop } from "./loops.ts";
import { type Claim, type Loop, makeBatch, type Path, type PathTier, subjectOf } from "./path.ts";

const GROUP = "contexts";

/** Everything that a context can hold, read and changed. */
export const CONTEXT_PATHS: readonly Path[] = [
  readPath("a variable", "x * gain"),
  readPath("a constant", "x * limit"),
  readPath("an attribute", "x * point.y"),
  readPath("a parent's variable", "x * base"),
  // `min` and `max` ignore NaN, so that the index is always inside.
  readPath("array elements", "table[max(0, min(x, 7))] + table[2]"),
  changePath("a variable changed each time", "x * gain", (context, tier) =>
    tier === "wasm"
      ? (i) => context.setVariable("gain", BOXED[i & INPUT_MASK] as number)
      : (i) => context.setVariable("gain", INPUTS[i & INPUT_MASK] as number),
  ),
  changePath("a parent's variable changed each time", "x * base", (context, tier) => {
    const parent = context.parent as Context;
    return tier === "wasm"
      ? (i) => parent.setVariable("base", BOXED[i & INPUT_MASK] as number)
      : (i) => parent.setVariable("base", INPUTS[i & INPUT_MASK] as number);
  }),
  changePath("a constant changed each time", "x * limit", (context, tier) =>
    tier === "wasm"
      ? (i) => context.setConstant("limit", BOXED[i & INPUT_MASK] as number)
      : (i) => context.setConstant("limit", INPUTS[i & INPUT_MASK] as number),
  ),
  changePath("another context changed each time", "x * gain", (_, tier) => {
    const other = new Context();
    other.setVariable("gain", 1);
    return tier === "wasm"
      ? (i) => other.setVariable("gain", BOXED[i & INPUT_MASK] as number)
      : (i) => other.setVariable("gain", INPUTS[i & INPUT_MASK] as number);
  }),
  changePath(
    "an attribute changed each time",
    "x * point.y",
    (context) => (i) => {
      context.setAttribute("point", "y", INPUTS[i & INPUT_MASK] as number);
    },
    "allocates",
  ),
  changePath("an array changed each time", "table[1]", (context, tier) => {
    const values = new Float64Array(8).fill(0.5);
    if (tier === "wasm") {
      const parts = new Uint16Array(values.buffer);
      return (i) => {
        const from = (i & INPUT_MASK) * PARTS;
        for (let part = 0; part < PARTS; part++) parts[PARTS + part] = INPUT_PARTS[from + part] as number;
        context.setArray("table", values);
      };
    }
    return (i) => {
      values[1] = INPUTS[i & INPUT_MASK] as number;
      context.setArray("table", values);
    };
  }),
  {
    group: GROUP,
    name: "a name added after the views were taken",
    claim: "zero",
    cold: "does more",
    prepare(tier) {
      const context = makeContext();
      const batch = makeBatch(["x"], ["x * gain", "nosuch ? 1 : 2", "table[7]"], { context, tier });
      const run = evaluateLoop(batch, tier);
      // The program is made anew elsewhere, and copies variables and results from and to where the views are.
      context.setArray("table", new Float64Array(4_096));
      context.setVariable("nosuch", 1);
      batch.prepare();
      return subjectOf(batch, run);
    },
  },
];

function makeContext(): Context {
  const parent = new Context();
  parent.setVariable("base", 1.5);
  const context = new Context({ parent });
  context.setVariable("gain", 0.5);
  context.setConstant("limit", 2.5);
  context.setAttribute("point", "y", 3.5);
  context.setArray("table", [0.5, 1.5, 2.5, 3.5, 4.5, 5.5, 6.5, 7.5]);
  return context;
}

function readPath(name: string, source: string): Path {
  return {
    group: GROUP,
    name: `${name}: ${source}`,
    claim: "zero",
    cold: "evaluates",
    prepare(tier) {
      const batch = makeBatch(["x"], [source], { context: makeContext(), tier });
      return subjectOf(batch, evaluateLoop(batch, tier));
    },
  };
}

/** `make` gives what is done before evaluation `i`. */
function changePath(
  name: string,
  source: string,
  make: (context: Context, tier: PathTier) => (i: number) => void,
  claim: Claim = "zero",
): Path {
  return {
    group: GROUP,
    name,
    claim,
    ...(claim === "zero" && { cold: "does more" as const }),
    prepare(tier) {
      const context = makeContext();
      const batch = makeBatch(["x"], [source], { context, tier });
      return subjectOf(batch, changeLoop(batch, make(context, tier)));
    },
  };
}

function changeLoop(batch: Batch, change: (i: number) => void): Loop {
  return (count) => {
    for (let i = 0; i < count; i++) {
      change(i);
      batch.evaluate();
    }
  };
}
