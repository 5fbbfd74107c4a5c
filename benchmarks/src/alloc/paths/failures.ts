import { H_STACK } from "@zexpr/ir/opcodes";
import {
  Arena,
  Batch,
  type BatchOptions,
  Context,
  Program,
  Status,
  type StatusName,
  sharedMemory,
} from "zexpr";
import { tryEvaluateLoop } from "./loops.ts";
import { type Claim, type Path, type PathTier, subjectOf } from "./path.ts";

const GROUP = "failures, tryEvaluate";

interface Failure {
  readonly status: StatusName;
  readonly name: string;
  readonly source: string;
  readonly claim?: Claim;
  readonly options?: BatchOptions;
  readonly define?: (batch: Batch, context: Context) => void;
}

const deep = (batch: Batch): void => batch.addFunction("f", ["n"], "f(n + 1) + 1");

/** Every status that an evaluation can end with, each time. */
const FAILURES: readonly Failure[] = [
  { status: "UnknownVariable", name: "an unknown variable", source: "x + nosuch" },
  { status: "UnknownFunction", name: "an unknown function", source: "x + nosuch(x)" },
  { status: "InvalidFunctionCall", name: "a wrong number of arguments", source: "sin(x, y)" },
  { status: "Syntax", name: "a function without parentheses", source: "x + sin" },
  { status: "AttributeNotFound", name: "an unknown attribute", source: "x + point.z" },
  { status: "ArrayIndexOutOfBounds", name: "an index outside", source: "table[abs(x) + 8]" },
  { status: "ArrayIndexOutOfBounds", name: "an index that is NaN", source: "table[0 / 0 * x]" },
  {
    ...{ status: "UnknownVariable", name: "inside expression functions", source: "f(x)" },
    define: (batch) => {
      batch.addFunction("f", ["a"], "g(a) + 1");
      batch.addFunction("g", ["a"], "a + nosuch");
    },
  },
  {
    ...{ status: "RecursionLimit", name: "calls too deep", source: "f(x)", define: deep },
    options: { limits: { callDepth: 50 } },
  },
  {
    ...{
      status: "BudgetExceeded",
      name: "too many instructions, in functions",
      source: "f(x)",
      define: deep,
    },
    options: { limits: { instructions: 200 } },
  },
  {
    ...{ status: "BudgetExceeded", name: "too many instructions, in the batch", source: "x * y + x / y" },
    options: { limits: { instructions: 2 } },
  },
  ...(["DivideByZero", "Other"] as const).map(
    (status): Failure => ({
      ...{ status, name: `a host function that returns ${status}`, source: "fail(x)" },
      define: (_, context) => context.addFunctionInPlace("fail", 1, () => Status[status]),
    }),
  ),
  {
    ...{ status: "Other", name: "a host function that throws", source: "fail(x)" },
    claim: "allocates",
    define(_, context) {
      const error = new Error("thrown each time");
      context.addFunctionInPlace("fail", 1, () => {
        throw error;
      });
    },
  },
  {
    ...{ status: "Ok", name: "a host function that evaluates its own batch, in vain", source: "again(x)" },
    define: (batch, context) =>
      context.addFunctionInPlace("again", 1, () => {
        if (batch.tryEvaluate() !== Status.Other) throw new Error("an evaluation inside itself");
      }),
  },
  {
    ...{ status: "ArenaExhausted", name: "no room for the program: compiled each time", source: "x + y" },
    claim: "allocates",
    options: { limits: { arenaBytes: 64 } },
  },
];

export const FAILURE_PATHS: readonly Path[] = [
  ...FAILURES.map(failurePath),
  {
    group: GROUP,
    name: "StaleHandle: the arena was reset",
    claim: "zero",
    cold: "does more",
    prepare(tier) {
      const arena = new Arena();
      const batch = makeFailing(
        { status: "StaleHandle", name: "", source: "x + y", options: { arena } },
        tier,
      );
      const { variables } = batch;
      arena.reset();
      const tried = { tryEvaluate: () => batch.tryEvaluate(), variables };
      const run = tryEvaluateLoop(tried, Status.StaleHandle, tier);
      return { run, figures: () => ({ used: arena.used, highWater: arena.highWater }) };
    },
  },
  {
    group: GROUP,
    name: "CapacityExceeded: a loaded program with too small a stack",
    claim: "zero",
    cold: "does more",
    prepare(tier) {
      const batch = makeFailing({ status: "RecursionLimit", name: "", source: "f(x)", define: deep }, tier);
      const bytes = batch.toProgram();
      new Int32Array(bytes.buffer)[H_STACK] = 40;
      const program = Program.load(bytes, tier === "wasm" ? sharedMemory() : undefined, {}, { tier });
      batch.dispose();
      return { run: tryEvaluateLoop(program, Status.CapacityExceeded, tier) };
    },
  },
];

function failurePath(failure: Failure): Path {
  const { status, name, claim = "zero" } = failure;
  return {
    group: GROUP,
    name: `${status}: ${name}`,
    claim,
    ...(claim === "zero" && { cold: "does more" as const }),
    prepare(tier) {
      const batch = makeFailing(failure, tier);
      const built = status !== "ArenaExhausted";
      const variables = built ? batch.variables : new Float64Array(2);
      const tried = built ? batch : { tryEvaluate: () => batch.tryEvaluate(), variables };
      const subject = subjectOf(batch, tryEvaluateLoop(tried, Status[status], tier));
      return built ? subject : { ...subject, programs: undefined };
    },
  };
}

function makeFailing({ source, options, define }: Failure, tier: PathTier): Batch {
  const context = new Context();
  context.setArray("table", [0.5, 1.5, 2.5, 3.5, 4.5, 5.5, 6.5, 7.5]);
  context.setAttribute("point", "x", 0.5);
  const batch = new Batch({ context, tier, ...options });
  define?.(batch, context);
  batch.addVariable("x", 1);
  batch.addVariable("y", 1);
  batch.addExpression(source);
  return batch;
}
