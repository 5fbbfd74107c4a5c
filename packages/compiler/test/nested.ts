import { LinearMemory } from "@zexpr/arena";
import { Ast, NO_NODE, NODE_NAME, NODE_WORDS } from "@zexpr/ir";

/**
 * `depth` nodes, each the last child of the one before, with `leaves` children before it; all leaves are the name x. The
 * builder of tree.ts would overflow the stack.
 */
export function nested(kind: number, symbol: number, depth: number, leaves: number): Ast {
  const count = depth * (leaves + 1) + 1;
  const memory = new LinearMemory({ backing: "array-buffer", initialBytes: count * NODE_WORDS * 4 + 64 });
  const offset = memory.allocate(count * NODE_WORDS * 4);
  const innermost = depth * leaves;
  const record = (node: number, words: readonly number[]): void => {
    memory.i32.set([...words, 0, 0], offset / 4 + node * NODE_WORDS);
  };
  /** Node of a level, outermost first; the innermost leaf lies below the last one. */
  const nodeOf = (level: number): number => (level === depth ? innermost : innermost + depth - level);
  for (let level = 0; level < depth; level++) {
    for (let i = 0; i < leaves; i++) {
      const leaf = level * leaves + i;
      record(leaf, [NODE_NAME, 0, 0, NO_NODE, i + 1 < leaves ? leaf + 1 : nodeOf(level + 1), 0]);
    }
    const first = leaves > 0 ? level * leaves : nodeOf(level + 1);
    const next = level === 0 ? 0 : ~nodeOf(level - 1);
    record(nodeOf(level), [kind, 0, 0, first, next, symbol, leaves + 1].slice(0, 6));
    memory.i32[offset / 4 + nodeOf(level) * NODE_WORDS + 6] = leaves + 1;
  }
  record(innermost, [NODE_NAME, 0, 0, NO_NODE, ~nodeOf(depth - 1), 0]);
  return new Ast(memory, offset, count, ["x", "sin", "f"], "");
}
