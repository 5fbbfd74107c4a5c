import { type Arena, I32Vector, type LinearMemory } from "@zexpr/arena";
import type { Ast, Capacity, Limits } from "@zexpr/ir";
import { OP_END, OP_RETURN, SITE_PC, SITE_WORDS } from "@zexpr/ir/opcodes";
import { Allocator } from "./allocator.ts";
import { Binder, type Environment } from "./binder.ts";
import type { Bindings } from "./bindings.ts";
import { stackNeed } from "./call-graph.ts";
import { Emitter } from "./emitter.ts";
import type { ExpressionFunction } from "./functions.ts";
import { Image, type PlacedUnit } from "./image.ts";
import { Lowering } from "./lowering.ts";
import { operand, RESULT } from "./operand.ts";
import type { Diagnosis } from "./problem.ts";

/** Width of every value: "f32" rounds each result of an operation, and whatever comes from outside. */
export type Precision = "f64" | "f32";

export interface CompileOptions {
  /** Default "f64". */
  readonly precision?: Precision | undefined;
  /** False emits every instruction as written, without sharing and folding: for comparison in tests. Default true. */
  readonly optimise?: boolean;
}

/** A compiled batch. {@link write} it before the compiler's next use. */
export interface Compiled {
  readonly capacity: Capacity;
  /** Writes the image's words and its cells, each at a byte offset that is a multiple of 8. */
  write(memory: LinearMemory, wordsOffset: number, cellsOffset: number): void;
  readonly bindings: Bindings;
  /** Expression functions by their index in the program. */
  readonly functions: readonly ExpressionFunction[];
  /** Problems of names and arity, each of which has become a TRAP; in evaluation order. */
  readonly problems: readonly Diagnosis[];
}

/**
 * Compiles trees to program images. Reusable: its working memory, in the given arena, grows to the largest program and
 * stays. Time is linear in the number of nodes.
 */
export class Compiler {
  readonly #emitter: Emitter;
  readonly #binder: Binder;
  readonly #lowering: Lowering;
  readonly #allocator: Allocator;
  readonly #sites: I32Vector;
  readonly #image = new Image();

  constructor(arena: Arena) {
    this.#emitter = new Emitter(arena);
    this.#binder = new Binder(this.#emitter);
    this.#lowering = new Lowering(arena, this.#emitter, this.#binder);
    this.#allocator = new Allocator(arena);
    this.#sites = new I32Vector(arena, 64);
  }

  /**
   * @param expressions - trees of the batch; undefined leaves its result NaN
   * @throws {@link ExprError} `CapacityExceeded` if the batch is too large for one program, or its calls for the stack;
   *   whatever `environment.parse` throws
   */
  compile(
    expressions: readonly (Ast | undefined)[],
    environment: Environment,
    limits: Limits,
    { optimise = true, precision }: CompileOptions = {},
  ): Compiled {
    const emitter = this.#emitter;
    const binder = this.#binder;
    emitter.clear();
    emitter.optimise = optimise;
    emitter.isF32 = precision === "f32";
    binder.start(environment);
    this.#lowering.clear();
    this.#allocator.final.clear();
    this.#sites.clear();

    const starts = new Array<number>(expressions.length);
    this.#lowering.startUnit();
    for (let i = 0; i < expressions.length; i++) {
      starts[i] = emitter.position;
      const ast = expressions[i];
      if (ast !== undefined) emitter.move(operand(RESULT, i), this.#lowering.lower(ast, i, []), 0);
    }
    emitter.emit(OP_END, 0, 0, 0);
    const batch = this.#place(0);
    for (let i = 0; i < starts.length; i++) starts[i] = this.#allocator.positions.get(starts[i] as number);

    // Lowering a body may reach further functions.
    const functions: PlacedUnit[] = [];
    for (let f = 0; f < binder.functions.length; f++) {
      const { body, parameters } = binder.functions[f] as ExpressionFunction;
      emitter.startUnit(true);
      this.#lowering.startUnit();
      const value = this.#lowering.lower(environment.parse(body), ~f, parameters);
      emitter.emit(OP_RETURN, 0, emitter.local(value), 0);
      functions.push(this.#place(parameters.length));
    }
    const image = this.#image;
    image.plan({
      emitter,
      binder,
      final: this.#allocator.final,
      batch,
      functions,
      expressions: starts,
      sites: this.#sites,
      stack: stackNeed(batch, functions, limits.callDepth),
      limits,
    });
    return {
      capacity: image.capacity,
      write: (memory, wordsOffset, cellsOffset) => image.write(memory, wordsOffset, cellsOffset),
      bindings: image.bindings,
      functions: binder.functions,
      problems: this.#lowering.problems,
    };
  }

  /** Allocates the unit that was lowered. */
  #place(parameters: number): PlacedUnit {
    const { code, sites, temps } = this.#emitter;
    const allocator = this.#allocator;
    allocator.allocate(code, temps);
    for (let i = 0; i < sites.length; i++) {
      this.#sites.push(i % SITE_WORDS === SITE_PC ? allocator.positions.get(sites.get(i)) : sites.get(i));
    }
    const calls: number[] = [];
    for (let i = 0; i < this.#lowering.calls.length; i++) calls.push(this.#lowering.calls.get(i));
    return {
      parameters,
      registers: allocator.registers,
      windows: this.#lowering.windowCells,
      calls,
      start: allocator.positions.get(0),
      end: allocator.positions.get(allocator.positions.length - 1),
    };
  }
}
