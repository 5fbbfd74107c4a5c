/**
 * Compiles assembly/ to WebAssembly: as it is, or in the flat form that wasm2js turns into JavaScript.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import asc from "assemblyscript/asc";

const root = join(import.meta.dirname, "..");

/**
 * Which file of assembly/ holds which kernels, and how many doubles each takes.
 *
 * @type {Record<string, Record<string, number>>}
 */
const SOURCES = JSON.parse(readFileSync(join(root, "assembly/sources.json"), "utf8"));

/**
 * The entry of a build; the flat one has the integer forms only.
 *
 * @param {boolean} flat
 */
export function entry(flat) {
  let text = `import { loadF64, storeF64 } from "./words";\nexport { start } from "./start";\n`;
  for (const [file, kernels] of Object.entries(SOURCES)) {
    text += `import { ${Object.keys(kernels)
      .map((name) => `${name} as ${name}_`)
      .join(", ")} } from "./${file}";\n`;
    for (const [name, arity] of Object.entries(kernels)) {
      const [addresses, loads] =
        arity === 1 ? ["a: i32", "loadF64(a)"] : ["a: i32, b: i32", "loadF64(a), loadF64(b)"];
      if (!flat) text += `export { ${name} } from "./${file}";\n`;
      text += `export function ${name}_into(dst: i32, ${addresses}): void { storeF64(dst, ${name}_(${loads})); }\n`;
    }
  }
  return text;
}

/** The same for the two-lane module. @type {Record<string, Record<string, number>>} */
const SIMD_SOURCES = JSON.parse(readFileSync(join(root, "assembly/simd/sources.json"), "utf8"));

/** The entry of the two-lane module: `sin_x2` on vectors, `sin_rows` on columns in memory. */
export function simdEntry() {
  let text = `export { start } from "./simd/vector";\n`;
  for (const [file, kernels] of Object.entries(SIMD_SOURCES)) {
    text += `import { ${Object.keys(kernels)
      .map((name) => `${name} as ${name}_`)
      .join(", ")} } from "./simd/${file}";\n`;
    for (const [name, arity] of Object.entries(kernels)) {
      const addresses = arity === 1 ? ["a"] : ["a", "b"];
      /** @param {string} load the instruction */
      const call = (load) => `${name}_(${addresses.map((v) => `v128.${load}(${v})`).join(", ")})`;
      text += `export { ${name} as ${name}_x2 } from "./simd/${file}";
export function ${name}_rows(dst: i32, ${addresses.map((v) => `${v}: i32`).join(", ")}, rows: i32): void {
  for (; rows > 1; rows -= 2) {
    v128.store(dst, ${call("load")});
    dst += 16;${addresses.map((v) => ` ${v} += 16;`).join("")}
  }
  if (rows > 0) v128.store_lane<f64>(dst, ${call("load_zero<f64>")}, 0);
}
`;
    }
  }
  return text;
}

/**
 * The same for the f32 kernels. The four-lane form takes `NAMEFast` where the condition `fast` holds for all lanes. `fastFile` holds a
 * NAMEFast that works on four lanes, not on two; if it is the kernel's own file, so does NAME. With an empty condition it holds a NAME
 * that is the whole four-lane form.
 *
 * @type {Record<string, Record<string, [arity: 1 | 2, fast?: string, fastFile?: string]>>}
 */
const F32_SOURCES = JSON.parse(readFileSync(join(root, "assembly/f32/sources.json"), "utf8"));

/**
 * The entry of the f32 kernels on doubles that hold f32: `sin` and `sin_into`, or the integer forms only. The result is rounded here.
 *
 * @param {boolean} flat
 */
export function f32Entry(flat) {
  let text = `import { loadF64, storeF64 } from "./words";\nimport { start as start_ } from "./f32/start";
import { writePowersOfTwo } from "./start";
export function start(address: i32): void { start_(address); ${flat ? "writePowersOfTwo(); " : ""}}\n`;
  for (const [file, kernels] of Object.entries(F32_SOURCES)) {
    text += `import { ${Object.keys(kernels)
      .map((name) => `${name} as ${name}_`)
      .join(", ")} } from "./f32/${file}";\n`;
    for (const [name, [arity]] of Object.entries(kernels)) {
      const names = arity === 1 ? ["a"] : ["a", "b"];
      /** @param {string} type */
      const parameters = (type) => names.map((v) => `${v}: ${type}`).join(", ");
      const call = `<f64><f32>${name}_(${(flat ? names.map((v) => `loadF64(${v})`) : names).join(", ")})`;
      if (!flat) text += `export function ${name}(${parameters("f64")}): f64 { return ${call}; }\n`;
      const result = flat ? call : `${name}(${names.map((v) => `loadF64(${v})`).join(", ")})`;
      text += `export function ${name}_into(dst: i32, ${parameters("i32")}): void { storeF64(dst, ${result}); }\n`;
    }
  }
  return text;
}

/** The entry of the f32 kernels on four lanes: `sin_x4`. */
export function f32SimdEntry() {
  let text = `export { start } from "./f32/start";\nimport { commensurate, finite, high, join, low, positive, sized } from "./f32/lanes";\n`;
  for (const [file, kernels] of Object.entries(F32_SOURCES)) {
    for (const [name, [arity, fast, fastFile]] of Object.entries(kernels)) {
      const names = arity === 1 ? ["a"] : ["a", "b"];
      /** @param {string} half */
      const part = (half) => names.map((v) => `${half}(${v})`).join(", ");
      /** @param {string} kernel @param {boolean} whole on four lanes at once */
      const call = (kernel, whole) =>
        whole ? `${kernel}(${names})` : `join(${kernel}(${part("low")}), ${kernel}(${part("high")}))`;
      if (fast === "") {
        text += `export { ${name} as ${name}_x4 } from "./f32/${fastFile}";\n`;
        continue;
      }
      text += `import { ${name} as ${name}_ } from "./f32/${file}";\n`;
      if (fast !== undefined) text += `import { ${name}Fast } from "./f32/${fastFile ?? file}";\n`;
      text += `export function ${name}_x4(${names.map((v) => `${v}: v128`).join(", ")}): v128 {
  ${fast === undefined ? "" : `if (${fast}) return ${call(`${name}Fast`, fastFile !== undefined)};`}
  return ${call(`${name}_`, fastFile === file)};
}
`;
    }
  }
  return text;
}

/**
 * An edit of {@link compile}: the operations on several lanes in place of those on one.
 *
 * @param {string} file
 * @param {string} code
 */
export function manyLanes(file, code) {
  return /^f32\/(lanes|narrow)\.ts$/.test(file)
    ? readFileSync(join(root, "assembly", file.replace(".ts", ".simd.ts")), "utf8")
    : code;
}

/**
 * One run of the AssemblyScript compiler.
 *
 * @param {string} text the entry's source; "./x" means assembly/x.ts
 * @param {boolean} flat words.flat.ts in place of words.ts, and `// @flat` functions inlined
 * @param {readonly string[]} flags further options of asc
 * @param {(file: string, code: string) => string} edit changes sources on their way, for tests
 * @returns {Promise<{ binary: Uint8Array<ArrayBuffer>, text: string }>} the module, and the same as text
 */
export async function compile(text, flat, flags, edit = (_file, code) => code) {
  /** @type {Map<string, any>} */
  const written = new Map();
  let messages = "";
  const collect = {
    /** @param {unknown} s */
    write(s) {
      messages += String(s);
      return true;
    },
  };
  const { error } = await asc.main(
    [
      "entry.ts",
      "--outFile",
      "out.wasm",
      "--textFile",
      "out.wat",
      "--runtime",
      "stub",
      "--importMemory",
      "--noExportMemory",
      "--noAssert",
      "--use",
      "abort=",
      "-O3",
      "--converge",
      "--uncheckedBehavior",
      "always",
      ...flags,
    ],
    {
      readFile(file) {
        if (file === "entry.ts") return text.replaceAll('"./', '"./assembly/');
        const source = /^assembly\/(.*)$/.exec(file.replaceAll("\\", "/"))?.[1];
        if (source === undefined) return null;
        try {
          const code = edit(
            source,
            readFileSync(
              join(root, "assembly", flat && source === "words.ts" ? "words.flat.ts" : source),
              "utf8",
            ),
          );
          return flat ? code.replaceAll("// @flat", "// @ts-ignore: decorator\n@inline") : code;
        } catch {
          return null; // asc asks for several names until one exists
        }
      },
      writeFile(file, contents) {
        written.set(file, contents);
      },
      listFiles: () => [],
      stdout: collect,
      stderr: collect,
    },
  );
  if (error) throw new Error(`${messages}\n${error}`);
  const warnings = messages
    .split(/(?=WARNING)/)
    .filter((m) => m.startsWith("WARNING") && !m.startsWith("WARNING AS112")); // AS112: v128 in exports, meant
  if (warnings.length > 0) console.warn(warnings.join(""));
  return { binary: written.get("out.wasm"), text: written.get("out.wat") };
}
