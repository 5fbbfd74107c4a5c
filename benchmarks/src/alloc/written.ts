import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describeMachine } from "../report/machine.ts";
import { coldRows, formatColdMarkdown } from "./cold-written.ts";
import { allocates } from "./judgement.ts";
import type { PathResult, Proof, Verdict } from "./proof.ts";
import { bytes, longestWarmUp, perEvaluation, range } from "./report.ts";

/**
 * Writes a dated table to benchmarks/results, in JSON and in Markdown. A second run on the same day at the same commit
 * replaces the first.
 *
 * @returns the paths of the files
 */
export function writeProofs(proofs: readonly Proof[]): string[] {
  const { node: _, v8: __, packages: ___, ...machine } = describeMachine();
  const date = new Date().toISOString();
  const folder = new URL("../results/", import.meta.url);
  mkdirSync(folder, { recursive: true });
  const isWhole = proofs.every(({ paths }) => paths.length > 0);
  const name = `${date.slice(0, 10)}-${machine.commit ?? "no-commit"}-alloc${isWhole ? "" : "-cold"}`;
  const write = (extension: string, text: string): string => {
    const file = fileURLToPath(new URL(`${name}.${extension}`, folder));
    writeFileSync(file, text);
    return file;
  };
  return [
    write("json", formatJson({ date, ...machine }, proofs)),
    write(
      "md",
      [
        ...(isWhole
          ? [formatMarkdown(`${date.slice(0, 10)}, ${machine.commit}, ${machine.cpu}`, proofs)]
          : []),
        formatColdMarkdown(proofs, table),
      ].join("\n"),
    ),
  ];
}

/** A line per path, so that two runs can be compared line by line. */
function formatJson(header: object, proofs: readonly Proof[]): string {
  const engines = proofs.map(({ engine, v8, plantedBytes, controls, soaks, paths, cold }) => {
    const lines = (rows: readonly object[]) =>
      rows.map((row) => `        ${JSON.stringify(row)}`).join(",\n");
    return `    {
      "engine": ${JSON.stringify(engine)},
      "v8": ${JSON.stringify(v8)},
      "plantedBytes": ${plantedBytes},
      "controls": [\n${lines(controls)}\n      ],
      "soaks": [\n${lines(soaks)}\n      ],
      "paths": [\n${lines(paths)}\n      ],
      "cold": [\n${lines(coldRows(cold))}\n      ]
    }`;
  });
  const top = Object.entries(header).map(
    ([key, value]) => `  ${JSON.stringify(key)}: ${JSON.stringify(value)},`,
  );
  return `{\n${top.join("\n")}\n  "engines": [\n${engines.join(",\n")}\n  ]\n}\n`;
}

/** The table of README.md first, then a line per path. */
function formatMarkdown(title: string, proofs: readonly Proof[]): string {
  const paths = proofs[0]?.paths ?? [];
  const groups = [...new Set(paths.filter(({ claim }) => claim === "zero").map(({ group }) => group))];
  const members = (proof: Proof, group: string) =>
    proof.paths.filter((path) => path.group === group && path.claim === "zero");
  const engines = proofs.map(({ engine }) => engine);
  const summary = groups.map((group) => [
    group,
    String(paths.filter((path) => path.group === group && path.claim === "zero").length),
    ...proofs.map((proof) => range(members(proof, group).map(({ verdict }) => perEvaluation(verdict)))),
    range(proofs.map((proof) => longestWarmUp(members(proof, group)))),
    range(proofs.flatMap((proof) => members(proof, group).map(({ unoptimised }) => unoptimised))),
  ]);
  const each = paths.map(({ group, name, claim }, i) => [
    `${group}: \`${name.replaceAll("|", "\\|")}\`${claim === "zero" ? "" : " (documented to allocate)"}`,
    ...proofs.map((proof) => cell(proof.paths[i])),
    proofs.map((proof) => warmUp(proof.paths[i])).join(", "),
    range(proofs.map((proof) => proof.paths[i]?.unoptimised)),
  ]);
  return `# Bytes of JavaScript heap per evaluation

${title}. What the columns mean: [README](../README.md#allocations). Both meters agree on every 0.

${table(["group", "paths", ...engines, "longest warm-up", "bytes without optimiser"], summary)}

## Each path

Warm-up: evaluations in a new process until none allocates, one number an engine.

${table(["path", ...engines, "warm-up", "bytes without optimiser"], each)}
`;
}

function cell(path: PathResult | undefined): string {
  if (path?.verdict === undefined) return path?.error ?? "–";
  return disagree(path.verdict) ? "0, but sampled" : bytes(perEvaluation(path.verdict));
}

/** Meter B alone has seen something. */
function disagree(verdict: Verdict): boolean {
  return verdict.bytes === 0 && allocates(verdict);
}

function warmUp(path: PathResult | undefined): string {
  if (path?.warmUp === undefined) return "–";
  return path.warmUp === null ? "never" : String(path.warmUp);
}

function table(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(titles), line(titles.map(() => "---")), ...rows.map(line)].join("\n");
}
