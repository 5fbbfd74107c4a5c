import { ExprError } from "@zexpr/errors";
import { NODE_CALL } from "@zexpr/ir";
import { parse } from "@zexpr/parser";

const tree = parse("((a + max(b, 2)) * -c)");
console.log(String(tree)); // → (a + max(b, 2)) * -c
console.log(tree.toSExpression()); // → (* (+ a (max b 2.0)) (neg c))
console.log(tree.names.join(" ")); // → a max b c

// Nodes are numbers. `leave` sees them in the order in which they are evaluated.
tree.walk({
  leave(node) {
    if (tree.kind(node) !== NODE_CALL) return;
    console.log(tree.name(node), tree.start(node), tree.end(node)); // → max 6 15
  },
});

try {
  parse("sin(2x)");
} catch (error) {
  if (!(error instanceof ExprError)) throw error;
  console.log(error.code, error.span?.start, error.span?.end); // → Tokenizer 4 6
  console.log(error.message); // → malformed number `2x`: to multiply, write 2*x
}
