import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { checkArrows } from "../check-arrows.js";

const workspace = fileURLToPath(new URL("../../..", import.meta.url));

/** A correct workspace; each case adds or replaces files. */
const correct: Record<string, string> = {
  "packages/errors/package.json": `{ "name": "@zexpr/errors" }`,
  "packages/errors/src/index.ts": `export { fail } from "./fail.ts";\nexport type { Span } from "./fail.ts";\n`,
  "packages/errors/src/fail.ts": `export interface Span {}\nexport function fail() {}\n`,
  "packages/arena/package.json": `{ "name": "@zexpr/arena", "dependencies": { "@zexpr/errors": "workspace:*" } }`,
  "packages/arena/src/index.ts": `/** The arena. */\nexport {\n  Arena,\n  Vector,\n} from "./arena.ts";\n`,
  "packages/arena/src/arena.ts": `import { fail } from "@zexpr/errors";\nexport const Arena = fail;\n`,
  "packages/arena/test/arena.test.ts": `import { test } from "vitest";\nimport { Arena } from "../src/arena.ts";\n`,
  "benchmarks/package.json": `{ "dependencies": { "@zexpr/arena": "workspace:*", "mitata": "1" } }`,
  "benchmarks/src/main.ts": `import { Arena } from "@zexpr/arena";\n`,
};

const violations: [what: string, files: Record<string, string>, said: RegExp][] = [
  [
    "an import against the arrows",
    { "packages/errors/src/fail.ts": `import { Arena } from "@zexpr/arena";\n` },
    /^packages.errors.src.fail\.ts: errors may not import arena$/,
  ],
  [
    "a type import against the arrows",
    { "packages/errors/src/fail.ts": `import type {\n  Arena,\n} from "@zexpr/arena";\n` },
    /errors may not import arena/,
  ],
  [
    "a dynamic import against the arrows",
    // Split, so that the check of this file does not take it for an import.
    { "packages/errors/src/fail.ts": `export const load = () => ${"import"}("@zexpr/arena");\n` },
    /errors may not import arena/,
  ],
  [
    "a re-export against the arrows",
    { "packages/errors/src/index.ts": `export { Arena } from "@zexpr/arena";\n` },
    /errors may not import arena/,
  ],
  [
    "a test against the arrows",
    { "packages/errors/test/fail.test.ts": `import { Arena } from "@zexpr/arena";\n` },
    /errors may not import arena/,
  ],
  [
    "a dependency against the arrows",
    { "packages/errors/package.json": `{ "dependencies": { "@zexpr/arena": "workspace:*" } }` },
    /^packages.errors.package\.json: errors may not import arena$/,
  ],
  [
    "a library that depends on the registry",
    { "packages/errors/package.json": `{ "dependencies": { "left-pad": "1" } }` },
    /a library depends on left-pad/,
  ],
  [
    "another's peer",
    { "packages/errors/package.json": `{ "peerDependencies": { "apache-arrow": "21" } }` },
    /a library depends on apache-arrow/,
  ],
  [
    "an import of another's peer",
    { "packages/errors/src/fail.ts": `import { Table } from "apache-arrow";\n` },
    /a library imports apache-arrow/,
  ],
  [
    "a peer that is a dependency",
    {
      "packages/arrow/package.json": `{ "name": "@zexpr/arrow", "dependencies": { "apache-arrow": "21" } }`,
    },
    /a library depends on apache-arrow/,
  ],
  [
    "a library that needs Node",
    { "packages/errors/src/fail.ts": `import { readFileSync } from "node:fs";\n` },
    /a library imports node:fs/,
  ],
  [
    "an import of another package's sources",
    { "packages/arena/src/arena.ts": `import { fail } from "../../errors/src/fail.ts";\n` },
    /leaves its package by \.\.\/\.\.\/errors\/src\/fail\.ts/,
  ],
  [
    "an import of the benchmarks",
    { "packages/arena/test/arena.test.ts": `import "../../../benchmarks/src/main.ts";\n` },
    /leaves its package/,
  ],
  [
    "an import of the benchmarks by name",
    { "packages/arena/src/arena.ts": `import "@zexpr/benchmarks";\n` },
    /arena may not import benchmarks/,
  ],
  [
    "a source that imports its test",
    { "packages/errors/src/fail.ts": `import "../test/cases.ts";\n` },
    /from outside src/,
  ],
  [
    "a cycle of files",
    {
      "packages/errors/src/fail.ts": `import "./span.ts";\n`,
      "packages/errors/src/span.ts": `import type { Fail } from "./fail.ts";\n`,
    },
    /cycle src.fail\.ts -> src.span\.ts -> src.fail\.ts/,
  ],
  [
    "an index that computes",
    { "packages/errors/src/index.ts": `export const version = 1;\n` },
    /more than named re-exports/,
  ],
  [
    "an index that exports all",
    { "packages/errors/src/index.ts": `export * from "./fail.ts";\n` },
    /more than named re-exports/,
  ],
  [
    "a package that the table lacks",
    { "packages/helpers/package.json": `{ "name": "@zexpr/helpers" }` },
    /helpers is missing in packages\/config\/arrows\.js/,
  ],
  [
    "an app that reaches past the facade",
    {
      "apps/sample/package.json": `{ "name": "@zexpr/sample" }`,
      "apps/sample/src/main.ts": `import { Arena } from "@zexpr/arena";\n`,
    },
    /apps.sample may not import arena/,
  ],
];

describe("checkArrows", () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "arrows-"));
  });
  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  function write(files: Record<string, string>): void {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
  }

  test("accepts a correct workspace", () => {
    write(correct);
    expect(checkArrows(root)).toEqual([]);
  });

  test("ignores imports in comments", () => {
    write(correct);
    write({
      "packages/errors/src/fail.ts": `/**\n * import x from "@zexpr/arena";\n */\nexport const fail = 1;\n`,
    });
    expect(checkArrows(root)).toEqual([]);
  });

  test("accepts an adapter's peer", () => {
    write(correct);
    write({
      "packages/arrow/package.json": `{ "name": "@zexpr/arrow", "peerDependencies": { "apache-arrow": "21" } }`,
      "packages/arrow/src/with-columns.ts": `import { Table } from "apache-arrow";\n`,
    });
    expect(checkArrows(root)).toEqual([]);
  });

  test.each(violations)("finds %s", (_what, files, said) => {
    write(correct);
    write(files);
    expect(checkArrows(root)).toEqual([expect.stringMatching(said)]);
  });

  test("finds nothing in this workspace", () => {
    expect(checkArrows(workspace)).toEqual([]);
  });
});
