import { type Ast, NO_NODE } from "@zexpr/ir";

/** Functions that {@link Tree.walk} calls with node indices. */
export interface Visitor {
  /**
   * Before the node's children. Return `false` to skip them and the node's `leave`; anything else goes on.
   */
  readonly enter?: (node: number) => unknown;
  /** After the node's children: evaluation order. */
  readonly leave?: (node: number) => unknown;
}

/** See {@link Tree.walk}. Follows the links between nodes, so it needs neither recursion nor a stack. */
export function walk(tree: Ast, visitor: Visitor): void {
  let node = tree.root;
  for (;;) {
    const skipped = visitor.enter?.(node) === false;
    const first = tree.first(node);
    if (first !== NO_NODE && !skipped) {
      node = first;
      continue;
    }
    if (!skipped) visitor.leave?.(node);
    for (;;) {
      if (node === tree.root) return;
      const next = tree.next(node);
      node = next < 0 ? ~next : next;
      if (next >= 0) break;
      visitor.leave?.(node);
    }
  }
}
