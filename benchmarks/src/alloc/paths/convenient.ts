import { Context, check, compile, evaluate, parse, sharedMemory } from "zexpr";
import { functionPath } from "./functions.ts";
import { INPUT_MASK, INPUTS } from "./inputs.ts";
import { figuresOf, makeBatch, type Path, type Subject, subjectOf } from "./path.ts";

const GROUP = "documented to allocate";

/** What is convenient rather than free of allocations, and says so where it is documented. */
export const CONVENIENT_PATHS: readonly Path[] = [
  hostFunction("a host function without arguments: f()", "f() + x", 0, () => 0.5),
  hostFunction("a host function of one number: f(x)", "f(x)", 1, (a) => a + 0.5),
  hostFunction("a host function of two numbers: f(x, y)", "f(x, y)", 2, (a, b) => a + b + 0.5),
  hostFunction("a host function of three numbers: f(x, y, 1)", "f(x, y, 1)", 3, (a, b, c) => a + b + c + 0.5),
  convenient("compile().call", () => {
    const compiled = compile("x * y", ["x", "y"]);
    const sum = new Float64Array(1);
    return {
      run(count) {
        for (let i = 0; i < count; i++) {
          const value = INPUTS[i & INPUT_MASK] as number;
          sum[0] = compiled.call(value, value);
        }
      },
      figures: () => figuresOf(compiled),
      dispose: () => compiled.dispose(),
    };
  }),
  convenient("evaluate(text)", () => ({
    run(count) {
      for (let i = 0; i < count; i++) evaluate("2 + 3 * 4");
    },
    figures: () => ({ used: sharedMemory().used }),
  })),
  convenient("evaluate(text, variables)", () => {
    const variables = { x: 0.5, y: 1.5 };
    return {
      run(count) {
        for (let i = 0; i < count; i++) {
          variables.x = INPUTS[i & INPUT_MASK] as number;
          evaluate("x * y", variables);
        }
      },
      figures: () => ({ used: sharedMemory().used }),
    };
  }),
  convenient("compile(text).dispose()", () => ({
    run(count) {
      for (let i = 0; i < count; i++) compile("x * y", ["x", "y"]).dispose();
    },
    figures: () => ({ used: sharedMemory().used }),
  })),
  convenient("check(text, names)", () => ({
    run(count) {
      for (let i = 0; i < count; i++) check("x * y", ["x", "y"]);
    },
  })),
  convenient("parse(text)", () => ({
    run(count) {
      for (let i = 0; i < count; i++) parse("x * y");
    },
  })),
  convenient("Batch.statistics", () => {
    const batch = makeBatch(["x"], ["x"]);
    return subjectOf(batch, (count) => {
      for (let i = 0; i < count; i++) batch.statistics();
    });
  }),
  convenient("Batch.lastError after a failure", () => {
    const batch = makeBatch(["x"], ["x + nosuch"]);
    return subjectOf(batch, (count) => {
      for (let i = 0; i < count; i++) {
        batch.tryEvaluate();
        if (batch.lastError === undefined) throw new Error("no error");
      }
    });
  }),
  convenient("Batch.evaluate that throws", () => {
    const batch = makeBatch(["x"], ["x + nosuch"]);
    return subjectOf(batch, (count) => {
      for (let i = 0; i < count; i++) {
        try {
          batch.evaluate();
        } catch {}
      }
    });
  }),
  convenient("Batch.setContext with another one each time", () => {
    const contexts = [0.5, 1.5].map((gain) => {
      const context = new Context();
      context.setVariable("gain", gain);
      return context;
    });
    const batch = makeBatch(["x"], ["x * gain"], { context: contexts[1] });
    return subjectOf(batch, (count) => {
      for (let i = 0; i < count; i++) {
        batch.setContext(contexts[i & 1] as Context);
        batch.evaluate();
      }
    });
  }),
  convenient("Batch.setExpression, evaluate", () => {
    const batch = makeBatch(["x"], ["x + 1"]);
    return subjectOf(batch, (count) => {
      for (let i = 0; i < count; i++) {
        batch.setExpression(0, "x + 1");
        batch.evaluate();
      }
    });
  }),
];

function convenient(name: string, prepare: () => Subject): Path {
  return { group: GROUP, name, claim: "allocates", prepare };
}

function hostFunction(
  name: string,
  source: string,
  arity: number,
  call: (...args: number[]) => number,
): Path {
  const path = functionPath(name, source, (_, context) => context.addFunction("f", arity, call), "allocates");
  return { ...path, group: GROUP };
}
