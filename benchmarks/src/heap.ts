import { checkSubject } from "./check.ts";
import { prepareSubject } from "./harness.ts";
import { CONTROLS } from "./heap/controls.ts";
import { type MeterOptions, measureHeap, type Reading } from "./heap/meter.ts";
import { zexprBatch, zexprRun } from "./peers/zexpr.ts";
import { formatTable } from "./report/table.ts";
import { SUITE } from "./suite/index.ts";

/** The young generation that package.json's flags ask for is 64 MB; half of it may fill before the meter shrinks a window. */
const FULL: MeterOptions = { warmup: 1_000_000, count: 500_000, windows: 5, budget: 32 * 2 ** 20 };
const QUICK: MeterOptions = { warmup: 200_000, count: 50_000, windows: 3, budget: 32 * 2 ** 20 };

/**
 * Prints the JavaScript heap bytes of one evaluation for every suite expression, after the warm-up, the meter's controls
 * first.
 *
 * @returns the exit code: 1 when an evaluation allocates, or a control is not read right
 */
export function heap({ quick }: { readonly quick: boolean }): number {
  const options = quick ? QUICK : FULL;
  const failures: string[] = [];

  for (const { name, bytes, loop } of CONTROLS) {
    const reading = measureHeap(loop, options);
    console.log(`${name}: ${reading.bytes} bytes, expected ${bytes}`);
    if (reading.bytes !== bytes) failures.push(`the meter reads ${reading.bytes} for ${name}`);
  }

  const peers = [zexprBatch, zexprRun];
  const rows = SUITE.map((expression) => {
    const readings = peers.map((peer): Reading | undefined => {
      const subject = prepareSubject(peer, expression);
      if (subject === undefined) return undefined;
      checkSubject(subject, expression);
      const reading = measureHeap((count) => subject.run(0, count), options);
      subject.dispose();
      if (reading.allocates) failures.push(`${peer.name}: ${expression.id} allocates ${reading.bytes} bytes`);
      return reading;
    });
    return [expression.id, ...readings.map((reading) => String(reading?.bytes ?? "–"))];
  });
  console.log(`\n${formatTable(["bytes per evaluation", "Batch.evaluate", "compile().run"], rows)}\n`);

  for (const failure of failures) console.error(failure);
  if (failures.length === 0) console.log(`${SUITE.length} expressions: 0 bytes per evaluation.`);
  return failures.length === 0 ? 0 : 1;
}
