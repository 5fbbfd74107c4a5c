import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

// Where .ci/run wants the counts; unset for people.
const report = process.env.ZEXPR_TEST_REPORT;

const { version } = JSON.parse(readFileSync(new URL("../ffi/package.json", import.meta.url), "utf8"));

/** Show that the project "wasm tier" translates. */
const WASM_TIER_ONLY = "packages/*/test/wasm-tier.test.ts";

/** Tests that the project "wasm tier" leaves out: nothing would be translated, or what they compare with would be. */
const NOT_IN_WASM_TIER = [
  // These say themselves what is translated, and when.
  "packages/zexpr/test/{tiers,columns}*.test.ts",
  "packages/engine/test/columns.test.ts",
  // Translates by itself, and compares with the interpreter.
  "packages/zexpr/test/wasm-parity.test.ts",
  // Worker threads have no setup.
  "packages/zexpr/test/{forgotten,program-fuzz,program-worker,small-stack}.test.ts",
  "packages/ffi/test/{tiers,worker}.test.ts",
  // Compares with the interpreter itself.
  "packages/zexpr/test/build.test.ts",
];

export default defineConfig({
  root: fileURLToPath(new URL("../..", import.meta.url)),
  define: {
    ZEXPR_VERSION: JSON.stringify(version),
    // Workers are started by the host itself, which reads no TypeScript.
    ZEXPR_WORKER: JSON.stringify("../dist/worker.js"),
  },
  // Tests read the sources of every package, so only those of the command and of workers need a build.
  ssr: { resolve: { conditions: ["source"] } },
  test: {
    // Random and exhaustive tests on a busy machine.
    testTimeout: 30_000,
    reporters: report === undefined ? ["default"] : ["default", ["json", { outputFile: report }]],
    projects: [
      {
        extends: true,
        test: { name: "packages", include: ["packages/*/test/**/*.test.ts"], exclude: [WASM_TIER_ONLY] },
      },
      {
        extends: true,
        test: {
          name: "wasm tier",
          include: ["packages/{engine,zexpr,ffi}/test/**/*.test.ts"],
          exclude: NOT_IN_WASM_TIER,
          setupFiles: [fileURLToPath(new URL("../zexpr/test/wasm-tier.setup.ts", import.meta.url))],
        },
      },
      {
        extends: true,
        test: {
          name: "programs",
          include: ["apps/*/test/**/*.test.ts", "benchmarks/test/**/*.test.ts"],
          testTimeout: 60_000,
        },
      },
    ],
    coverage: { provider: "v8", include: ["packages/*/src/**/*.ts"], reporter: ["text", "json-summary"] },
  },
});
