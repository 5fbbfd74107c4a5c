import { type Ast, NODE_ATTRIBUTE, NODE_CALL, NODE_INDEX, NODE_NAME, NODE_NUMBER } from "@zexpr/ir";
import { numberText } from "./number-text.ts";
import { operatorOf } from "./operator-of.ts";
import { printTree } from "./print-tree.ts";

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
  return printTree(tree, (node, children) => {
    const kind = tree.kind(node);
    if (kind === NODE_NUMBER) {
      const text = numberText(tree.value(node));
      return text.includes(".") || text.includes("e") ? text : `${text}.0`;
    }
    if (kind === NODE_NAME) return tree.name(node);
    let text = `(${operatorOf(tree, node)?.name ?? "?:"}`;
    if (kind === NODE_CALL) text = `(${tree.name(node)}`;
    if (kind === NODE_INDEX) text = `([] ${tree.name(node)}`;
    if (kind === NODE_ATTRIBUTE) text = `(. ${tree.name(node)} ${tree.attribute(node)}`;
    for (const child of children) text += ` ${child}`;
    if (kind === NODE_CALL && children.length === 1) text += DEFAULTS.get(tree.name(node)) ?? "";
    return `${text})`;
  });
}
