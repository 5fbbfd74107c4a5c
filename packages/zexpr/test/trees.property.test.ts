import { Arena, LinearMemory } from "@zexpr/arena";
import { Compiler, expressionFunction } from "@zexpr/compiler";
import { Engine } from "@zexpr/engine";
import { DEFAULT_LIMITS } from "@zexpr/ir";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Batch, Context, inPlace, Program, parse } from "zexpr";
import { evaluateNaively, Failure, type Native, print, type World } from "./naive.ts";
import { marked, text } from "./outcomes.ts";
import { ARRAYS, ATTRIBUTES, OVERRIDABLE, type Sample, sample, VARIABLES } from "./random-trees.ts";

const PARAMETERS = { f: ["p"], g: ["p", "q"], h: [] } as const;

/** Calls of the native function `note`, in order. */
let notes: string[] = [];

/** Host functions: `note`, `pure`, and those that override operators and built-ins, which note their calls too. */
function nativesOf({ overridden }: Sample): Record<string, Native> {
  const note = (x: number) => {
    notes.push(text(x));
    return x / 2;
  };
  const natives: Record<string, Native> = {
    note: { arity: 1, call: note },
    pure: { arity: 1, call: (x) => x + 1 },
  };
  for (const name of overridden) {
    const call = (x = 3, y = 5, z = 7) => {
      notes.push(name);
      return x - 2 * y + z / 4;
    };
    natives[name] = { arity: OVERRIDABLE[name], call };
  }
  return natives;
}

/** A context with everything that random trees name, but for variables and functions. */
function context(sample: Sample): Context {
  const own = new Context();
  for (const [name, { arity, call }] of Object.entries(nativesOf(sample))) {
    own.addFunctionInPlace(name, arity, inPlace(call, arity), { pure: name === "pure" });
  }
  for (const [name, values] of Object.entries(ARRAYS)) own.setArray(name, values);
  for (const [name, value] of Object.entries(ATTRIBUTES)) {
    const [object, attribute] = name.split(".");
    own.setAttribute(object, attribute, value);
  }
  return own;
}

function batchOf(sample: Sample): Batch {
  const { expressions, bodies } = sample;
  const batch = new Batch({ context: context(sample) });
  for (const name of VARIABLES) batch.addVariable(name);
  for (const name of ["f", "g", "h"] as const) batch.addFunction(name, PARAMETERS[name], print(bodies[name]));
  for (const expression of expressions) batch.addExpression(print(expression));
  return batch;
}

/** What an evaluation shows: results, the failure with the text it marks, the calls of natives. */
interface Outcome {
  readonly results: string[];
  readonly failure: string;
  readonly notes: string[];
}

/** Outcome of a batch. */
function observe(batch: Batch, input: readonly number[]): Outcome {
  notes = [];
  batch.variables.set(input);
  batch.tryEvaluate();
  const error = batch.lastError;
  return {
    results: [...batch.results].map(text),
    failure: error === undefined ? "" : `${error.code} ${marked(error)}`,
    notes,
  };
}

/** Outcome by recursion over the trees. */
function expectNaively(sample: Sample, input: readonly number[]): Outcome {
  const { expressions, bodies } = sample;
  notes = [];
  const functions = Object.fromEntries(
    (["f", "g", "h"] as const).map((name) => [name, { parameters: PARAMETERS[name], body: bodies[name] }]),
  );
  const values = Object.fromEntries(VARIABLES.map((name, i) => [name, input[i]]));
  const world: World = {
    values,
    arrays: ARRAYS,
    attributes: ATTRIBUTES,
    functions,
    natives: nativesOf(sample),
  };
  const results: string[] = [];
  let failure = "";
  for (const expression of expressions) {
    try {
      results.push(failure === "" ? text(evaluateNaively(expression, world)) : "NaN");
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      failure = `${error.code} ${error.place}`;
      results.push("NaN");
    }
  }
  return { results, failure, notes };
}

/** The batch's program, compiled without folding and sharing. */
function plainProgram(sample: Sample): Program {
  const { expressions, bodies } = sample;
  const memory = new LinearMemory({ backing: "array-buffer" });
  const functions = new Map(
    (["f", "g", "h"] as const).map((name) => [
      name,
      expressionFunction(name, PARAMETERS[name], print(bodies[name])),
    ]),
  );
  const compiled = new Compiler(new Arena({ memory })).compile(
    expressions.map((expression) => parse(print(expression))),
    {
      variables: new Map(VARIABLES.map((name, i) => [name, i])),
      functions,
      context: context(sample),
      parse: (body) => parse(body),
    },
    DEFAULT_LIMITS,
    { optimise: false },
  );
  const natives = compiled.bindings.natives.map((native) => native.call);
  return new Engine({ memory }).install(compiled.capacity, natives, compiled.write);
}

describe("random batches", () => {
  test("give the bits, the errors and the calls that a naive recursive evaluator gives", () => {
    let failures = 0;
    let total = 0;
    fc.assert(
      fc.property(sample, (batch) => {
        const compiled = batchOf(batch);
        for (const input of [...batch.inputs, batch.inputs[0]]) {
          const outcome = observe(compiled, input);
          expect(outcome).toEqual(expectNaively(batch, input));
          total++;
          if (outcome.failure !== "") failures++;
        }
        compiled.dispose();
      }),
      { seed: 2_024, numRuns: 2_500 },
    );
    // The sample is worth something only if many succeed, and many fail.
    expect(failures / total).toBeGreaterThan(0.1);
    expect(failures / total).toBeLessThan(0.7);
  });

  test("give the same bits, errors and calls with folding and sharing as without", () => {
    fc.assert(
      fc.property(sample, (batch) => {
        const compiled = batchOf(batch);
        const plain = plainProgram(batch);
        for (const input of batch.inputs) {
          const { results, failure, notes: calls } = observe(compiled, input);
          notes = [];
          plain.variables.set(input);
          const status = plain.tryEvaluate();
          expect([...plain.results].map(text)).toEqual(results);
          expect(notes).toEqual(calls);
          expect([status, plain.lastError?.span]).toEqual([
            compiled.lastError?.status ?? 0,
            compiled.lastError?.span,
          ]);
          expect(failure === "").toBe(status === 0);
        }
        compiled.dispose();
      }),
      { seed: 7, numRuns: 1_500 },
    );
  });

  test("give the same bits and calls again, and from their saved program", () => {
    fc.assert(
      fc.property(sample, (batch) => {
        const natives = Object.fromEntries(
          Object.entries(nativesOf(batch)).map(([name, { arity, call }]) => [name, inPlace(call, arity)]),
        );
        const compiled = batchOf(batch);
        const loaded = Program.load(compiled.toProgram(), undefined, natives);
        for (const input of batch.inputs) {
          const outcome = observe(compiled, input);
          expect(observe(compiled, input)).toEqual(outcome);
          notes = [];
          loaded.variables.set(input);
          expect(loaded.tryEvaluate()).toBe(compiled.lastError?.status ?? 0);
          expect([[...loaded.results].map(text), notes]).toEqual([outcome.results, outcome.notes]);
        }
        compiled.dispose();
      }),
      { seed: 99, numRuns: 500 },
    );
  });
});
