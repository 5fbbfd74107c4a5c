import {
  type Ast,
  LIST_POWER,
  NODE_ATTRIBUTE,
  NODE_CALL,
  NODE_CONDITIONAL,
  NODE_INDEX,
  NODE_NAME,
  NODE_NUMBER,
  NODE_UNARY,
  type Operator,
} from "@zexpr/ir";
import { numberText } from "./number-text.ts";
import { operatorOf } from "./operator-of.ts";
import { printTree } from "./print-tree.ts";

/** Flags of a node. It needs brackets. */
const BRACKETS = 1;
/** A comma here would end an argument: the innermost bracket around the node is a call's. */
const IN_CALL = 2;

/** See {@link Tree.toString}. */
export function printSource(tree: Ast): string {
  const flags = findBrackets(tree);
  return printTree(tree, (node, children) => {
    const text = nodeText(tree, node, children);
    return (flags[node] & BRACKETS) === 0 ? text : `(${text})`;
  });
}

/** Flags of all nodes. They depend on the parent, and parents have larger indices than children. */
function findBrackets(tree: Ast): Uint8Array {
  const flags = new Uint8Array(tree.length);
  for (let node = tree.root; node >= 0; node--) {
    const kind = tree.kind(node);
    let inCall = flags[node] === IN_CALL ? IN_CALL : 0;
    if (kind === NODE_CALL) inCall = IN_CALL;
    if (kind === NODE_INDEX) inCall = 0;
    let position = 0;
    for (let child = tree.first(node); child >= 0; child = tree.next(child)) {
      const power = powerOf(tree, child);
      const isList = inCall !== 0 && power === LIST_POWER;
      const isLoose = power < leastPower(tree, node, position++, child);
      flags[child] = inCall | (isList || isLoose ? BRACKETS : 0);
    }
  }
  return flags;
}

/** Text of a node without brackets around it. */
function nodeText(tree: Ast, node: number, children: readonly string[]): string {
  const [first = "", second, third] = children;
  switch (tree.kind(node)) {
    case NODE_NUMBER:
      return numberText(tree.value(node));
    case NODE_NAME:
      return tree.name(node);
    case NODE_CALL:
      // Not `join`, which copies.
      return `${tree.name(node)}(${children.slice(1).reduce((list, child) => `${list}, ${child}`, first)})`;
    case NODE_INDEX:
      return `${tree.name(node)}[${first}]`;
    case NODE_ATTRIBUTE:
      return `${tree.name(node)}.${tree.attribute(node)}`;
    case NODE_CONDITIONAL:
      return `${first} ? ${second} : ${third}`;
    default: {
      const { spelling, power, arity } = operatorOf(tree, node) as Operator;
      if (arity === 1) return spelling + first;
      return `${first}${power === LIST_POWER ? "" : " "}${spelling} ${second}`;
    }
  }
}

/**
 * Binding power that holds a node together. A conditional has none: its last branch takes all that follows.
 */
function powerOf(tree: Ast, node: number): number {
  if (tree.kind(node) === NODE_CONDITIONAL) return 0;
  return operatorOf(tree, node)?.power ?? Number.POSITIVE_INFINITY;
}

/** Power from which on the child at `position` stands without brackets. */
function leastPower(tree: Ast, node: number, position: number, child: number): number {
  const operator = operatorOf(tree, node);
  if (operator === undefined) return tree.kind(node) === NODE_CONDITIONAL && position === 0 ? LIST_POWER : 0;
  if (operator.arity === 1) return operator.power;
  // A prefix operator says itself where it begins, and takes no more than it would within brackets.
  if (position === 1 && tree.kind(child) === NODE_UNARY) return 0;
  return operator.power + ((position === 0) === operator.rightAssociative ? 1 : 0);
}
