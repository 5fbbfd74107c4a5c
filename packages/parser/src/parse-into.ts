import type { Arena } from "@zexpr/arena";
import { Ast, DEFAULT_LIMITS, type Limits } from "@zexpr/ir";
import { NodeWriter } from "./nodes.ts";
import { Parser } from "./pratt.ts";
import { overLimit } from "./problems.ts";

/**
 * Parses an expression into an arena.
 *
 * Linear time. Takes 32 bytes for each word and each operator character of the source (every node has at
 * least one), and a stack that it gives back. After an error the arena is as it was before.
 *
 * Keep the arena as long as the tree, which is stale once that is reset or disposed: nothing checks it.
 * `new Tree(ast, arena)` does, and prints and walks.
 *
 * @param limits - complete and valid: see `resolveLimits` of `@zexpr/ir`
 * @throws `ExprError` as `parse`, and `StaleHandle` if the arena was disposed
 */
export function parseInto(arena: Arena, source: string, limits: Limits = DEFAULT_LIMITS): Ast {
  if (source.length > limits.sourceLength) {
    throw overLimit(limits, "sourceLength", source, limits.sourceLength, source.length);
  }
  const { memory } = arena;
  memory.refresh();
  const mark = arena.checkpoint();
  try {
    const nodes = new NodeWriter(arena, source, limits);
    const keep = arena.checkpoint();
    const parser = new Parser(arena, nodes, source, limits);
    parser.run();
    arena.rewind(keep); // the stack
    return new Ast(memory, nodes.offset, nodes.count, parser.names.names, source);
  } catch (error) {
    if (!arena.disposed) arena.rewind(mark);
    throw error;
  }
}
