import { collect, countCollections } from "./collections.ts";
import { CONTROLS, PATHS, type Subject } from "./paths/index.ts";

export interface Soak {
  readonly name: string;
  readonly evaluations: number;
  readonly collections: number;
}

/** Evaluations before the soak, and per call within it. */
const PART = 1_000_000;

/**
 * Evaluates on and on in a young generation of 1 MiB, which a byte an evaluation would fill again and again. The last one
 * is the control, with a boxed double planted in each of a million evaluations: it must be collected.
 */
export function soakAll({ evaluations }: { readonly evaluations: number }): Soak[] {
  const paths = PATHS.filter(({ soak }) => soak).map(({ group, name, prepare }) =>
    soak(`${group}: ${name}`, prepare("interpreter"), evaluations),
  );
  const controls = CONTROLS.filter(({ every }) => every === 1).map(({ name, prepare }) =>
    soak(name, prepare(), PART),
  );
  return [...paths, ...controls];
}

function soak(name: string, { run, dispose }: Subject, evaluations: number): Soak {
  console.error(`  ${name}`);
  for (let i = 0; i < 20; i++) run(PART / 20);
  collect();
  const collections = countCollections(() => {
    for (let done = 0; done < evaluations; done += PART) run(PART);
  });
  dispose?.();
  return { name, evaluations, collections };
}
