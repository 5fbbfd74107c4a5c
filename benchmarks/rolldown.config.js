import { defineConfig } from "rolldown";

// Beside the usual build. The page of bench:alloc in Chromium has no modules to import: paths, meter and the packages, as
// built, become one script.
export default defineConfig({
  input: { "browser-page": "src/alloc/browser-page.ts" },
  platform: "browser",
  output: { dir: "dist", format: "iife", sourcemap: true },
});
