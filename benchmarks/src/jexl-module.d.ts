// jexl ships no declarations; this is the part that peers/jexl.ts uses.
declare module "jexl" {
  interface Expression {
    evalSync(context: object): unknown;
  }
  class Jexl {
    addFunctions(functions: Record<string, (...values: number[]) => number>): void;
    compile(text: string): Expression;
  }
  const jexl: { Jexl: typeof Jexl };

  export type { Expression };
  export default jexl;
}
