import { readFileSync } from "node:fs";
import { expect, test, vi } from "vitest";

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), "utf8");

/** What a `// → …` comment says that the line prints. */
const PRINTED = /\/\/ → (.*)/g;

type Example = readonly [name: string, run: () => Promise<unknown>];

/** Examples by README, in order. Those of packages that need a parser to show anything are run here, with all packages. */
const READMES: [readme: string, examples: Example[]][] = [
  [
    "zexpr",
    [
      ["quick-start", () => import("./readme/quick-start.ts")],
      ["compile", () => import("./readme/compile.ts")],
      ["batch", () => import("./readme/batch.ts")],
      ["context", () => import("./readme/context.ts")],
      ["in-place", () => import("./readme/in-place.ts")],
      ["errors", () => import("./readme/errors.ts")],
      ["programs", () => import("./readme/programs.ts")],
      ["tiers", () => import("./readme/tiers.ts")],
      ["precision", () => import("./readme/precision.ts")],
      ["columns", () => import("./readme/columns.ts")],
      ["workers", () => import("./readme/workers.ts")],
    ],
  ],
  ["ir", [["ir", () => import("./readme/ir.ts")]]],
  ["compiler", [["compiler", () => import("./readme/compiler.ts")]]],
  ["engine", [["engine", () => import("./readme/engine.ts")]]],
  [
    "wasm",
    [
      ["wasm", () => import("./readme/wasm.ts")],
      ["wasm-standalone", () => import("./readme/wasm-standalone.ts")],
    ],
  ],
];

// The examples are files, so that they are type-checked, formatted and run; this keeps the READMEs' copies the same.
test.each(READMES)("the examples of the README of %s are these", (name, examples) => {
  const blocks = [...read(`../../${name}/README.md`).matchAll(/```ts\n([\s\S]*?)```/g)].map(
    ([, text]) => text,
  );
  expect(blocks).toEqual(examples.map(([example]) => read(`./readme/${example}.ts`)));
});

test.each(READMES.flatMap(([, examples]) => examples))(
  "%s runs and prints what it says",
  async (example, run) => {
    const log = vi.spyOn(console, "log").mockImplementation(() => {});
    try {
      await run();
      const printed = log.mock.calls.map((values) => values.join(" ")).join("\n");
      const said = [...read(`./readme/${example}.ts`).matchAll(PRINTED)].map(([, text]) => text);
      expect(printed).toBe(said.join("\n"));
    } finally {
      log.mockRestore();
    }
  },
);
