import type { LinearMemory } from "@zexpr/arena";

/**
 * AST record layout: eight i32 words (32 bytes, 8-aligned) a node, in postorder: children lie before their parent, so
 * the root is the last node. Node indices count records from the tree's first one.
 *
 * | word | field   | meaning                                                                              |
 * | ---- | ------- | ------------------------------------------------------------------------------------ |
 * | 0    | kind    | one of the `NODE_…` kinds                                                              |
 * | 1, 2 | span    | UTF-16 offsets into the source, end exclusive                                        |
 * | 3    | first   | first child, or {@link NO_NODE}                                                      |
 * | 4    | next    | next sibling; the last child holds `~parent`, so walking needs neither stack nor recursion |
 * | 5    | symbol  | operator index (unary, binary), or name index (name, call, index, attribute's object) |
 * | 6    | extra   | number of arguments (call), name index of the attribute (attribute)                  |
 * | 6, 7 | value   | the f64 of a number                                                                  |
 */
export const NODE_WORDS = 8;
export const WORD_KIND = 0;
export const WORD_START = 1;
export const WORD_END = 2;
export const WORD_FIRST = 3;
export const WORD_NEXT = 4;
export const WORD_SYMBOL = 5;
export const WORD_EXTRA = 6;

/** Absent child. */
export const NO_NODE = -1;

export const NODE_NUMBER = 1;
export const NODE_NAME = 2;
/** Operand: one child. */
export const NODE_UNARY = 3;
/** Operands: two children. */
export const NODE_BINARY = 4;
/** `&&`, two children, the second evaluated only if the first is true. */
export const NODE_AND = 5;
/** `||`, two children, the second evaluated only if the first is false. */
export const NODE_OR = 6;
/** `c ? t : f`, three children. */
export const NODE_CONDITIONAL = 7;
/** `name(…)`, any number of children. */
export const NODE_CALL = 8;
/** `name[index]`, one child. */
export const NODE_INDEX = 9;
/** `object.attribute`, no child. */
export const NODE_ATTRIBUTE = 10;

/** A parsed expression: node records in linear memory, names and source beside them. Read only. */
export class Ast {
  /** The text that was parsed. */
  readonly source: string;
  /** Distinct identifiers in order of first appearance. */
  readonly names: readonly string[];
  /** Number of nodes; the root is the last one. */
  readonly length: number;
  readonly memory: LinearMemory;
  /** Byte offset of node 0 in {@link memory}. */
  readonly offset: number;

  constructor(
    memory: LinearMemory,
    offset: number,
    length: number,
    names: readonly string[],
    source: string,
  ) {
    this.memory = memory;
    this.offset = offset;
    this.length = length;
    this.names = names;
    this.source = source;
  }

  get root(): number {
    return this.length - 1;
  }

  /** One word of a node's record; see {@link NODE_WORDS}. */
  word(node: number, word: number): number {
    return this.memory.i32[(this.offset >>> 2) + node * NODE_WORDS + word] as number;
  }

  kind(node: number): number {
    return this.word(node, WORD_KIND);
  }

  start(node: number): number {
    return this.word(node, WORD_START);
  }

  end(node: number): number {
    return this.word(node, WORD_END);
  }

  /** First child, or {@link NO_NODE}. */
  first(node: number): number {
    return this.word(node, WORD_FIRST);
  }

  /** Next sibling, or `~parent` (negative) after the last child. Meaningless for the root. */
  next(node: number): number {
    return this.word(node, WORD_NEXT);
  }

  symbol(node: number): number {
    return this.word(node, WORD_SYMBOL);
  }

  extra(node: number): number {
    return this.word(node, WORD_EXTRA);
  }

  /** Value of a number node. */
  value(node: number): number {
    return this.memory.f64[(this.offset >>> 3) + node * (NODE_WORDS / 2) + WORD_EXTRA / 2] as number;
  }

  /** Name of a name, call, index or attribute node (of the object, for an attribute). */
  name(node: number): string {
    return this.names[this.symbol(node)] as string;
  }

  /** Attribute part of an attribute node. */
  attribute(node: number): string {
    return this.names[this.extra(node)] as string;
  }
}
