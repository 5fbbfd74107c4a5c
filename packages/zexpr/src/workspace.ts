import { Arena, LinearMemory } from "@zexpr/arena";
import { Compiler } from "@zexpr/compiler";
import type { Ast, Limits } from "@zexpr/ir";
import { parseInto } from "@zexpr/parser";

/** Trees are dropped at this many bytes, and the whole workspace after a program that took more than the second. */
const KEEP_TREES = 1 << 18;
const KEEP_WORKSPACE = 1 << 24;

/** Memory for parsing and compiling, shared by all batches: both happen within one call and leave nothing behind. */
interface Workspace {
  /** Set while compiling. Found set by the next one: an error has left the compiler in the middle of its work. */
  compiling: boolean;
  readonly memory: LinearMemory;
  readonly trees: Arena;
  readonly compiler: Compiler;
}

let current: Workspace | undefined;

function workspace(): Workspace {
  if (current === undefined) {
    const memory = new LinearMemory({ backing: "array-buffer", initialBytes: 1 << 17 });
    const trees = new Arena({ memory, capacity: 1 << 14 });
    current = {
      compiling: false,
      memory,
      trees,
      compiler: new Compiler(new Arena({ memory, capacity: 1 << 15 })),
    };
  }
  return current;
}

/** The compiler that all batches share, until {@link endCompiling}. After an error in between it is made anew. */
export function beginCompiling(): Compiler {
  if (current?.compiling) current = undefined;
  const { compiler } = workspace();
  (current as Workspace).compiling = true;
  return compiler;
}

export function endCompiling(): void {
  if (current !== undefined) current.compiling = false;
  tidyWorkspace();
}

/** A text that has been checked for syntax, with its tree for as long as the workspace keeps it. */
export class Source {
  readonly text: string;
  #tree: Ast;
  #trees: Arena;
  #generation: number;

  /** @throws {@link ExprError} what is wrong with the text */
  constructor(text: string, limits: Limits) {
    this.text = text;
    this.#trees = workspace().trees;
    this.#tree = parseInto(this.#trees, text, limits);
    this.#generation = this.#trees.generation;
  }

  /** The tree, parsed again if the workspace has dropped it. */
  tree(limits: Limits): Ast {
    const { trees } = workspace();
    if (this.#trees !== trees || this.#generation !== trees.generation) {
      this.#trees = trees;
      this.#tree = parseInto(trees, this.text, limits);
      this.#generation = trees.generation;
    }
    return this.#tree;
  }
}

/** Says that no tree is needed until its text is asked for again. */
export function tidyWorkspace(): void {
  if (current === undefined) return;
  if (current.memory.buffer.byteLength > KEEP_WORKSPACE) current = undefined;
  else if (current.trees.used > KEEP_TREES) current.trees.reset();
}
