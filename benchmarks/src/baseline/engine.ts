import { type Arguments, type Context, ContextStack, type NativeFunction } from "./context.ts";
import { CALL, CONDITIONAL, NAME, type Node, NUMBER, OR } from "./node.ts";

/** Evaluate the node, and push its value. */
const EVALUATE = 0;
/** The node's first operands are on the value stack: go on. */
const APPLY = 1;
/** Replace the value on top by 0 or 1. */
const TRUTH = 2;

/** What remains to be done. */
interface Operation {
  readonly kind: number;
  readonly node: Node;
  /** Number of the context in which names are looked up. */
  readonly context: number;
}

/**
 * Evaluates a tree as exp-rs did before its zero-allocation plan: without recursion, and with all that it needs made anew.
 *
 * - Per evaluation: an operator stack, a value stack, a context stack with its entry, a cache of the functions found by
 *   name.
 * - Per node: an operation, and one more where operands come first.
 * - Per call, operators included: an array for the arguments.
 *
 * What exp-rs did beyond that is left out: it copied subtrees into operations, put a call back on the stack for each
 * argument, and moved the others to make room for it.
 *
 * @throws Error for an unknown name or a wrong number of arguments
 */
export function evaluateBaseline(root: Node, context: Context): number {
  return new Evaluation().run(root, context);
}

class Evaluation {
  readonly #operations: Operation[] = [];
  readonly #values: number[] = [];
  readonly #contexts = new ContextStack();
  readonly #functions = new Map<string, NativeFunction>();

  run(root: Node, rootContext: Context): number {
    this.#schedule(EVALUATE, root, this.#contexts.push(rootContext));
    for (;;) {
      const operation = this.#operations.pop();
      if (operation === undefined) return this.#pop();
      const { kind, node, context } = operation;
      if (kind === EVALUATE) {
        this.#evaluate(node, context);
      } else if (kind === APPLY) {
        this.#apply(node, context);
      } else {
        this.#values.push(this.#pop() === 0 ? 0 : 1);
      }
    }
  }

  #evaluate(node: Node, context: number): void {
    if (node.kind === NUMBER) {
      this.#values.push(node.value);
    } else if (node.kind === NAME) {
      this.#values.push(this.#contexts.variable(context, node.name));
    } else {
      this.#schedule(APPLY, node, context);
      // Of the others, what comes after the first is evaluated only if it is needed.
      const { length } = node.children;
      const operands = node.kind === CALL ? length : 1;
      // The last is pushed first: the first will be popped first.
      for (let i = operands - 1; i >= 0; i--) this.#schedule(EVALUATE, node.children[i] as Node, context);
    }
  }

  #apply(node: Node, context: number): void {
    if (node.kind === CALL) {
      this.#values.push(this.#call(node, context));
    } else if (node.kind === CONDITIONAL) {
      this.#schedule(EVALUATE, node.children[this.#pop() === 0 ? 2 : 1] as Node, context);
    } else {
      const left = this.#pop() !== 0;
      if (left === (node.kind === OR)) {
        this.#values.push(left ? 1 : 0);
      } else {
        this.#schedule(TRUTH, node, context);
        this.#schedule(EVALUATE, node.children[1] as Node, context);
      }
    }
  }

  #call(node: Node, context: number): number {
    const { name, children } = node;
    let found = this.#functions.get(name);
    if (found === undefined) {
      found = this.#contexts.function(context, name);
      this.#functions.set(name, found);
    }
    const { length } = children;
    if (found.arity !== length) throw new Error(`${name} takes ${found.arity} arguments, not ${length}`);
    const args = new Array<number>(length);
    for (let i = length - 1; i >= 0; i--) args[i] = this.#pop();
    return found.call(args as unknown as Arguments);
  }

  #schedule(kind: number, node: Node, context: number): void {
    this.#operations.push({ kind, node, context });
  }

  #pop(): number {
    return this.#values.pop() as number;
  }
}
