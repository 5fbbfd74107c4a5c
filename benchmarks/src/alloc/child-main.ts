import type { Tasks } from "./child.ts";

/** Each task loads only what it needs, and only here: the meters need flags. */
const TASKS: { readonly [Name in keyof Tasks]: () => Promise<Tasks[Name]> } = {
  measure: async () => (await import("./measure.ts")).measureAll,
  controls: async () => (await import("./measure.ts")).measureControls,
  "warm-up": async () => (await import("./warm-up.ts")).measureWarmUp,
  unoptimised: async () => (await import("./unoptimised.ts")).measureUnoptimised,
  cold: async () => (await import("./cold-measure.ts")).measureCold,
  soak: async () => (await import("./soak.ts")).soakAll,
};

/** Prints the answer as JSON: see `runChild`. @returns the exit code */
export async function answerTask(name: string | undefined, options: string | undefined): Promise<number> {
  if (name === undefined || options === undefined || !Object.hasOwn(TASKS, name)) return 2;
  const task = (await TASKS[name as keyof Tasks]()) as (options: unknown) => unknown;
  process.stdout.write(JSON.stringify(task(JSON.parse(options))));
  return 0;
}
