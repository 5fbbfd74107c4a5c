import { defineConfig } from "rolldown";
import modules from "../packages/config/rolldown.config.js";

// The page of bench:alloc in Chromium has no modules to import: paths, meter and the packages, as built, become one script.
const page = defineConfig({
  input: { "browser-page": "src/alloc/browser-page.ts" },
  platform: "browser",
  output: { dir: "dist", format: "iife", sourcemap: true },
});

export default [modules, page];
