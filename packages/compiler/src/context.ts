import { ExprError } from "@zexpr/errors";
import { type InPlaceFunction, inPlace } from "@zexpr/ir";
import {
  type ExpressionFunction,
  expressionFunction,
  type NativeFunction,
  nativeFunction,
} from "./functions.ts";
import { checkName, checkNumber, quote } from "./names.ts";

/** Counters wrap at 30 bits, so that they stay small integers in every engine. Only equality is asked of them. */
const COUNTER_MASK = 0x3fffffff;
let changes = 0;

/** Counts changes to any context. A batch that has seen the current number need not look at its contexts. */
export function contextChanges(): number {
  return changes;
}

export interface ContextOptions {
  /** Where names are looked up that this context does not have. */
  readonly parent?: Context;
}

/**
 * Names that expressions can reach: variables, constants, arrays, attributes, host functions, expression functions.
 *
 * A context owns its values; any number of batches may use it, each with a copy in its own memory that the next
 * `evaluate` refreshes without allocating. A new or removed name, a changed array length or function makes the batches
 * that use the context bind again at their next `evaluate`.
 */
export class Context {
  #parent: Context | undefined;
  #builtins = true;
  /** Slots in {@link values} by name. Attributes are named `object.attribute`. */
  readonly #variables = new Map<string, number>();
  readonly #constants = new Map<string, number>();
  readonly #attributes = new Map<string, number>();
  readonly #arrays = new Map<string, Float64Array>();
  readonly #functions = new Map<string, NativeFunction | ExpressionFunction>();
  #values = new Float64Array(8);
  #used = 0;
  /** Slots of removed variables. */
  readonly #free: number[] = [];
  #shape = 0;
  #version = 0;

  /** @throws {@link ExprError} `Other` if the parent is not a Context */
  constructor(options: ContextOptions = {}) {
    if (options.parent !== undefined) this.setParent(options.parent);
  }

  /** A context without the built-in functions. Operators and built-in constants work. */
  static empty(): Context {
    const context = new this();
    context.#builtins = false;
    return context;
  }

  get parent(): Context | undefined {
    return this.#parent;
  }

  /** @throws {@link ExprError} `Other` if it is not a Context or would make a cycle */
  setParent(parent: Context | undefined): void {
    if (parent !== undefined && !(parent instanceof Context))
      throw new ExprError("Other", "a context's parent must be a Context");
    for (let c = parent; c !== undefined; c = c.#parent) {
      if (c === this) throw new ExprError("Other", "a context cannot be its own ancestor");
    }
    this.#parent = parent;
    this.#reshaped();
  }

  /** Whether built-in functions can be reached: false if this context or an ancestor was made by {@link Context.empty}. */
  get builtins(): boolean {
    for (let c: Context | undefined = this; c !== undefined; c = c.#parent) if (!c.#builtins) return false;
    return true;
  }

  /** Sets a variable. O(1); a known name costs no rebinding. */
  setVariable(name: string, value: number): void {
    this.#set(this.#variables, name, value, "a variable's name");
  }

  /** Sets a constant: found after variables of the same context. */
  setConstant(name: string, value: number): void {
    this.#set(this.#constants, name, value, "a constant's name");
  }

  /** Sets `object.attribute`. */
  setAttribute(object: string, attribute: string, value: number): void {
    checkName(object, "an object's name");
    checkName(attribute, "an attribute's name");
    this.#set(this.#attributes, `${object}.${attribute}`, value);
  }

  /** Sets an array to a copy of `values`. O(length). Only another length than before makes batches bind again. */
  setArray(name: string, values: ArrayLike<number>): void {
    checkName(name, "an array's name");
    if (!Array.isArray(values) && !ArrayBuffer.isView(values)) {
      throw new ExprError("Other", `array ${name} must be given an array of numbers, not ${quote(values)}`);
    }
    // Reading elements, and making texts for each, would allocate.
    if (!(values instanceof Float64Array))
      for (let i = 0; i < values.length; i++) checkNumber(values[i] as number, `array ${name}, element`, i);
    const array = this.#arrays.get(name);
    if (array !== undefined && array.length === values.length) {
      array.set(values);
      this.#changed();
    } else {
      this.#arrays.set(name, Float64Array.from(values));
      this.#reshaped();
    }
  }

  /** Registers a function on numbers. Convenient, but each call allocates on the JavaScript heap; see {@link addFunctionInPlace}. */
  addFunction(name: string, arity: number, call: (...args: number[]) => number): void {
    if (typeof call !== "function") throw new ExprError("Other", `\`${name}\` must be given a function`);
    this.#addFunction(nativeFunction(name, arity, inPlace(call, arity), false));
  }

  /**
   * Registers a function on memory, which can work without allocating.
   *
   * @param options - `pure: true` promises that the result depends on the arguments alone, so that equal calls may be
   *   shared; this version still makes every call
   */
  addFunctionInPlace(
    name: string,
    arity: number,
    call: InPlaceFunction,
    options: { readonly pure?: boolean } = {},
  ): void {
    this.#addFunction(nativeFunction(name, arity, call, options.pure ?? false));
  }

  /** Registers `name(parameters) = body`. */
  addExpressionFunction(name: string, parameters: readonly string[], body: string): void {
    this.#addFunction(expressionFunction(name, parameters, body));
  }

  /** Removes a function of this context. True if it was there. */
  removeFunction(name: string): boolean {
    return this.#remove(this.#functions, name);
  }

  /** Removes a variable of this context. True if it was there. */
  removeVariable(name: string): boolean {
    const slot = this.#variables.get(name);
    if (slot !== undefined) this.#free.push(slot);
    return this.#remove(this.#variables, name);
  }

  /** Slot of a variable of this context alone, or undefined. */
  variableSlot(name: string): number | undefined {
    return this.#variables.get(name);
  }

  constantSlot(name: string): number | undefined {
    return this.#constants.get(name);
  }

  /** `name` is `object.attribute`. */
  attributeSlot(name: string): number | undefined {
    return this.#attributes.get(name);
  }

  array(name: string): Float64Array | undefined {
    return this.#arrays.get(name);
  }

  function(name: string): NativeFunction | ExpressionFunction | undefined {
    return this.#functions.get(name);
  }

  /** Values by slot. Replaced when it grows, together with {@link shape}. */
  get values(): Float64Array {
    return this.#values;
  }

  /** Counts changes that make batches bind again. */
  get shape(): number {
    return this.#shape;
  }

  /** Counts changes of values. */
  get version(): number {
    return this.#version;
  }

  /** Names of this context alone, for "did you mean" and completion. */
  *names(kind: "variables" | "arrays" | "attributes" | "functions"): IterableIterator<string> {
    if (kind === "variables") {
      yield* this.#variables.keys();
      yield* this.#constants.keys();
    } else if (kind === "arrays") yield* this.#arrays.keys();
    else if (kind === "attributes") yield* this.#attributes.keys();
    else yield* this.#functions.keys();
  }

  /** Small, so that V8 inlines it: otherwise the value would be boxed. */
  #set(slots: Map<string, number>, name: string, value: number, what?: string): void {
    const slot = slots.get(name);
    if (slot === undefined || typeof value !== "number") {
      this.#add(slots, name, value, what);
      return;
    }
    this.#values[slot] = value;
    this.#changed();
  }

  #add(slots: Map<string, number>, name: string, value: number, what: string | undefined): void {
    checkNumber(value, "the value of", name);
    if (what !== undefined) checkName(name, what);
    const fresh = this.#free.pop() ?? this.#used++;
    if (fresh === this.#values.length) {
      const larger = new Float64Array(fresh * 2);
      larger.set(this.#values);
      this.#values = larger;
    }
    slots.set(name, fresh);
    this.#values[fresh] = value;
    this.#reshaped();
  }

  #addFunction(fn: NativeFunction | ExpressionFunction): void {
    this.#functions.set(fn.name, fn);
    this.#reshaped();
  }

  #remove(map: Map<string, unknown>, name: string): boolean {
    const there = map.delete(name);
    if (there) this.#reshaped();
    return there;
  }

  #changed(): void {
    this.#version = (this.#version + 1) & COUNTER_MASK;
    changes = (changes + 1) & COUNTER_MASK;
  }

  #reshaped(): void {
    this.#shape = (this.#shape + 1) & COUNTER_MASK;
    changes = (changes + 1) & COUNTER_MASK;
  }
}
