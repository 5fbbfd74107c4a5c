import { Arena, Batch, compile, type Expression, parse } from "zexpr";
import type { Binding, Peer } from "./peer.ts";

// A tree without an arena has memory of its own, which for those who parse often costs more than parsing.
const arena = new Arena();

/** A batch of one expression, translated to WebAssembly: what the default, `"auto"`, comes to after a moment. */
export const zexprWasm: Peer<Batch> = {
  name: "zexpr wasm",
  usage: "Batch.evaluate, variables set through batch.variables, WebAssembly",
  spell: (source) => source,
  compile: (text, { variables }) => prepareBatch("wasm", variables, [text]),
  dispose: (batch) => batch.dispose(),
  bind: bindBatch,
};

/** The same, interpreted. The interpreter is asked for by name, so that other tiers do not change what is measured. */
export const zexprBatch: Peer<Batch> = {
  name: "zexpr",
  usage: "Batch.evaluate, variables set through batch.variables, interpreter",
  spell: (source) => source,
  parse(text) {
    arena.reset();
    return parse(text, { arena });
  },
  compile: (text, { variables }) => prepareBatch("interpreter", variables, [text]),
  dispose: (batch) => batch.dispose(),
  bind: bindBatch,
};

/** A batch that is compiled, and translated if that is its tier. */
export function prepareBatch(
  tier: "interpreter" | "wasm",
  variables: readonly string[],
  expressions: readonly string[],
): Batch {
  const batch = new Batch({ tier });
  for (const name of variables) batch.addVariable(name, 0);
  for (const text of expressions) batch.addExpression(text);
  batch.prepare();
  return batch;
}

/** Sets the variables through the view and reads the first expression's result. */
export function bindBatch(batch: Batch): Binding {
  return {
    values: { batch, variables: batch.variables, results: batch.results },
    assign: (_name, index, value) => `variables[${index}] = ${value};`,
    result: "(batch.evaluate(), results[0])",
  };
}

export const zexprRun: Peer<Expression> = {
  name: "zexpr run",
  usage: "compile().run, arguments set through args, interpreter",
  spell: (source) => source,
  compile: (text, { variables }) => compile(text, [...variables], { tier: "interpreter" }),
  dispose: (compiled) => compiled.dispose(),
  bind: (compiled) => ({
    values: { compiled, args: compiled.args, result: compiled.result },
    assign: (_name, index, value) => `args[${index}] = ${value};`,
    result: "(compiled.run(), result[0])",
  }),
};
