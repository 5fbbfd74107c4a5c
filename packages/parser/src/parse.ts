import { Arena, LinearMemory } from "@zexpr/arena";
import { type Limits, resolveLimits } from "@zexpr/ir";
import { parseInto } from "./parse-into.ts";
import { Tree } from "./tree.ts";

export interface ParseOptions {
  /** Missing ones take the defaults of `@zexpr/ir`. */
  readonly limits?: Partial<Limits> | undefined;
  /**
   * Where the nodes go. Default: an ArrayBuffer of the tree's own, which the garbage collector frees with it.
   */
  readonly arena?: Arena | undefined;
}

/**
 * Parses an expression.
 *
 * Linear time. Without an arena each tree takes at least 64 KiB of its own; to parse often, give one, or use
 * {@link parseInto}.
 *
 * @throws `ExprError` with the span of the mistake: `Parse`, `Tokenizer`, `Syntax`, `UnmatchedParenthesis`;
 * `StringTooLong`, `CapacityExceeded`, `RecursionLimit` past a limit; `ArenaExhausted`; `Other` for limits
 * that make no sense
 */
export function parse(source: string, options: ParseOptions = {}): Tree {
  const limits = resolveLimits(options.limits);
  const { arena } = options;
  if (arena !== undefined) return new Tree(parseInto(arena, source, limits), arena);
  const own = new Arena({ memory: new LinearMemory({ backing: "array-buffer" }) });
  try {
    return new Tree(parseInto(own, source, limits));
  } finally {
    // The nodes stay: nobody else uses their memory. An arena that is only forgotten would keep it alive until
    // the event loop runs.
    own.dispose();
  }
}
