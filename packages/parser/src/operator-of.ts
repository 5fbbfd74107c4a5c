import {
  AND_POWER,
  type Ast,
  NODE_AND,
  NODE_BINARY,
  NODE_OR,
  NODE_UNARY,
  OPERATORS,
  type Operator,
  OR_POWER,
} from "@zexpr/ir";

const BOTH: Operator = /* @__PURE__ */ lazy("&&", AND_POWER);
const EITHER: Operator = /* @__PURE__ */ lazy("||", OR_POWER);

function lazy(spelling: string, power: number): Operator {
  return { spelling, name: spelling, arity: 2, power, rightAssociative: false };
}

/** How a node's operator is written, `&&` and `||` included; undefined for a node that is no operator. */
export function operatorOf(tree: Ast, node: number): Operator | undefined {
  switch (tree.kind(node)) {
    case NODE_UNARY:
    case NODE_BINARY:
      return OPERATORS[tree.symbol(node)];
    case NODE_AND:
      return BOTH;
    case NODE_OR:
      return EITHER;
    default:
      return undefined;
  }
}
