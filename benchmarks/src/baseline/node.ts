import {
  NODE_AND,
  NODE_BINARY,
  NODE_CALL,
  NODE_CONDITIONAL,
  NODE_NAME,
  NODE_NUMBER,
  NODE_OR,
  NODE_UNARY,
  OPERATORS,
} from "@zexpr/ir";
import type { parse } from "zexpr";

/** What an evaluator has to tell apart. Operators are calls, so that each can be overridden by name. */
export const NUMBER = 0;
export const NAME = 1;
export const CALL = 2;
const AND = 3;
export const OR = 4;
export const CONDITIONAL = 5;

/** A node of the tree as objects. All have the same shape, so that reading a field is one load in optimised code. */
export interface Node {
  readonly kind: number;
  /** Of a number. */
  readonly value: number;
  /** Of a name or a call; an operator's is that of its function. */
  readonly name: string;
  readonly children: readonly Node[];
}

/**
 * Turns zexpr's tree into objects, once per expression.
 *
 * @throws Error for arrays and attributes, of which the suite has none
 */
export function toNodes(tree: ReturnType<typeof parse>): Node {
  const done: Node[] = [];
  tree.walk({
    leave(node) {
      const children = done.splice(done.length - countChildren(tree, node));
      done.push({ ...describe(tree, node), children });
    },
  });
  return done[0] as Node;
}

function countChildren(tree: ReturnType<typeof parse>, node: number): number {
  let count = 0;
  for (let child = tree.first(node); child >= 0; child = tree.next(child)) count++;
  return count;
}

function describe(tree: ReturnType<typeof parse>, node: number): Omit<Node, "children"> {
  switch (tree.kind(node)) {
    case NODE_NUMBER:
      return { kind: NUMBER, value: tree.value(node), name: "" };
    case NODE_NAME:
      return { kind: NAME, value: 0, name: tree.name(node) };
    case NODE_UNARY:
    case NODE_BINARY:
      return { kind: CALL, value: 0, name: OPERATORS[tree.symbol(node)]?.name ?? "" };
    case NODE_CALL:
      return { kind: CALL, value: 0, name: tree.name(node) };
    case NODE_AND:
      return { kind: AND, value: 0, name: "" };
    case NODE_OR:
      return { kind: OR, value: 0, name: "" };
    case NODE_CONDITIONAL:
      return { kind: CONDITIONAL, value: 0, name: "" };
    default:
      throw new Error("the baseline has neither arrays nor attributes");
  }
}
