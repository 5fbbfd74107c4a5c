import { coldProblems } from "./cold-judgement.ts";
import type { ControlResult, PathResult, Proof, Verdict } from "./proof.ts";

/** Everything that speaks against the proof, one sentence each: none if it holds. */
export function problemsOf({ engine, plantedBytes, controls, paths, soaks, cold }: Proof): string[] {
  const soaked = soaks.slice(0, -1).filter(({ collections }) => collections > 0);
  return [
    ...controls.flatMap((control) => controlProblems(control, plantedBytes)),
    ...paths.flatMap(pathProblems),
    ...soaked.map(({ name, collections }) => `${name}: ${collections} collections in the soak`),
    ...cold.flatMap((proof) => coldProblems(proof, plantedBytes)),
    ...(soaks.at(-1)?.collections === 0 ? ["the soak does not notice what is planted"] : []),
  ].map((problem) => `${engine}: ${problem}`);
}

/** Both meters must read what is planted. */
export function controlProblems(
  { name, every, verdict, error }: ControlResult,
  plantedBytes: number,
): string[] {
  if (verdict === undefined) return [`${name}: ${error}`];
  const problems: string[] = [];
  const expected = every === 0 ? 0 : (verdict.count / every) * plantedBytes;
  // V8 wastes the end of each page: up to a word in a thousand.
  const isRead = verdict.bytes >= expected && verdict.bytes <= expected * 1.001;
  if (!isRead) problems.push(`${name}: meter A reads ${verdict.bytes} bytes instead of ${expected}`);
  const sampled = every === 0 ? 0 : (verdict.sampledCount / every) * plantedBytes;
  if (verdict.sampledBytes !== sampled)
    problems.push(`${name}: meter B reads ${verdict.sampledBytes} bytes instead of ${sampled}`);
  return problems;
}

function pathProblems({ group, name, claim, verdict, error, warmUp }: PathResult): string[] {
  const title = `${group}: ${name}`;
  if (error !== undefined) return [`${title}: ${error}`];
  if (verdict === undefined) return [];
  const problems = verdict.isSteady
    ? []
    : [`${title}: the arena's figures change after the second evaluation`];
  // Other paths before it may have got V8 to inline more than it does for a user.
  if (warmUp === null) problems.push(`${title}: never stops allocating in a process of its own`);
  if (claim === "zero" && allocates(verdict)) problems.push(`${title}: ${describeAllocation(verdict)}`);
  return problems;
}

/** Whether either meter has seen a single byte. */
export function allocates({ bytes, sampledBytes }: Verdict): boolean {
  return bytes !== 0 || sampledBytes !== 0;
}

function describeAllocation({ bytes, count, windows, sampledBytes, sampledCount, charges }: Verdict): string {
  const where = charges
    .slice(0, 5)
    .map((charge) => `\n    ${charge.bytes} bytes in ${charge.function}, ${charge.place}`);
  return `${bytes} bytes in ${count} evaluations by meter A (${windows.join(", ")}), ${sampledBytes} in ${sampledCount} by meter B${where.join("")}`;
}
