import { Arena, Batch, compile, type Expression, parse } from "zexpr";
import type { Binding, Peer } from "./peer.ts";

// A tree without an arena has memory of its own, which for those who parse often costs more than parsing.
const arena = new Arena();

/** A batch of one expression. The interpreter is asked for by name, so that later tiers do not change what is measured. */
export const zexprBatch: Peer<Batch> = {
  name: "zexpr",
  usage: "Batch.evaluate, variables set through batch.variables, interpreter",
  spell: (source) => source,
  parse(text) {
    arena.reset();
    return parse(text, { arena });
  },
  compile(text, { variables }) {
    const batch = new Batch({ tier: "interpreter" });
    for (const name of variables) batch.addVariable(name, 0);
    batch.addExpression(text);
    batch.prepare();
    return batch;
  },
  dispose: (batch) => batch.dispose(),
  bind: bindBatch,
};

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
