import type { parse } from "zexpr";
import {
  NODE_AND,
  NODE_ATTRIBUTE,
  NODE_BINARY,
  NODE_CALL,
  NODE_CONDITIONAL,
  NODE_INDEX,
  NODE_NAME,
  NODE_NUMBER,
  NODE_OR,
  NODE_UNARY,
  OPERATORS,
} from "zexpr/inspect";
import { numberText } from "./numbers.ts";

export type Tree = ReturnType<typeof parse>;

/** One node of a tree, in the order of reading: parents before children. */
export interface TreeNode {
  /** 0 for the root. */
  readonly depth: number;
  readonly kind: string;
  /** The number, name or operator. */
  readonly label: string;
  readonly span: { readonly start: number; readonly end: number };
}

const KINDS: Readonly<Record<number, string>> = {
  [NODE_NUMBER]: "number",
  [NODE_NAME]: "name",
  [NODE_UNARY]: "unary",
  [NODE_BINARY]: "binary",
  [NODE_AND]: "and",
  [NODE_OR]: "or",
  [NODE_CONDITIONAL]: "conditional",
  [NODE_CALL]: "call",
  [NODE_INDEX]: "index",
  [NODE_ATTRIBUTE]: "attribute",
};

/** Deeper nodes are not indented further: a chain of 30,000 terms is 30,000 levels deep. */
const DEEPEST_INDENT = 40;

/** All nodes as a flat list: nested objects could be too deep for JSON writers and readers. O(nodes). */
export function listTree(tree: Tree): TreeNode[] {
  const nodes: TreeNode[] = [];
  let depth = 0;
  tree.walk({
    enter(node) {
      nodes.push({
        depth: depth++,
        kind: KINDS[tree.kind(node)] as string,
        label: labelOf(tree, node),
        span: { start: tree.start(node), end: tree.end(node) },
      });
    },
    leave() {
      depth--;
    },
  });
  return nodes;
}

/** A node a line, indented by its depth. O(nodes). */
export function drawTree(nodes: readonly TreeNode[]): string {
  return nodes
    .map(({ depth, label }) => {
      const indent = "  ".repeat(Math.min(depth, DEEPEST_INDENT));
      return depth > DEEPEST_INDENT ? `${indent}(level ${depth}) ${label}` : `${indent}${label}`;
    })
    .join("\n");
}

/** Distinct names that stand as variables, in the order of evaluation. */
export function variablesOf(tree: Tree): Set<string> {
  const found = new Set<string>();
  tree.walk({
    leave(node) {
      if (tree.kind(node) === NODE_NAME) found.add(tree.name(node));
    },
  });
  return found;
}

/** The most arguments of any call. */
export function mostArguments(tree: Tree): number {
  let most = 0;
  for (let node = 0; node < tree.length; node++) {
    if (tree.kind(node) === NODE_CALL) most = Math.max(most, tree.extra(node));
  }
  return most;
}

function labelOf(tree: Tree, node: number): string {
  switch (tree.kind(node)) {
    case NODE_NUMBER:
      return numberText(tree.value(node));
    case NODE_NAME:
      return tree.name(node);
    case NODE_UNARY:
    case NODE_BINARY:
      return OPERATORS[tree.symbol(node)]?.name as string;
    case NODE_AND:
      return "&&";
    case NODE_OR:
      return "||";
    case NODE_CONDITIONAL:
      return "?:";
    case NODE_CALL:
      return `${tree.name(node)}()`;
    case NODE_INDEX:
      return `${tree.name(node)}[]`;
    default:
      return `${tree.name(node)}.${tree.attribute(node)}`;
  }
}
