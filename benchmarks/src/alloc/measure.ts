import { type HeapReading, measureHeap } from "./heap-meter.ts";
import { CONTROLS, type Figures, PATHS, type Subject, warmUp } from "./paths/index.ts";
import { type SamplingReading, sampleHeap } from "./sampling-meter.ts";
import { ALLOCATING, CONTROL, FULL, QUICK, type Settings } from "./settings.ts";

/** What both meters read. */
export interface Reading {
  readonly heap: HeapReading;
  readonly sampling: SamplingReading;
  /** Of the memory behind it, after the second evaluation and after the warm-up. */
  readonly figures?: { readonly second: Figures; readonly warm: Figures };
}

/** A reading, or why there is none. */
export type Outcome = { readonly reading: Reading } | { readonly error: string };

export interface Measurement {
  /** In the order of `CONTROLS`. */
  readonly controls: readonly Outcome[];
  /** In the order of `PATHS`; null for what a quick run leaves out: paths that claim nothing. */
  readonly paths: readonly (Outcome | null)[];
}

/** The same, and where. */
export interface NodeMeasurement extends Measurement {
  readonly versions: { readonly node: string; readonly v8: string };
}

/** Measures the controls, then every path, in one process: what runs later must not disturb what ran before. */
export function measureAll({ quick }: { readonly quick: boolean }): NodeMeasurement {
  const { node, v8 } = process.versions;
  return { versions: { node, v8 }, controls: measureControls(), paths: measurePaths(quick) };
}

/** In the order of `CONTROLS`. */
export function measureControls(): Outcome[] {
  return CONTROLS.map((control) => attempt(() => measure(control.prepare(), CONTROL)));
}

function measurePaths(quick: boolean): (Outcome | null)[] {
  let group = "";
  return PATHS.map((path) => {
    if (path.group !== group) console.error(`  ${path.group}`);
    group = path.group;
    if (path.claim === "zero")
      return attempt(() => measure(path.prepare("interpreter"), quick ? QUICK : FULL));
    return quick ? null : attempt(() => measure(path.prepare("interpreter"), ALLOCATING));
  });
}

function attempt(action: () => Reading): Outcome {
  try {
    return { reading: action() };
  } catch (error) {
    return { error: String(error) };
  }
}

function measure({ run, figures, dispose }: Subject, { warmup, heap, sampling }: Settings): Reading {
  run(1);
  run(1);
  const second = figures?.();
  warmUp(run, warmup);
  const warm = figures?.();
  const heapReading = measureHeap(run, heap);
  // An allocation takes a microsecond in a profile: where there are many, few tell as much.
  const often = heapReading.bytes >= heapReading.count;
  const reading = { heap: heapReading, sampling: sampleHeap(run, often ? ALLOCATING.sampling : sampling) };
  dispose?.();
  return second === undefined || warm === undefined ? reading : { ...reading, figures: { second, warm } };
}
