import type { ColdProof, ColdResult } from "./cold-proof.ts";
import { COLD_TITLES, coldCells, KINDS } from "./cold-report.ts";
import type { Proof } from "./proof.ts";

/** A line per mode and engine, then one per path, mode and engine. @param table - makes Markdown of it */
export function formatColdMarkdown(
  proofs: readonly Proof[],
  table: (titles: readonly string[], rows: readonly (readonly string[])[]) => string,
): string {
  const modes = proofs.flatMap(({ engine, cold }) => cold.map((proof) => ({ engine, ...proof })));
  const reading = modes[0]?.paths.find((path) => path.reading !== undefined)?.reading;
  const summary = modes.flatMap(({ engine, mode, controls, paths }) => [
    ...KINDS.map((kind) => {
      const members = paths.filter(({ cold }) => cold === kind);
      return [engine, mode.name, `${members.length} paths: ${kind}`, ...coldCells(members)];
    }),
    ...controls.map((control) => [engine, mode.name, control.name, ...coldCells([control])]),
  ]);
  const each = (modes[0]?.paths ?? []).flatMap(({ group, name }, i) =>
    modes.map(({ engine, mode, paths }) => [
      `${group}: \`${name.replaceAll("|", "\\|")}\``,
      ...[engine, mode.name],
      ...cellsOrError(paths[i]),
    ]),
  );
  return `# WebAssembly, nothing warmed up

Bytes charged from the first evaluation on, after the first, after ${reading?.early.count} (early) and after ${reading?.late.count} (late).

${table(["engine", "mode", "", ...COLD_TITLES], summary)}

## Each path

${table(["path", "engine", "mode", ...COLD_TITLES], each)}
`;
}

function cellsOrError(result: ColdResult | undefined): string[] {
  return result?.error === undefined ? coldCells(result === undefined ? [] : [result]) : [result.error];
}

/** What goes into JSON, a row per control or path. */
export function coldRows(proofs: readonly ColdProof[]): object[] {
  return proofs.flatMap(({ mode, controls, paths }) =>
    [...controls, ...paths].map((result) => ({ mode: mode.name, ...result })),
  );
}
