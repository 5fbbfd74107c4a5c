import { Arena, LinearMemory } from "@zexpr/arena";
import { DEFAULT_LIMITS, type Limits, NODE_WORDS, resolveLimits } from "@zexpr/ir";
import { NodeWriter } from "./nodes.ts";
import { Parser } from "./pratt.ts";
import { overLimit } from "./problems.ts";
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
  if (options.arena !== undefined) return parseInto(options.arena, source, limits);
  scratch ??= new Arena({ memory: new LinearMemory({ backing: "array-buffer" }) });
  const { memory } = scratch;
  try {
    const { offset, length, names } = parseInto(scratch, source, limits);
    const bytes = length * NODE_WORDS * 4;
    // No arena: its registration for finalization would keep the memory alive until the event loop runs.
    const own = new LinearMemory({ backing: "array-buffer", initialBytes: bytes });
    const ownOffset = own.allocate(bytes);
    own.u8.set(memory.u8.subarray(offset, offset + bytes), ownOffset);
    return new Tree(own, ownOffset, length, names, source);
  } finally {
    scratch.reset();
    if (memory.buffer.byteLength > SCRATCH_BYTES) scratch = undefined;
  }
}

/**
 * Parses an expression into an arena.
 *
 * Linear time. Takes 32 bytes for each word and each operator character of the source (every node has at
 * least one), and a stack that it gives back. After an error the arena is as it was before.
 *
 * @param limits - complete and valid: see `resolveLimits` of `@zexpr/ir`
 * @throws `ExprError` as {@link parse}, and `StaleHandle` if the arena was disposed
 */
export function parseInto(arena: Arena, source: string, limits: Limits = DEFAULT_LIMITS): Tree {
  if (source.length > limits.sourceLength) {
    throw overLimit(limits, "sourceLength", "characters", source, limits.sourceLength, source.length);
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
    return new Tree(memory, nodes.offset, nodes.count, parser.names.names, source, arena);
  } catch (error) {
    if (!arena.disposed) arena.rewind(mark);
    throw error;
  }
}
