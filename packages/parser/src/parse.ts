import { Arena, LinearMemory } from "@zexpr/arena";
import { Ast, type Limits, NODE_WORDS, resolveLimits } from "@zexpr/ir";
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

/** A scratch memory that grew larger is dropped. */
const SCRATCH_BYTES = 1 << 20;

/** Where `parse` builds trees before it copies them. */
let scratch: Arena | undefined;

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
  scratch ??= new Arena({ memory: new LinearMemory({ backing: "array-buffer" }) });
  const { memory } = scratch;
  try {
    const { offset, length, names } = parseInto(scratch, source, limits);
    const bytes = length * NODE_WORDS * 4;
    // No arena: its registration for finalization would keep the memory alive until the event loop runs.
    const own = new LinearMemory({ backing: "array-buffer", initialBytes: bytes });
    const ownOffset = own.allocate(bytes);
    own.u8.set(memory.u8.subarray(offset, offset + bytes), ownOffset);
    return new Tree(new Ast(own, ownOffset, length, names, source));
  } finally {
    scratch.reset();
    if (memory.buffer.byteLength > SCRATCH_BYTES) scratch = undefined;
  }
}
