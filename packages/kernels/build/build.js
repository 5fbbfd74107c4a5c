import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { compile, entry, f32Entry, f32SimdEntry, manyLanes, simdEntry } from "./compile.js";
import { flatten } from "./flatten.js";
import { outlineConstants } from "./outline.js";

const root = join(import.meta.dirname, "..");
const out = join(root, "generated"); // for reading and measuring
const source = join(root, "src/generated");
mkdirSync(out, { recursive: true });
mkdirSync(source, { recursive: true });
const note = "// Made by build/build.js from assembly/. Do not edit.\n";
const SIMD = ["--enable", "simd"];
/** What is to be fast is inlined by the source; the compiler need not inline the rest. */
const SMALL = ["--shrinkLevel", "1"];

/**
 * Writes a module for src/ as a string, and for reading.
 *
 * @param {string} name of the files
 * @param {string} constant
 * @param {Uint8Array} binary
 * @param {string} text
 */
function writeModule(name, constant, binary, text) {
  writeFileSync(join(out, `${name === "wasm" ? "kernels" : name}.wasm`), binary);
  writeFileSync(join(out, `${name === "wasm" ? "kernels" : name}.wat`), text);
  writeFileSync(
    join(source, `${name}.ts`),
    `${note}export const ${constant}: string =\n  "${Buffer.from(binary).toString("base64")}";\n`,
  );
  console.log(name, binary.length, gzipSync(binary, { level: 9 }).length);
}

/**
 * Compiles an entry to JavaScript by way of wasm2js, and writes it for src/ and for reading.
 *
 * @param {string} name of the files
 * @param {string} factory
 * @param {string} text
 */
async function writeFlat(name, factory, text) {
  const flat = await compile(text, true, [
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
  writeFileSync(join(out, `${name}.wasm`), flat.binary);
  writeFileSync(join(out, `${name}.wat`), flat.text);
  execFileSync(process.execPath, [
    join(root, "node_modules/binaryen/bin/wasm2js"),
    join(out, `${name}.wasm`),
    "-O3",
    "-o",
    join(out, `${name}.raw.js`),
  ]);
  const body = flatten(readFileSync(join(out, `${name}.raw.js`), "utf8"));
  writeFileSync(
    join(source, `${name}.ts`),
    `// @ts-nocheck: machine-made JavaScript\n${note}export function ${factory}(HEAP32: Int32Array, HEAPF64: Float64Array): Record<string, (...addresses: number[]) => void> {\n${body}\n}\n`,
  );
  writeFileSync(join(out, `${name}.js`), `export function ${factory}(HEAP32, HEAPF64) {\n${body}\n}\n`);
  console.log(name, body.length, gzipSync(body, { level: 9 }).length);
}

const wasm = await compile(entry(false), false, []);
writeModule("wasm", "KERNELS_WASM", wasm.binary, wasm.text);
const simd = await compile(simdEntry(), false, SIMD);
const simdBinary = outlineConstants(simd.text, "$assembly/simd/vector/block", 7328, 1472);
writeModule("simd", "SIMD_WASM", simdBinary, simd.text);
await writeFlat("flat", "flatKernels", entry(true));

const f32 = await compile(f32Entry(false), false, SMALL);
writeModule("f32", "F32_WASM", f32.binary, f32.text);
const f32Simd = await compile(f32SimdEntry(), false, SIMD, manyLanes);
const f32SimdBinary = outlineConstants(f32Simd.text, "$assembly/words/block", 8864, 800);
writeModule("f32-simd", "F32_SIMD_WASM", f32SimdBinary, f32Simd.text);
await writeFlat("f32-flat", "f32FlatKernels", f32Entry(true));
