import { LinearMemory } from "@zexpr/arena";
import {
  Ast,
  NO_NODE,
  NODE_AND,
  NODE_ATTRIBUTE,
  NODE_BINARY,
  NODE_CALL,
  NODE_CONDITIONAL,
  NODE_INDEX,
  NODE_NAME,
  NODE_NUMBER,
  NODE_OR,
  NODE_UNARY,
  NODE_WORDS,
  OPERATORS,
  WORD_END,
  WORD_EXTRA,
  WORD_FIRST,
  WORD_KIND,
  WORD_NEXT,
  WORD_START,
  WORD_SYMBOL,
} from "@zexpr/ir";

/** An expression as data, for tests without a parser. A number stands for itself, a text for a name. */
export type Tree =
  | number
  | string
  | { readonly op: string; readonly of: readonly Tree[] }
  | { readonly call: string; readonly of: readonly Tree[] }
  | { readonly array: string; readonly of: readonly [Tree] }
  | { readonly object: string; readonly attribute: string; readonly of: readonly [] };

export const unary = (op: string, a: Tree): Tree => ({ op, of: [a] });
export const binary = (op: string, a: Tree, b: Tree): Tree => ({ op, of: [a, b] });
export const add = (a: Tree, b: Tree): Tree => binary("+", a, b);
export const mul = (a: Tree, b: Tree): Tree => binary("*", a, b);
export const and = (a: Tree, b: Tree): Tree => binary("&&", a, b);
export const or = (a: Tree, b: Tree): Tree => binary("||", a, b);
export const choose = (c: Tree, t: Tree, f: Tree): Tree => ({ op: "?:", of: [c, t, f] });
export const call = (name: string, ...of: Tree[]): Tree => ({ call: name, of });
export const index = (array: string, at: Tree): Tree => ({ array, of: [at] });
export const attribute = (object: string, name: string): Tree => ({ object, attribute: name, of: [] });

/** Writes the records that `@zexpr/ir` describes, and a fully bracketed source text for the spans. */
export function build(tree: Tree, memory: LinearMemory = new LinearMemory({ backing: "array-buffer" })): Ast {
  const names: string[] = [];
  const nameIndex = (name: string): number => {
    if (!names.includes(name)) names.push(name);
    return names.indexOf(name);
  };
  const records: number[][] = [];
  const values = new Map<number, number>();
  let source = "";

  const emit = (node: Tree): number => {
    const start = source.length;
    const own = new Array<number>(NODE_WORDS).fill(0);
    const children: number[] = [];
    const child = (of: Tree): void => {
      children.push(emit(of));
    };
    if (typeof node === "number") {
      source += String(node);
      own[WORD_KIND] = NODE_NUMBER;
    } else if (typeof node === "string") {
      source += node;
      own[WORD_KIND] = NODE_NAME;
      own[WORD_SYMBOL] = nameIndex(node);
    } else if ("array" in node) {
      source += `${node.array}[`;
      own[WORD_KIND] = NODE_INDEX;
      own[WORD_SYMBOL] = nameIndex(node.array);
      child(node.of[0]);
      source += "]";
    } else if ("object" in node) {
      source += `${node.object}.${node.attribute}`;
      own[WORD_KIND] = NODE_ATTRIBUTE;
      own[WORD_SYMBOL] = nameIndex(node.object);
      own[WORD_EXTRA] = nameIndex(node.attribute);
    } else if ("call" in node) {
      source += `${node.call}(`;
      own[WORD_KIND] = NODE_CALL;
      own[WORD_SYMBOL] = nameIndex(node.call);
      own[WORD_EXTRA] = node.of.length;
      node.of.forEach((argument, i) => {
        if (i > 0) source += ", ";
        child(argument);
      });
      source += ")";
    } else {
      const [kind, separators] = shapeOf(node.op, node.of.length);
      own[WORD_KIND] = kind;
      own[WORD_SYMBOL] = Math.max(
        0,
        OPERATORS.findIndex(({ spelling, arity }) => spelling === node.op && arity === node.of.length),
      );
      node.of.forEach((operand, i) => {
        source += separators[i];
        child(operand);
      });
      source += ")";
    }
    own[WORD_START] = start;
    own[WORD_END] = source.length;
    own[WORD_FIRST] = children[0] ?? NO_NODE;
    const index = records.push(own) - 1;
    children.forEach((at, i) => {
      (records[at] as number[])[WORD_NEXT] = children[i + 1] ?? ~index;
    });
    if (typeof node === "number") values.set(index, node);
    return index;
  };

  emit(tree);
  const offset = memory.allocate(records.length * NODE_WORDS * 4);
  memory.i32.set(records.flat(), offset / 4);
  for (const [at, value] of values) memory.f64[offset / 8 + (at * NODE_WORDS + WORD_EXTRA) / 2] = value;
  return new Ast(memory, offset, records.length, names, source);
}

/** Node kind of an operator, and what stands before each operand. */
function shapeOf(op: string, operands: number): [number, string[]] {
  if (op === "?:") return [NODE_CONDITIONAL, ["(", " ? ", " : "]];
  if (op === "&&") return [NODE_AND, ["(", " && "]];
  if (op === "||") return [NODE_OR, ["(", " || "]];
  return operands === 1 ? [NODE_UNARY, [`(${op}`]] : [NODE_BINARY, ["(", ` ${op} `]];
}
