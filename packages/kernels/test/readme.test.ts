import { readFileSync } from "node:fs";
import { expect, test, vi } from "vitest";
import { KERNEL_BLOCK_BYTES, KERNELS } from "../src/index.ts";

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), "utf8");

/** What a `// → …` comment says that the line prints. */
const PRINTED = /\/\/ → (.*)/g;

// The example is a file, so that it is type-checked, formatted and run; this keeps the README's copy the same.
test("the README's example runs and prints what it says", async () => {
  const example = read("./readme-example.ts");
  expect(/```ts\n([\s\S]*?)```/.exec(read("../README.md"))?.[1]).toBe(example);
  const log = vi.spyOn(console, "log").mockImplementation(() => {});
  await import("./readme-example.ts");
  const printed = log.mock.calls.map((values) => values.join(" ")).join("\n");
  expect(printed).toBe([...example.matchAll(PRINTED)].map((match) => match[1]).join("\n"));
});

test("the README names every kernel", () => {
  const section = /## Kernels\n([\s\S]*?)A kernel `f`/.exec(read("../README.md"))?.[1] ?? "";
  const named = [...section.matchAll(/`(\w+)(?:\(([^)]*)\))?`/g)];
  expect(Object.fromEntries(named.map(([, name, names = "x"]) => [name, names.split(",").length]))).toEqual(
    KERNELS,
  );
});

test("the README's table of the block ends where the block does", () => {
  const last = [...read("../README.md").matchAll(/^\| [\d,]+ to ([\d,]+) \|/gm)].at(-1)?.[1] ?? "";
  expect(Number(last.replaceAll(",", "")) + 1).toBe(KERNEL_BLOCK_BYTES);
});

test("the README's commands exist", () => {
  const { scripts } = JSON.parse(read("../package.json")) as { scripts: Record<string, string> };
  const named = [...read("../README.md").matchAll(/`npm run (\w+)`/g)].map(([, name]) => name);
  expect(Object.keys(scripts)).toEqual(expect.arrayContaining(named));
});
