import { measureHeap } from "./heap-meter.ts";
import { PATHS } from "./paths/index.ts";

/** Evaluations before the windows, in which V8 makes its data about the code. */
const WARMUP = 2_000;
const WINDOWS = { count: 1_000, windows: 3 };

/** Bytes per evaluation of each path, in the order of `PATHS`, when V8 runs nothing but its interpreter. */
export function measureUnoptimised(): number[] {
  return PATHS.map((path) => {
    const { run, dispose } = path.prepare("interpreter");
    run(WARMUP);
    const { bytes, count } = measureHeap(run, WINDOWS);
    dispose?.();
    return bytes / count;
  });
}
