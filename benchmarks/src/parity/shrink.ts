import type { FunctionSample, Row, Sample } from "./sample.ts";
import { leaf, type Tree } from "./tree.ts";

/** Milliseconds after which the smallest sample so far has to do: large ones take long, and a browser must not fall silent. */
const MOST_MILLISECONDS = 20_000;

/** A smaller sample that still fails, found by leaving things out one after another. */
export function shrink(sample: Sample, fails: (sample: Sample) => boolean): Sample {
  let smallest = sample;
  const end = performance.now() + MOST_MILLISECONDS;
  for (let shrunk = true; shrunk; ) {
    shrunk = false;
    for (const candidate of smallerSamples(smallest)) {
      if (performance.now() > end) return smallest;
      if (!fails(candidate)) continue;
      smallest = candidate;
      shrunk = true;
      break;
    }
  }
  return smallest;
}

/** The largest steps first. */
function* smallerSamples(sample: Sample): Generator<Sample> {
  for (const rows of without<Row>(sample.rows)) if (rows.length > 0) yield { ...sample, rows };
  for (const expressions of without<Tree>(sample.expressions))
    if (expressions.length > 0) yield { ...sample, expressions };
  for (const functions of without<FunctionSample>(sample.functions)) yield { ...sample, functions };
  for (const overridden of without<string>(sample.overridden)) yield { ...sample, overridden };
  for (const [i, tree] of sample.expressions.entries()) {
    for (const smaller of smallerTrees(tree))
      yield { ...sample, expressions: sample.expressions.with(i, smaller) };
  }
  for (const [i, fn] of sample.functions.entries()) {
    for (const body of smallerTrees(fn.body))
      yield { ...sample, functions: sample.functions.with(i, { ...fn, body }) };
  }
}

/** A list without one half, one quarter, … one element. */
function* without<T>(list: readonly T[]): Generator<readonly T[]> {
  for (let size = Math.ceil(list.length / 2); size > 0; size >>= 1) {
    for (let i = 0; i < list.length; i += size) yield list.toSpliced(i, size);
  }
}

/** One of its operands, a leaf, or the same with one smaller operand. */
function* smallerTrees(tree: Tree): Generator<Tree> {
  if (tree.form === "leaf") {
    if (tree.head !== "1" && tree.head !== "x") yield leaf("x");
    if (tree.head !== "1") yield leaf("1");
    return;
  }
  yield* tree.args;
  yield leaf("x");
  for (const [i, arg] of tree.args.entries()) {
    for (const smaller of smallerTrees(arg)) yield { ...tree, args: tree.args.with(i, smaller) };
  }
}
