import { setImmediate } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test, vi } from "vitest";
import { Arena, LinearMemory } from "../src/index.ts";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

/** Collects garbage until `done`, or for as long as finalization may reasonably take. */
async function collectUntil(done: () => boolean): Promise<void> {
  for (let i = 0; i < 50 && !done(); i++) {
    collect();
    await setImmediate();
  }
}

test("the chunks of a forgotten arena go back to the memory", async () => {
  const memory = new LinearMemory();
  const kept = new Arena({ memory });
  kept.alloc(8);
  (() => {
    const forgotten = new Arena({ memory });
    for (let i = 0; i < 10; i++) forgotten.alloc(1000);
  })();
  expect(memory.used).toBeGreaterThan(10_000);
  await collectUntil(() => memory.used === 1024);
  expect(memory.used).toBe(1024);
  expect(kept.alloc(8)).toBeGreaterThan(0);
});

test("the chunks of a disposed arena go back once", async () => {
  const memory = new LinearMemory();
  const release = vi.spyOn(memory, "release");
  (() => {
    const arena = new Arena({ memory });
    arena.alloc(8);
    arena.reset();
    arena.alloc(5000); // replaces the chunk
    arena.dispose();
  })();
  expect(release).toHaveBeenCalledTimes(2);
  const other = new LinearMemory();
  (() => void new Arena({ memory: other }).alloc(8))();
  await collectUntil(() => other.used === 0);
  expect(other.used).toBe(0); // so the disposed arena was collected too
  expect(release).toHaveBeenCalledTimes(2);
});
