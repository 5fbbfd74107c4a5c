import type { PeerName, SuiteExpression } from "../suite/expression.ts";

/** A compiled expression as the measured loop uses it: pieces of the code that a user of the library would write. */
export interface Binding {
  /** What the pieces of code name. */
  readonly values: Readonly<Record<string, unknown>>;
  /** @returns a statement that gives the `index`-th variable, `name`, the value of the expression `value` */
  assign(name: string, index: number, value: string): string;
  /** An expression that evaluates once and gives the result, a number or a boolean. */
  readonly result: string;
}

/** One library, or one way of using it. `Compiled` is the library's own object. */
export interface Peer<Compiled = unknown> {
  readonly name: PeerName;
  /** How the library is used here, in a few words. */
  readonly usage: string;
  /** From zexpr's language to the library's, by general rules. A suite expression's own spelling goes before. */
  spell(source: string): string;
  /** Text to the library's tree, where that is a step of its own. */
  parse?(text: string): unknown;
  /** Text to something that can be evaluated many times. */
  compile(text: string, expression: SuiteExpression): Compiled;
  /** Gives back what `compile` took, where the library has memory of its own. */
  dispose?(compiled: Compiled): void;
  bind(compiled: Compiled, expression: SuiteExpression): Binding;
}

/** @returns the text that `peer` is given for `expression`, or null when its language cannot express it */
export function spelling(peer: Peer, expression: SuiteExpression): string | null {
  const own = expression.spellings?.[peer.name];
  return own === undefined ? peer.spell(expression.source) : own;
}

/** For libraries that take an object with a property per variable: it is made once and changed in place. */
export function objectScope(expression: SuiteExpression): Record<string, number> {
  return Object.fromEntries(expression.variables.map((name) => [name, 0]));
}

/** The statement that goes with {@link objectScope}. */
export function assignProperty(name: string, _index: number, value: string): string {
  return `scope.${name} = ${value};`;
}

/** For languages that write `and`, `or` and take `ln` for `log`. */
export function spellWords(source: string): string {
  return source.replaceAll("&&", " and ").replaceAll("||", " or ");
}

/** For languages in which `log` is the natural logarithm and `ln` is unknown. No suite expression uses zexpr's `log`. */
export function spellLog(source: string): string {
  return source.replace(/\bln\(/g, "log(");
}

/** C's fmod, for libraries that have no such function. JavaScript's `%` is the same. */
export function fmod(dividend: number, divisor: number): number {
  return dividend % divisor;
}
