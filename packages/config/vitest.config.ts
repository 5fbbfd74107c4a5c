import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

// Where .ci/run wants the counts; unset for people.
const report = process.env.ZEXPR_TEST_REPORT;

const { version } = JSON.parse(readFileSync(new URL("../ffi/package.json", import.meta.url), "utf8"));

export default defineConfig({
  root: fileURLToPath(new URL("../..", import.meta.url)),
  define: { ZEXPR_VERSION: JSON.stringify(version) },
  // Tests read the sources of every package, so only the command's tests need a build.
  ssr: { resolve: { conditions: ["source"] } },
  test: {
    // Random and exhaustive tests on a busy machine.
    testTimeout: 30_000,
    reporters: report === undefined ? ["default"] : ["default", ["json", { outputFile: report }]],
    projects: [
      { extends: true, test: { name: "packages", include: ["packages/*/test/**/*.test.ts"] } },
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
