import { readFileSync } from "node:fs";
import { expect, test, vi } from "vitest";

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), "utf8");

/** What a `// → …` comment says that the line prints. */
const PRINTED = /\/\/ → (.*)/g;

/** Examples by README, in order. Those of packages that need a parser to show anything are run here, with all packages. */
const READMES: [readme: string, examples: string[]][] = [
  ["zexpr", ["quick-start", "compile", "batch", "context", "in-place", "errors", "programs"]],
  ["ir", ["ir"]],
  ["compiler", ["compiler"]],
  ["engine", ["engine"]],
];

// The examples are files, so that they are type-checked, formatted and run; this keeps the READMEs' copies the same.
test.each(READMES)("the examples of the README of %s are these", (name, examples) => {
  const blocks = [...read(`../../${name}/README.md`).matchAll(/```ts\n([\s\S]*?)```/g)].map(
    ([, text]) => text,
  );
  expect(blocks).toEqual(examples.map((example) => read(`./readme/${example}.ts`)));
});

test.each(READMES.flatMap(([, examples]) => examples))("%s runs and prints what it says", async (example) => {
  const log = vi.spyOn(console, "log").mockImplementation(() => {});
  try {
    await import(`./readme/${example}.ts`);
    const printed = log.mock.calls.map((values) => values.join(" ")).join("\n");
    const said = [...read(`./readme/${example}.ts`).matchAll(PRINTED)].map(([, text]) => text);
    expect(printed).toBe(said.join("\n"));
  } finally {
    log.mockRestore();
  }
});
