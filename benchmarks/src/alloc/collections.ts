import { GCProfiler } from "node:v8";

/** A full collection: afterwards the young generation is empty. @throws Error without `--expose-gc` */
export function collect(): void {
  if (globalThis.gc === undefined) throw new Error("run with --expose-gc");
  globalThis.gc();
}

/** Runs `action` and returns the number of collections in the meantime, by V8's own log. */
export function countCollections(action: () => void): number {
  const profiler = new GCProfiler();
  profiler.start();
  action();
  return profiler.stop().statistics.length;
}
