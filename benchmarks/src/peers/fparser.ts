import Formula from "fparser";
import { assignProperty, fmod, objectScope, type Peer, spellLog } from "./peer.ts";

/** Comparisons give 0 or 1 and there is no logic: `&&` is spelled as a product, `||` as a sum, `?:` as `ifElse`. */
export const fparser: Peer<Formula> = {
  name: "fparser",
  usage: "new Formula().evaluate; fmod is provided",
  spell: spellLog,
  parse: (text) => new Formula(text),
  compile(text) {
    const formula = new Formula(text);
    formula.fmod = fmod;
    return formula;
  },
  bind: (formula, expression) => ({
    values: { formula, scope: objectScope(expression) },
    assign: assignProperty,
    result: "formula.evaluate(scope)",
  }),
};
