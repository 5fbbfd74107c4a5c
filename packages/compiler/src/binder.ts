import {
  type Builtin,
  CONSTANTS,
  findBuiltins,
  OPERATOR_LOWERING,
  type OperatorLowering,
} from "@zexpr/functions";
import { type Ast, OPERATORS } from "@zexpr/ir";
import { KIND_ARRAY, KIND_CONTEXT, KIND_FUNCTION, KIND_NATIVE } from "@zexpr/ir/opcodes";
import type { Context } from "./context.ts";
import type { Emitter } from "./emitter.ts";
import type { ExpressionFunction, NativeFunction } from "./functions.ts";
import { CONTEXT, operand, PARAMETER, VARIABLE } from "./operand.ts";

/** What names mean to a batch. */
export interface Environment {
  /** Indices of the batch's variables. */
  readonly variables: ReadonlyMap<string, number>;
  /** Expression functions of the batch. */
  readonly functions: ReadonlyMap<string, ExpressionFunction>;
  readonly context: Context;
  /** Parses the body of an expression function. */
  parse(source: string): Ast;
}

/** A context's value that the program holds a copy of. */
export interface ContextValue {
  readonly context: Context;
  readonly slot: number;
}

/** An array that the program holds a copy of, from `cell` of the arrays on. */
export interface ArrayBinding {
  readonly values: Float64Array;
  readonly cell: number;
  readonly name: string;
}

/** What a call reaches. Built-ins have one form per number of arguments. */
export type Callee =
  | { readonly kind: "builtin"; readonly name: string; readonly forms: readonly Builtin[] }
  | {
      readonly kind: "native" | "function";
      readonly name: string;
      readonly index: number;
      readonly arity: number;
      readonly symbol: number;
    }
  | { readonly kind: "unknown"; readonly name: string };

/** An operator: what it lowers to, or the function that overrides it. */
export type OperatorMeaning = OperatorLowering | Callee;

/** Finds what names stand for, in the order of SPEC 3, and collects what the program has to hold for them. */
export class Binder {
  readonly #emitter: Emitter;
  #environment: Environment | undefined;
  contextValues: ContextValue[] = [];
  arrays: ArrayBinding[] = [];
  arrayCells = 0;
  natives: NativeFunction[] = [];
  /** Functions that are reached, in the order of their lowering. */
  functions: ExpressionFunction[] = [];
  readonly #contextOperands = new Map<string, number>();
  readonly #arrayIndices = new Map<string, number>();
  /** Registered functions that the program calls. */
  readonly #callees = new Map<string, Callee>();
  #operators: (OperatorMeaning | undefined)[] = [];
  #builtins = true;

  constructor(emitter: Emitter) {
    this.#emitter = emitter;
  }

  /** Starts a program. */
  start(environment: Environment): void {
    this.#environment = environment;
    this.#builtins = environment.context.builtins;
    this.contextValues = [];
    this.arrays = [];
    this.arrayCells = 0;
    this.natives = [];
    this.functions = [];
    // Clearing an empty Map allocates a new table.
    for (const map of [this.#contextOperands, this.#arrayIndices, this.#callees])
      if (map.size > 0) map.clear();
    this.#operators = [];
  }

  get environment(): Environment {
    return this.#environment as Environment;
  }

  /** Operand of a variable, parameter or constant; -1 if unknown. */
  name(name: string, parameters: readonly string[]): number {
    const parameter = parameters.indexOf(name);
    if (parameter >= 0) return operand(PARAMETER, parameter);
    const variable = this.environment.variables.get(name);
    if (variable !== undefined) return operand(VARIABLE, variable);
    for (let c: Context | undefined = this.environment.context; c !== undefined; c = c.parent) {
      const slot = c.variableSlot(name) ?? c.constantSlot(name);
      if (slot !== undefined) return this.#contextOperand(name, c, slot);
    }
    const constant = CONSTANTS.get(name);
    return constant === undefined ? -1 : this.#emitter.constant(constant);
  }

  /** Operand of `object.attribute`; -1 if unknown. */
  attribute(name: string): number {
    for (let c: Context | undefined = this.environment.context; c !== undefined; c = c.parent) {
      const slot = c.attributeSlot(name);
      if (slot !== undefined) return this.#contextOperand(name, c, slot);
    }
    return -1;
  }

  #contextOperand(name: string, context: Context, slot: number): number {
    let value = this.#contextOperands.get(name);
    if (value === undefined) {
      const index = this.contextValues.push({ context, slot }) - 1;
      this.#emitter.symbol(KIND_CONTEXT, index, name);
      value = operand(CONTEXT, index);
      this.#contextOperands.set(name, value);
    }
    return value;
  }

  /** Index of an array; -1 if unknown. */
  array(name: string): number {
    const known = this.#arrayIndices.get(name);
    if (known !== undefined) return known;
    const values = findArray(this.environment.context, name);
    if (values === undefined) return -1;
    const index = this.arrays.push({ values, cell: this.arrayCells, name }) - 1;
    this.arrayCells += values.length;
    this.#emitter.symbol(KIND_ARRAY, index, name);
    this.#arrayIndices.set(name, index);
    return index;
  }

  /** What `name(…)` calls. */
  callee(name: string): Callee {
    return this.#callees.get(name) ?? this.#registered(name) ?? this.#builtin(name);
  }

  /** What an operator does. */
  operator(index: number): OperatorMeaning {
    let meaning = this.#operators[index];
    if (meaning === undefined) {
      const name = (OPERATORS[index] as (typeof OPERATORS)[number]).name;
      meaning =
        this.#callees.get(name) ?? this.#registered(name) ?? (OPERATOR_LOWERING[name] as OperatorLowering);
      this.#operators[index] = meaning;
    }
    return meaning;
  }

  isBuiltin(name: string): boolean {
    return this.#builtins && findBuiltins(name) !== undefined;
  }

  #builtin(name: string): Callee {
    return (this.#builtins ? builtinCallee(name) : undefined) ?? { kind: "unknown", name };
  }

  /** Enters a registered function into the program. */
  #registered(name: string): Callee | undefined {
    const fn = this.environment.functions.get(name) ?? findFunction(this.environment.context, name);
    if (fn === undefined) return undefined;
    const isNative = fn.kind === "native";
    const index = isNative ? this.natives.push(fn) - 1 : this.functions.push(fn) - 1;
    const callee: Callee = {
      kind: isNative ? "native" : "function",
      name,
      index,
      arity: isNative ? fn.arity : fn.parameters.length,
      symbol: this.#emitter.symbol(isNative ? KIND_NATIVE : KIND_FUNCTION, index, name),
    };
    this.#callees.set(name, callee);
    return callee;
  }
}

/** Callees of built-ins are the same in every program. */
const BUILTIN_CALLEES = /* @__PURE__ */ new Map<string, Callee>();

function builtinCallee(name: string): Callee | undefined {
  const known = BUILTIN_CALLEES.get(name);
  if (known !== undefined) return known;
  const forms = findBuiltins(name);
  if (forms === undefined) return undefined;
  const callee: Callee = { kind: "builtin", name, forms };
  BUILTIN_CALLEES.set(name, callee);
  return callee;
}

function findArray(context: Context, name: string): Float64Array | undefined {
  for (let c: Context | undefined = context; c !== undefined; c = c.parent) {
    const array = c.array(name);
    if (array !== undefined) return array;
  }
  return undefined;
}

function findFunction(context: Context, name: string): NativeFunction | ExpressionFunction | undefined {
  for (let c: Context | undefined = context; c !== undefined; c = c.parent) {
    const fn = c.function(name);
    if (fn !== undefined) return fn;
  }
  return undefined;
}
