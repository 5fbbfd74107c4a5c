import { Batch, type ExprError, parse } from "zexpr";
import { builtinNames, CONSTANTS, DEFAULT_LIMITS, disassemble, H_COST, LIMITS } from "zexpr/inspect";
import { columns } from "./columns.ts";
import type { Names } from "./names.ts";
import { countText, numberJson, numberText } from "./numbers.ts";
import { problemJson, type Report } from "./output.ts";
import { drawTree, listTree, mostArguments, type Tree, variablesOf } from "./tree-listing.ts";
import type { WasmListing } from "./wasm-listing.ts";

/** What a limit counts, for people. */
const LIMIT_TEXTS: Readonly<Record<string, string>> = {
  sourceLength: "characters",
  nesting: "nesting",
  nodes: "nodes",
  arguments: "arguments of a call",
  callDepth: "calls inside calls",
  instructions: "instructions",
};

/**
 * `zexpr explain`: tree, program, needs, and the value if every variable has one.
 *
 * @param listWasm - adds the translation to WebAssembly
 * @throws ExprError for a syntax error: there is nothing to explain then
 */
export function explainReport(
  source: string,
  names: Names,
  listWasm?: (batch: Batch) => WasmListing,
): Report {
  const tree = parse(source);
  const missing = missingVariables(tree, names);
  const batch = new Batch({ context: names.context });
  try {
    for (const name of missing) batch.addVariable(name);
    batch.addExpression(source);
    const problems = batch.diagnostics();
    const words = new Int32Array(batch.toProgram().buffer);
    const listing = disassemble(words);
    let value: number | undefined;
    if (missing.length === 0 && problems.length === 0) {
      batch.tryEvaluate();
      if (batch.lastError === undefined) value = batch.results[0];
      else problems.push(batch.lastError);
    }
    const { programBytes, registers, frames, arena } = batch.statistics();
    const used: Readonly<Record<string, number>> = {
      sourceLength: source.length,
      nesting: nestingOf(source),
      nodes: tree.length,
      arguments: mostArguments(tree),
      callDepth: frames,
      instructions: words[H_COST] as number,
    };
    const limits = LIMITS.filter(({ name }) => name in used).map(({ name, fallback }) => ({
      name,
      used: used[name] as number,
      most: fallback,
    }));
    const nodes = listTree(tree);
    const wasm = listWasm?.(batch);
    const text = [
      `expression\n  ${tree.toString()}`,
      `S-expression\n  ${tree.toSExpression()}`,
      `result\n  ${resultText(value, missing, problems)}`,
      `tree\n${indented(drawTree(nodes))}`,
      `program\n${indented(listing)}`,
      `limits\n${columns(
        [
          ["", "used", "most"],
          ...limits.map(({ name, used, most }) => [
            LIMIT_TEXTS[name] as string,
            countText(used),
            countText(most),
          ]),
        ],
        1,
      )}`,
      `bytes\n${columns([
        ["program", countText(programBytes)],
        ["registers", `${countText(registers * 8)} (cells: ${countText(registers)})`],
        ["call frames", `${countText(frames * 8)} (frames: ${countText(frames)})`],
        ["arena", `${countText(arena.used)} used, ${countText(arena.allocated)} allocated`],
      ])}`,
      ...(wasm?.sections ?? []),
    ];
    return {
      text: text.join("\n\n"),
      json: {
        expression: source,
        sExpression: tree.toSExpression(),
        value: value === undefined ? null : numberJson(value),
        missing,
        problems: problems.map(problemJson),
        tree: nodes,
        program: listing.split("\n"),
        limits: Object.fromEntries(limits.map(({ name, used, most }) => [name, { used, most }])),
        bytes: {
          program: programBytes,
          registers: registers * 8,
          frames: frames * 8,
          arenaUsed: arena.used,
          arenaAllocated: arena.allocated,
        },
        ...(wasm !== undefined && { wasm: wasm.json }),
      },
      problems,
    };
  } finally {
    batch.dispose();
  }
}

/** Variables without a value. A function's name is none: to use it as a variable is a mistake. */
function missingVariables(tree: Tree, names: Names): string[] {
  const functions = new Set([...builtinNames(), ...names.functions.keys()]);
  return [...variablesOf(tree)].filter(
    (name) =>
      !names.values.has(name) && !names.arrays.has(name) && !CONSTANTS.has(name) && !functions.has(name),
  );
}

/** How much of limits.nesting the source takes: the least limit with which it parses. In brackets, since the least limit is 1. */
function nestingOf(source: string): number {
  const bracketed = `(${source})`;
  let low = 1;
  let high = DEFAULT_LIMITS.nesting + 1;
  while (low < high) {
    const nesting = (low + high) >>> 1;
    try {
      parse(bracketed, { limits: { nesting, sourceLength: bracketed.length } });
      high = nesting;
    } catch {
      low = nesting + 1;
    }
  }
  return low - 1;
}

function resultText(
  value: number | undefined,
  missing: readonly string[],
  problems: readonly ExprError[],
): string {
  if (value !== undefined) return numberText(value);
  if (problems.length > 0) return "none: see the problems";
  return `none: no value given for ${missing.join(", ")}`;
}

function indented(text: string): string {
  return text.replace(/^/gm, "  ");
}
