import { COLD_PATHS } from "./cold-proof.ts";
import { problemsOf } from "./judgement.ts";
import { allNodes } from "./nodes.ts";
import { type Proof, prove } from "./proof.ts";
import { formatProof } from "./report.ts";
import { writeProofs } from "./written.ts";

export interface AllocOptions {
  /** Bounded: shorter windows, and nothing that is only told. Nothing is written. */
  readonly quick: boolean;
  /** On every Node that the proof covers, instead of the one that runs. */
  readonly allNodes: boolean;
  /** In Chromium too. */
  readonly browser: boolean;
  /** Only WebAssembly with nothing warmed up. */
  readonly coldOnly: boolean;
}

/**
 * Proves that no claimed path allocates on the JavaScript heap after its warm-up, in WebAssembly from the second evaluation on,
 * and that the meters would notice.
 *
 * @returns the exit code: 1 when a path allocates, an arena keeps growing, or a control is not read right
 */
export async function alloc({
  quick,
  allNodes: everywhere,
  browser,
  coldOnly,
}: AllocOptions): Promise<number> {
  const proofs: Proof[] = [];
  const add = (proof: Proof): void => {
    console.log(`\n${formatProof(proof)}`);
    proofs.push(proof);
  };
  for (const node of everywhere ? allNodes() : [process.execPath]) {
    console.error(`\n${node}`);
    add(await prove(node, { quick, coldOnly }));
  }
  if (browser) {
    console.error("\nChromium");
    add(await (await import("./browser-proof.ts")).proveInChromium({ quick, coldOnly }));
  }
  if (!quick) console.log(`Written to ${writeProofs(proofs).join(" and ")}.\n`);
  const problems = proofs.flatMap(problemsOf);
  for (const problem of problems) console.error(problem);
  const warm = proofs[0]?.paths.filter(({ claim }) => claim === "zero").length;
  console.log(
    problems.length === 0
      ? `PASS: ${warm} paths when warm, ${COLD_PATHS.length} in WebAssembly from the start, in ${proofs.map(({ engine }) => engine).join(", ")}: 0 bytes per evaluation. All controls were caught.`
      : `FAIL: ${problems.length} problems.`,
  );
  return problems.length === 0 ? 0 : 1;
}
