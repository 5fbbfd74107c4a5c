import { type Ast, NODE_ATTRIBUTE, NODE_CALL, NODE_INDEX, NODE_NAME, NODE_NUMBER } from "@zexpr/ir";
import { numberText } from "./number-text.ts";
import { operatorOf } from "./operator-of.ts";
import { walk } from "./walk.ts";

/**
 * Second argument that a call with one argument means if the built-in is meant (SPEC 3). The notation writes
 * it out, although only binding can tell: the tree itself, and source printed from it, keep the call as it
 * was written.
 */
const DEFAULTS: ReadonlyMap<string, string> = /* @__PURE__ */ new Map([
  ["pow", " 2.0"],
  ["atan2", " 1.0"],
]);

/** See {@link Tree.toSExpression}. */
export function printSExpression(tree: Ast): string {
  let text = "";
  walk(tree, {
    enter(node) {
      text += (node === tree.root ? "" : " ") + opening(tree, node);
    },
    leave(node) {
      const kind = tree.kind(node);
      if (kind === NODE_CALL && tree.extra(node) === 1) text += DEFAULTS.get(tree.name(node)) ?? "";
      if (kind !== NODE_NUMBER && kind !== NODE_NAME) text += ")";
    },
  });
  return text;
}

/** What a node writes before its children. */
function opening(tree: Ast, node: number): string {
  switch (tree.kind(node)) {
    case NODE_NUMBER: {
      const text = numberText(tree.value(node));
      return text.includes(".") || text.includes("e") ? text : `${text}.0`;
    }
    case NODE_NAME:
      return tree.name(node);
    case NODE_CALL:
      return `(${tree.name(node)}`;
    case NODE_INDEX:
      return `([] ${tree.name(node)}`;
    case NODE_ATTRIBUTE:
      return `(. ${tree.name(node)} ${tree.attribute(node)}`;
    default:
      return `(${operatorOf(tree, node)?.name ?? "?:"}`;
  }
}
