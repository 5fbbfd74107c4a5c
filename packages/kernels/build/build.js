import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { compile, entry, simdEntry } from "./compile.js";
import { flatten } from "./flatten.js";
import { outlineConstants } from "./outline.js";

const root = join(import.meta.dirname, "..");
const out = join(root, "generated"); // for reading and measuring
const source = join(root, "src/generated");
mkdirSync(out, { recursive: true });
mkdirSync(source, { recursive: true });
const wasm = await compile(entry(false), false, []);
writeFileSync(join(out, "kernels.wasm"), wasm.binary);
writeFileSync(join(out, "kernels.wat"), wasm.text);
const simd = await compile(simdEntry(), false, ["--enable", "simd"]);
const simdBinary = outlineConstants(simd.text, 7328, 1472);
writeFileSync(join(out, "simd.wasm"), simdBinary);
writeFileSync(join(out, "simd.wat"), simd.text);
console.log("simd", simdBinary.length, gzipSync(simdBinary, { level: 9 }).length);
const flat = await compile(entry(true), true, [
  "--disable",
  "nontrapping-f2i",
  "--disable",
  "bulk-memory",
  "--disable",
  "sign-extension",
  "--initialMemory",
  "1",
  "--maximumMemory",
  "1",
]);
writeFileSync(join(out, "flat.wasm"), flat.binary);
writeFileSync(join(out, "flat.wat"), flat.text);
execFileSync(process.execPath, [
  join(root, "node_modules/binaryen/bin/wasm2js"),
  join(out, "flat.wasm"),
  "-O3",
  "-o",
  join(out, "flat.raw.js"),
]);
console.log("wasm", wasm.binary.length, gzipSync(wasm.binary, { level: 9 }).length);
const body = flatten(readFileSync(join(out, "flat.raw.js"), "utf8"));
const note = "// Made by build/build.js from assembly/. Do not edit.\n";
writeFileSync(
  join(source, "simd.ts"),
  `${note}export const SIMD_WASM: string =\n  "${Buffer.from(simdBinary).toString("base64")}";\n`,
);
writeFileSync(
  join(source, "wasm.ts"),
  `${note}export const KERNELS_WASM: string =\n  "${Buffer.from(wasm.binary).toString("base64")}";\n`,
);
writeFileSync(
  join(source, "flat.ts"),
  `// @ts-nocheck: machine-made JavaScript\n${note}export function flatKernels(HEAP32: Int32Array, HEAPF64: Float64Array): Record<string, (...addresses: number[]) => void> {\n${body}\n}\n`,
);
writeFileSync(join(out, "flat.js"), `export function flatKernels(HEAP32, HEAPF64) {\n${body}\n}\n`);
console.log("flat", body.length, gzipSync(body, { level: 9 }).length);
