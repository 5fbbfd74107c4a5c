import type { Ast } from "@zexpr/ir";

/**
 * Text of a tree, made from the leaves up: in postorder, children lie before their parent. Texts are only ever
 * appended, which copies nothing, so deep trees take linear time.
 *
 * @param print - text of a node, given those of its children
 */
export function printTree(tree: Ast, print: (node: number, children: readonly string[]) => string): string {
  const texts: string[] = [];
  for (let node = 0; node < tree.length; node++) {
    const children: string[] = [];
    for (let child = tree.first(node); child >= 0; child = tree.next(child)) children.push(texts[child]);
    texts.push(print(node, children));
  }
  return texts[tree.root];
}
