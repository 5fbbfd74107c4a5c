import { Checksum } from "./checksum.ts";
import { compareColumns } from "./columns.ts";
import type { FunctionSample, Row, Sample } from "./sample.ts";
import { call, infix, leaf, type Tree } from "./tree.ts";
import { compareScalars } from "./twin.ts";

/** Two programs that differ in one thing, which the comparison has to find. */
interface Planted {
  readonly what: string;
  /** Part of the outcome that shows it. */
  readonly shows: RegExp;
  /** What only row by row shows. */
  readonly rowsOnly?: true;
  readonly original: Sample;
  readonly changed: Sample;
}

const ROWS: readonly Row[] = [
  { variables: [1, 1, 1], gain: 1, element: 1 },
  { variables: [-0, 3, Number.NaN], gain: 2, element: -1 },
];
const x = leaf("x");
const y = leaf("y");

function sampleOf(expressions: readonly Tree[], changes: Partial<Sample> = {}): Sample {
  const limits = { callDepth: 30, instructions: 20_000 };
  return {
    ...{ functions: [], expressions, overridden: [], limits, rows: ROWS },
    ...{ precision: "f64", asColumns: true },
    ...changes,
  };
}

function countdown(step: string): FunctionSample {
  const again = call("down", infix(leaf("n"), "-", leaf(step)));
  const condition = infix(leaf("n"), ">", leaf("0"));
  return {
    name: "down",
    parameters: ["n"],
    body: { form: "choice", head: "?", args: [condition, again, leaf("0")] },
  };
}

const DEEP = [call("down", leaf("2.5"))];

const PLANTED: readonly Planted[] = [
  {
    what: "another constant",
    shows: /cells/,
    original: sampleOf([infix(x, "+", leaf("1"))]),
    changed: sampleOf([infix(x, "+", leaf("2"))]),
  },
  {
    what: "the last bit of a constant",
    shows: /cells/,
    original: sampleOf([x, infix(y, "*", leaf("0.1"))]),
    changed: sampleOf([x, infix(y, "*", leaf("0.10000000000000002"))]),
  },
  {
    what: "the sign of zero",
    shows: /row 1: cells/,
    original: sampleOf([infix(x, "*", leaf("1"))]),
    changed: sampleOf([infix(x, "+", leaf("0"))]),
  },
  {
    what: "a number instead of NaN",
    shows: /row 1: cells/,
    original: sampleOf([infix(leaf("z"), "*", y)]),
    changed: sampleOf([call("max", leaf("z"), y)]),
  },
  {
    what: "success instead of failure",
    shows: /status/,
    original: sampleOf([leaf("unknown")]),
    changed: sampleOf([x]),
  },
  {
    what: "the name in a failure",
    shows: /failure/,
    original: sampleOf([leaf("unknown")]),
    changed: sampleOf([leaf("unknowm")]),
  },
  {
    what: "the span of a failure",
    shows: /failure/,
    original: sampleOf([infix(x, "+", leaf("unknown"))]),
    changed: sampleOf([infix(y, "<=", leaf("unknown"))]),
  },
  {
    what: "the order of host calls",
    shows: /calls/,
    original: sampleOf([infix(call("note", x), "&", call("note", y))]),
    changed: sampleOf([infix(call("note", y), "&", call("note", x))]),
  },
  {
    what: "a call more",
    shows: /HighWater/,
    rowsOnly: true,
    original: sampleOf(DEEP, { functions: [countdown("1")] }),
    changed: sampleOf(DEEP, { functions: [countdown("2")] }),
  },
  {
    what: "the limit of depth",
    shows: /status/,
    original: sampleOf(DEEP, { functions: [countdown("1")] }),
    changed: sampleOf(DEEP, {
      functions: [countdown("1")],
      limits: { callDepth: 2, instructions: 20_000 },
    }),
  },
];

/** Planted differences that were not found, or not where they show; none if the comparison can be trusted. */
export function missedControls(): string[] {
  const missed = PLANTED.flatMap(({ what, shows, rowsOnly = false, original, changed }) => {
    const isFound = (compare: typeof compareScalars | typeof compareColumns): boolean =>
      shows.test(compare(original, changed)) && compare(original, original) === "";
    return [
      ...(isFound(compareScalars) ? [] : [what]),
      ...(rowsOnly || isFound(compareColumns) ? [] : [`${what}, in columns`]),
    ];
  });
  return sumOf(0) === sumOf(-0) || sumOf(1) === sumOf(1 + 2 ** -52)
    ? [...missed, "a checksum's last bit"]
    : missed;
}

/** How many differences are planted. */
export const CONTROL_COUNT: number = PLANTED.reduce((sum, { rowsOnly }) => sum + (rowsOnly ? 1 : 2), 1);

function sumOf(value: number): string {
  const sum = new Checksum();
  sum.addDouble(value);
  return sum.value;
}
