import { readFileSync } from "node:fs";
import { expect, test, vi } from "vitest";

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

test("the README's size of a block is the one that is used", () => {
  const [, rows = ""] = /const BLOCK_ROWS = ([\d_]+);/.exec(read("../src/evaluate.ts")) ?? [];
  expect(read("../README.md")).toContain(
    `blocks of ${Number(rows.replaceAll("_", "")).toLocaleString("en")} rows`,
  );
});
