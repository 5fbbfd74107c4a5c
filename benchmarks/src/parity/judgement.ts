import { type ParityResult, STATUSES_EXPECTED } from "./run.ts";

/** What one engine found, by its name. */
export interface EngineResult {
  readonly engine: string;
  readonly result: ParityResult;
}

/** Programs from which on each kind of failure must have come up. */
const MANY = 1_000;

/** Everything that speaks against parity, one sentence each: none if it holds. */
export function problemsOf(engines: readonly EngineResult[]): string[] {
  const [first, ...others] = engines as readonly [EngineResult, ...EngineResult[]];
  return [...engines.flatMap(ownProblems), ...others.flatMap((other) => foreignProblems(first, other))];
}

/** Of one engine by itself. */
function ownProblems({ engine, result }: EngineResult): string[] {
  const { missed, kernels, differences, statuses, programs } = result;
  const absent = STATUSES_EXPECTED.filter((status) => !statuses[status]);
  return [
    ...missed.map((what) => `a planted difference was not found: ${what}`),
    ...kernels
      .filter(({ interpreter, wasm }) => interpreter !== wasm)
      .map(({ name, interpreter, wasm }) => `${name}: ${interpreter} in the interpreter, ${wasm} in wasm`),
    ...differences.map(
      ({ index, what, sample, shrunk }) =>
        `program ${index}: ${what}\n${indent(sample)}\n  made smaller:\n${indent(shrunk)}`,
    ),
    ...(programs >= MANY && absent.length > 0 ? [`no evaluation ended with ${absent.join(", ")}`] : []),
  ].map((problem) => `${engine}: ${problem}`);
}

/** Of one engine against another: the same programs have the same outcomes everywhere. */
function foreignProblems(one: EngineResult, other: EngineResult): string[] {
  const sums = new Map(one.result.kernels.map((kernel) => [kernel.name, kernel]));
  const kernels = other.result.kernels.filter(
    ({ name, interpreter, wasm }) =>
      sums.get(name)?.interpreter !== interpreter || sums.get(name)?.wasm !== wasm,
  );
  const shared = Math.min(one.result.blocks.length, other.result.blocks.length);
  const block = one.result.blocks.slice(0, shared).findIndex((sum, i) => sum !== other.result.blocks[i]);
  return [
    ...kernels.map(({ name }) => `${name} has other bits`),
    ...(one.result.kernels.length === other.result.kernels.length ? [] : ["other kernels"]),
    ...(block < 0 ? [] : [`outcomes differ in block ${block} of a thousand programs`]),
  ].map((problem) => `${other.engine} against ${one.engine}: ${problem}`);
}

function indent(text: string): string {
  return text.replaceAll(/^/gm, "    ");
}
