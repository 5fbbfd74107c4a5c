import { defineConfig } from "rolldown";

// Beside the usual build. Pages have no modules to import: what they run and the packages, as built, become one script each.
export default defineConfig([
  // The page of bench:alloc in Chromium: paths and meter.
  {
    input: { "browser-page": "src/alloc/browser-page.ts" },
    platform: "browser",
    output: { dir: "dist", format: "iife", sourcemap: true },
  },
  // The page of the parity check.
  {
    input: { "parity-page": "src/parity/page.ts" },
    platform: "browser",
    output: { dir: "dist", format: "esm", sourcemap: true },
  },
  // The parity check itself, a program of its own.
  {
    input: { parity: "src/parity/main.ts" },
    platform: "node",
    external: (id) => id === "zexpr" || id.startsWith("zexpr/"),
    output: { dir: "dist", format: "esm", sourcemap: true },
  },
]);
