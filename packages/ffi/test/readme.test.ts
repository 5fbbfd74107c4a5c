import { readFileSync } from "node:fs";
import { expect, test, vi } from "vitest";

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), "utf8");

const blocks = (language: string): (string | undefined)[] =>
  [...read("../README.md").matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, "g"))].map(
    ([, text]) => text,
  );

// The examples are files, so that they are type-checked, formatted and run; this keeps the README's copies the same.
test("the README's examples are these", () => {
  expect(blocks("ts")).toEqual([read("./readme/host.ts"), read("./readme/javascript.ts")]);
  expect(blocks("c")).toEqual([read("./readme/example.c")]);
});

test("the example in JavaScript prints what it says", async () => {
  const log = vi.spyOn(console, "log").mockImplementation(() => {});
  await import("./readme/javascript.ts");
  const printed = log.mock.calls.map((values) => values.join(" "));
  log.mockRestore();
  expect(printed).toEqual(
    [...read("./readme/javascript.ts").matchAll(/\/\/ → (.*)/g)].map(([, text]) => text),
  );
});
