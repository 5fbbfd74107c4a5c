import { Batch, compile, parse } from "zexpr";
import type { Peer } from "./peer.ts";

/** A batch of one expression. The interpreter is asked for by name, so that later tiers do not change what is measured. */
export const zexprBatch: Peer<Batch> = {
  name: "zexpr",
  usage: "Batch.evaluate, variables set through batch.variables, interpreter",
  spell: (source) => source,
  parse: (text) => parse(text),
  compile(text, { variables }) {
    const batch = new Batch({ tier: "interpreter" });
    for (const name of variables) batch.addVariable(name, 0);
    batch.addExpression(text);
    batch.prepare();
    return batch;
  },
  dispose: (batch) => batch.dispose(),
  bind: (batch) => ({
    values: { batch, variables: batch.variables, results: batch.results },
    assign: (_name, index, value) => `variables[${index}] = ${value};`,
    result: "(batch.evaluate(), results[0])",
  }),
};

type CompiledExpression = ReturnType<typeof compile>;

export const zexprRun: Peer<CompiledExpression> = {
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
