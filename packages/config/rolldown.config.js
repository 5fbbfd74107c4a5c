import { existsSync, readFileSync } from "node:fs";
import { isAbsolute } from "node:path";
import { defineConfig } from "rolldown";

// Runs in the folder of the package that is built: its manifest lists the entries.
const manifest = JSON.parse(readFileSync("package.json", "utf8"));

/** Entry name to source file: each export with a `source` condition, and the program of a command or an app. */
const entries = Object.fromEntries(
  Object.values(manifest.exports ?? {})
    .map((target) => target.source)
    .concat(existsSync("src/main.ts") ? "./src/main.ts" : [])
    .filter((file) => file !== undefined)
    .map((file) => [file.replace(/^\.\/src\/|\.ts$/g, ""), file]),
);

/**
 * Other packages stay imports, so that a class or the default memory exists once. Constants are the exception:
 * a `…/opcodes` subpath is bundled from source, since only then can its numbers be inlined into the loops.
 *
 * @param {string} id
 */
function external(id) {
  return !id.startsWith(".") && !isAbsolute(id) && !id.endsWith("/opcodes");
}

export default defineConfig({
  input: entries,
  platform: "neutral",
  external,
  resolve: { conditionNames: ["source", "import", "default"] },
  optimization: { inlineConst: true },
  transform: {
    define: {
      ZEXPR_VERSION: JSON.stringify(manifest.version ?? ""),
      // Beside the file that starts it.
      ZEXPR_WORKER: JSON.stringify("./worker.js"),
    },
  },
  output: { dir: "dist", format: "esm", sourcemap: true, cleanDir: false, chunkFileNames: "[name].js" },
});
