import { Arena, LinearMemory } from "@zexpr/arena";
import { Compiler, expressionFunction } from "@zexpr/compiler";
import { Engine } from "@zexpr/engine";
import { DEFAULT_LIMITS } from "@zexpr/ir";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Batch, type BatchOptions, Context, inPlace, Program, parse, type Tier } from "zexpr";
import { F32Failure, type F32World, f32, walkF32 } from "./f32-walker.ts";
import { print } from "./naive.ts";
import { text } from "./outcomes.ts";
import { ATTRIBUTES, OVERRIDABLE, type Sample, sample, VARIABLES, variableValue } from "./random-trees.ts";

const PARAMETERS = { f: ["p"], g: ["p", "q"], h: [] } as const;
const FUNCTIONS = ["f", "g", "h"] as const;

/** Elements that are no f32, beside those that are. */
const ARRAYS = { a: [0.1, -0, Number.NaN], b: [], x: [16_777_217] };
const OBJECTS = { ...ATTRIBUTES, "o.x": 1e39, "o.y": -1 / 3 };

/** Calls of host functions, with the arguments. */
let notes: string[] = [];

/** Host functions get f32 and give what is none. */
function nativesOf({ overridden }: Sample): F32World["natives"] {
  const noted =
    (name: string, value: (x: number, y: number, z: number) => number) =>
    (x = 3, y = 5, z = 7): number => {
      notes.push(`${name} ${[x, y, z].map(text)}`);
      return value(x, y, z);
    };
  return {
    note: { arity: 1, call: noted("note", (x) => x / 3) },
    pure: { arity: 1, call: (x) => x + 0.1 },
    ...Object.fromEntries(
      overridden.map((name) => [
        name,
        { arity: OVERRIDABLE[name] as number, call: noted(name, (x, y, z) => x - 2.1 * y + z / 4) },
      ]),
    ),
  };
}

function contextOf(batch: Sample): Context {
  const own = new Context();
  for (const [name, { arity, call }] of Object.entries(nativesOf(batch)))
    own.addFunctionInPlace(name, arity, inPlace(call, arity));
  for (const [name, values] of Object.entries(ARRAYS)) own.setArray(name, values);
  for (const [name, value] of Object.entries(OBJECTS)) {
    const [object, attribute] = name.split(".") as [string, string];
    own.setAttribute(object, attribute, value);
  }
  return own;
}

function batchOf(batch: Sample, options: BatchOptions, texts = batch.expressions.map(print)): Batch {
  const own = new Batch({ context: contextOf(batch), ...options });
  for (const name of VARIABLES) own.addVariable(name);
  for (const name of FUNCTIONS) own.addFunction(name, PARAMETERS[name], print(batch.bodies[name]));
  for (const each of texts) own.addExpression(each);
  return own;
}

const F32: BatchOptions = { precision: "f32", tier: "interpreter" };

/** What an evaluation shows. */
interface Outcome {
  readonly results: readonly string[];
  readonly failure: string | undefined;
  readonly notes: readonly string[];
}

function observe(batch: Batch, input: readonly number[]): Outcome {
  notes = [];
  batch.variables.set(input);
  batch.tryEvaluate();
  return { results: [...batch.results].map(text), failure: batch.lastError?.code, notes };
}

/** The same by recursion over the trees. */
function walk(batch: Sample, input: readonly number[]): Outcome {
  notes = [];
  const world: F32World = {
    values: Object.fromEntries(VARIABLES.map((name, i) => [name, input[i] as number])),
    arrays: ARRAYS,
    attributes: OBJECTS,
    functions: Object.fromEntries(
      FUNCTIONS.map((name) => [name, [PARAMETERS[name], print(batch.bodies[name])] as const]),
    ),
    natives: nativesOf(batch),
  };
  let failure: string | undefined;
  const results = batch.expressions.map((expression) => {
    if (failure !== undefined) return text(Number.NaN);
    try {
      return text(walkF32(print(expression), world));
    } catch (error) {
      if (!(error instanceof F32Failure)) throw error;
      failure = error.code;
      return text(Number.NaN);
    }
  });
  return { results, failure, notes };
}

/** The batch's program, compiled without folding and sharing. */
function plainProgram(batch: Sample): Program {
  const memory = new LinearMemory({ backing: "array-buffer" });
  const functions = FUNCTIONS.map(
    (name) => [name, expressionFunction(name, PARAMETERS[name], print(batch.bodies[name]))] as const,
  );
  const compiled = new Compiler(new Arena({ memory })).compile(
    batch.expressions.map((expression) => parse(print(expression))),
    {
      variables: new Map(VARIABLES.map((name, i) => [name, i])),
      functions: new Map(functions),
      context: contextOf(batch),
      parse: (body) => parse(body),
    },
    DEFAULT_LIMITS,
    { optimise: false, precision: "f32" },
  );
  const natives = compiled.bindings.natives.map((native) => native.call);
  return new Engine({ memory, tier: "interpreter" }).install(compiled.capacity, natives, compiled.write);
}

/** Text that has a value. */
function literal(value: number): string {
  if (Number.isNaN(value)) return "(0/0)";
  const magnitude = Math.abs(value) === Number.POSITIVE_INFINITY ? "1e999" : Math.abs(value);
  return `(${value < 0 || Object.is(value, -0) ? "-" : ""}${magnitude})`;
}

/** Inputs near which f32 and f64 part. */
const f32Edge = fc.oneof(
  fc.constantFrom(
    0.1,
    16_777_217,
    3.4028235677973366e38,
    3.5e38,
    1e-45,
    7e-46,
    1.1754943e-38,
    2 ** 31 - 1,
    1 / 3,
  ),
  fc.float(),
  variableValue,
);
const edgy = fc
  .tuple(sample, fc.array(fc.tuple(f32Edge, f32Edge, f32Edge), { minLength: 1, maxLength: 3 }))
  .map(([batch, inputs]): Sample => ({ ...batch, inputs }));

describe("random batches of f32", () => {
  test.each<[Tier, number]>([
    ["interpreter", 1_500],
    ["wasm", 250],
  ])("give the bits, the errors and the calls of a walk that rounds everything, tier %s", (tier, numRuns) => {
    let failures = 0;
    let total = 0;
    let rounded = 0;
    fc.assert(
      fc.property(edgy, (random) => {
        const batch = batchOf(random, { precision: "f32", tier });
        const inDoubles = batchOf(random, {});
        for (const input of random.inputs) {
          const outcome = observe(batch, input);
          expect(outcome).toEqual(walk(random, input));
          for (const result of batch.results) expect(f32(result)).toBe(result);
          total++;
          if (outcome.failure !== undefined) failures++;
          if (observe(inDoubles, input).results.join() !== outcome.results.join()) rounded++;
        }
        batch.dispose();
        inDoubles.dispose();
      }),
      { seed: 32, numRuns },
    );
    // Positive controls: many succeed, many fail, and the precision is seen in many.
    expect(failures / total).toBeGreaterThan(0.1);
    expect(failures / total).toBeLessThan(0.7);
    expect(rounded / total).toBeGreaterThan(0.15);
  });

  test("give the same bits and calls with folding and sharing as without", () => {
    fc.assert(
      fc.property(edgy, (random) => {
        const batch = batchOf(random, F32);
        const plain = plainProgram(random);
        for (const input of random.inputs) {
          const { results, notes: calls } = observe(batch, input);
          notes = [];
          plain.variables.set(input);
          expect(plain.tryEvaluate()).toBe(batch.lastError?.status ?? 0);
          expect([[...plain.results].map(text), notes]).toEqual([results, calls]);
        }
        batch.dispose();
      }),
      { seed: 33, numRuns: 800 },
    );
  });

  test("give the same bits with constants in place of variables", () => {
    let folded = 0;
    fc.assert(
      fc.property(edgy, (any) => {
        // What overrides an operator would override it in the constants' text, too.
        const random = { ...any, overridden: [] };
        const [input] = random.inputs as [number[]];
        const texts = random.expressions.map(print);
        // A literal exponent or base has an instruction of its own.
        fc.pre(!texts.some((each) => /\^|\*\*|pow/.test(each)));
        const values = new Map(VARIABLES.map((name, i) => [name, literal(input[i] as number)]));
        const replaced = texts.map((each) =>
          each.replaceAll(/(?<![\w.])[xyz](?![\w[.])/g, (name) => values.get(name) as string),
        );
        const batch = batchOf(random, F32, texts);
        const constants = batchOf(random, F32, replaced);
        const expected = observe(batch, input);
        expect(observe(constants, input)).toEqual(expected);
        if (expected.failure === undefined) folded++;
        batch.dispose();
        constants.dispose();
      }),
      { seed: 34, numRuns: 300 },
    );
    expect(folded).toBeGreaterThan(50);
  });

  test("give the same bits and calls from their saved program", () => {
    fc.assert(
      fc.property(edgy, (random) => {
        const batch = batchOf(random, F32);
        const natives = Object.fromEntries(
          Object.entries(nativesOf(random)).map(([name, { arity, call }]) => [name, inPlace(call, arity)]),
        );
        const loaded = Program.load(batch.toProgram(), undefined, natives);
        for (const input of random.inputs) {
          const outcome = observe(batch, input);
          notes = [];
          loaded.variables.set(input);
          loaded.tryEvaluate();
          expect([[...loaded.results].map(text), notes]).toEqual([outcome.results, outcome.notes]);
        }
        batch.dispose();
      }),
      { seed: 35, numRuns: 200 },
    );
  });
});
