import { Batch, type BatchOptions, Context } from "zexpr";
import { type FunctionName, PARAMETERS, type Step } from "./batch-steps.ts";
import { evaluateNaively, Failure, type Native, type Node, print } from "./naive.ts";
import { codeOf, marked, text } from "./outcomes.ts";
import { FUNCTIONS } from "./random-trees.ts";

/** A batch with a context and its parent, and beside them what they should hold. */
export class BatchModel {
  readonly batch: Batch;
  /** Makes the memory grow; undefined for the one that all batches share, which never does. */
  readonly #grow: (() => void) | undefined;
  readonly #contexts: readonly Context[];
  #hasParent = false;
  readonly #variables = new Map<string, number>();
  #expressions: (Node | undefined)[] = [];
  /** By level: contexts, then the batch. */
  readonly #functions: Map<string, Node | Native>[] = [new Map(), new Map(), new Map()];
  readonly #values: Map<string, number>[] = [new Map(), new Map()];
  readonly #arrays: (number[] | undefined)[] = [undefined, undefined];
  #steps = 0;
  /** What the last evaluation left; undefined after a set-up call. */
  #results: string[] | undefined;
  /** A view that only a set-up call makes stale. */
  #view: Float64Array | undefined;

  constructor(grow: (() => void) | undefined, options: BatchOptions) {
    this.#grow = grow;
    const context = new Context();
    this.#contexts = [context, new Context()];
    this.batch = new Batch({ ...options, context });
  }

  /** Takes a step and returns what went wrong, "" if nothing did. */
  take(step: Step): string {
    const problem = this.#take(step);
    // A memory that grows, or moves as it does for debugging, takes views along at any allocation.
    if (this.#grow !== undefined && step.do !== "view" && step.do !== "setVariable") this.#view = undefined;
    // Not each time: looking at the results renews views, and so could hide what comes of old ones.
    if (problem !== "" || this.#results === undefined || ++this.#steps % 3 !== 0) return problem;
    const results = [...this.batch.results].map(text);
    return String(results) === String(this.#results) ? "" : `results ${results}, not ${this.#results}`;
  }

  #take(step: Step): string {
    const { batch } = this;
    switch (step.do) {
      case "addVariable": {
        const known = this.#variables.has(step.name);
        const code = codeOf(() => batch.addVariable(step.name, 1.5));
        if (!known) this.#variables.set(step.name, 1.5);
        if (!known) this.#edited();
        return code === (known ? "DuplicateParameter" : "Ok") ? "" : `addVariable: ${code}`;
      }
      case "setVariable":
        return this.#setVariable(step.way, step.index, step.value);
      case "addExpression":
      case "setExpression": {
        const at =
          step.do === "addExpression"
            ? this.#expressions.length
            : step.index % (this.#expressions.length || 1);
        if (at === this.#expressions.length) batch.addExpression(print(step.tree));
        else batch.setExpression(at, print(step.tree));
        this.#expressions[at] = step.tree;
        this.#edited();
        return "";
      }
      case "removeExpression":
        if (this.#expressions.length === 0) return "";
        batch.removeExpression(step.index % this.#expressions.length);
        this.#expressions[step.index % this.#expressions.length] = undefined;
        this.#edited();
        return "";
      case "addFunction": {
        const owner = [...this.#contexts, batch][step.level];
        if (owner instanceof Batch) owner.addFunction(step.name, PARAMETERS[step.name], print(step.body));
        else owner.addExpressionFunction(step.name, PARAMETERS[step.name], print(step.body));
        this.#functions[step.level].set(step.name, step.body);
        if (step.level === 2) this.#edited();
        return "";
      }
      case "addNative": {
        if (step.level === 2) return "";
        const arity = FUNCTIONS[step.name];
        const call = (p = 1, q = 2) => p * 4 + q;
        this.#contexts[step.level].addFunction(step.name, arity, call);
        this.#functions[step.level].set(step.name, { arity, call });
        return "";
      }
      case "removeFunction": {
        const there = [...this.#contexts, batch][step.level].removeFunction(step.name);
        const expected = this.#functions[step.level].delete(step.name);
        if (step.level === 2 && expected) this.#edited();
        return there === expected ? "" : `removeFunction: ${there}`;
      }
      case "setContextVariable":
        this.#contexts[step.level].setVariable(step.name, step.value);
        this.#values[step.level].set(step.name, step.value);
        return "";
      case "removeContextVariable": {
        const there = this.#contexts[step.level].removeVariable(step.name);
        return there === this.#values[step.level].delete(step.name) ? "" : `removeVariable: ${there}`;
      }
      case "setArray":
        this.#arrays[step.level] = Array(step.length).fill(step.value);
        this.#contexts[step.level].setArray("a", this.#arrays[step.level] as number[]);
        return "";
      case "setParent":
        this.#hasParent = !this.#hasParent;
        this.#contexts[0].setParent(this.#hasParent ? this.#contexts[1] : undefined);
        return "";
      case "evaluate":
        return this.#evaluate();
      case "prepare":
        batch.prepare();
        return "";
      case "toProgram":
        batch.toProgram();
        return "";
      case "grow":
        this.#grow?.();
        return "";
      case "view":
        this.#view = batch.variables;
        return "";
      case "clear":
        batch.clear();
        this.#variables.clear();
        this.#expressions = [];
        this.#functions[2].clear();
        this.#edited();
        return "";
    }
  }

  #edited(): void {
    this.#results = undefined;
    this.#view = undefined;
  }

  #setVariable(way: number, at: number, value: number): string {
    if (this.#variables.size === 0) return "";
    const i = at % this.#variables.size;
    const each = [...this.#variables.keys()][i];
    if (way === 0) this.batch.setVariable(i, value);
    else if (way === 1) this.batch.setVariableByName(each, value);
    else if (way === 2 && this.#view !== undefined) this.#view[i] = value;
    else this.batch.variables[i] = value;
    this.#variables.set(each, value);
    return "";
  }

  #evaluate(): string {
    const status = this.batch.tryEvaluate();
    const error = this.batch.lastError;
    const actual = error === undefined ? "" : `${error.code} ${marked(error)}`;
    let expected = "";
    const world = this.#world();
    this.#results = this.#expressions.map((expression) => {
      if (expression === undefined || expected !== "") return "NaN";
      try {
        return text(evaluateNaively(expression, world));
      } catch (failure) {
        if (!(failure instanceof Failure)) throw failure;
        expected = `${failure.code} ${failure.place}`;
        return "NaN";
      }
    });
    if ((status === 0) !== (actual === "")) return `status ${status}, but lastError is ${actual}`;
    const variables = [...this.batch.variables].map(text);
    const held = [...this.#variables.values()].map(text);
    if (String(variables) !== String(held)) return `variables ${variables}, not ${held}`;
    return actual === expected ? "" : `failed with "${actual}", not "${expected}"`;
  }

  /** What names stand for now. */
  #world(): Parameters<typeof evaluateNaively>[1] {
    const levels = this.#hasParent ? [1, 0] : [0];
    const values: Record<string, number> = {};
    for (const each of levels) Object.assign(values, Object.fromEntries(this.#values[each]));
    Object.assign(values, Object.fromEntries(this.#variables));
    const array = levels.map((each) => this.#arrays[each]).findLast((each) => each !== undefined);
    const functions: Record<string, { parameters: readonly string[]; body: Node }> = {};
    const natives: Record<string, Native> = {};
    for (const each of [...levels, 2]) {
      for (const [called, meaning] of this.#functions[each]) {
        delete functions[called];
        delete natives[called];
        if ("arity" in meaning) natives[called] = meaning;
        else functions[called] = { parameters: PARAMETERS[called as FunctionName], body: meaning };
      }
    }
    return { values, arrays: array === undefined ? {} : { a: array }, attributes: {}, functions, natives };
  }
}
