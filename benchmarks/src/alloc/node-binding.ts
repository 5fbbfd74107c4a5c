import { createRequire } from "node:module";

/** The part of Node's own binding to V8 that the meter needs. */
interface V8Binding {
  /** Where {@link updateHeapStatisticsBuffer} writes. */
  readonly heapStatisticsBuffer: Float64Array;
  readonly kUsedHeapSizeIndex: number;
  updateHeapStatisticsBuffer(): void;
}

/**
 * Node's binding to V8, which writes statistics into one buffer; `v8.getHeapStatistics()` makes an object instead.
 *
 * @throws Error unless the process runs with `--expose-internals`
 */
export function v8Binding(): V8Binding {
  const load = createRequire(import.meta.url);
  return load("internal/test/binding").internalBinding("v8");
}
