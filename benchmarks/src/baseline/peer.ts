import { parse } from "zexpr";
import type { Peer } from "../peers/peer.ts";
import type { Context } from "./context.ts";
import { evaluateBaseline } from "./engine.ts";
import { FUNCTIONS } from "./functions.ts";
import { type Node, toNodes } from "./node.ts";

interface Compiled {
  readonly root: Node;
  readonly context: Context;
}

/** The baseline as the harness drives libraries. Not among them: nobody would install it. */
export const baseline: Peer<Compiled> = {
  name: "baseline",
  usage: "the same tree, with stacks, function cache and argument arrays made anew by each evaluation",
  spell: (source) => source,
  compile: (text) => ({
    root: toNodes(parse(text)),
    context: { variables: new Map(), functions: FUNCTIONS },
  }),
  bind: ({ root, context }) => ({
    values: { evaluateBaseline, root, context, variables: context.variables },
    assign: (name, _index, value) => `variables.set("${name}", ${value});`,
    result: "evaluateBaseline(root, context)",
  }),
};
