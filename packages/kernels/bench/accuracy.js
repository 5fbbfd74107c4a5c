// Greatest error of each kernel in ulp against MPFR: node bench/accuracy.js [count per function] [names] [seed] [f32]
// With `f32` the f32 kernels, in ulp of f32.
import { readFileSync } from "node:fs";
import { forArguments, forF32Arguments } from "../test/support/arguments.js";
import { makeUlpError } from "../test/support/reference.js";

const single = process.argv[5] === "f32";
const count = Number(process.argv[2] ?? 100_000);
const sources = JSON.parse(readFileSync(new URL("../assembly/sources.json", import.meta.url), "utf8"));
const names =
  (process.argv[3] || undefined)?.split(",") ?? Object.values(sources).flatMap((s) => Object.keys(s));
const arity = Object.assign({}, ...Object.values(sources));
const memory = new WebAssembly.Memory({ initial: 1 });
const kernels = new WebAssembly.Instance(
  new WebAssembly.Module(
    readFileSync(new URL(`../generated/${single ? "f32" : "kernels"}.wasm`, import.meta.url)),
  ),
  { env: { memory } },
).exports;
kernels.start(1024);
const ulpError = await makeUlpError(single);
console.log("| kernel | arguments | greatest error, ulp | at |\n| --- | --- | --- | --- |");
for (const name of names) {
  if (/^(is|sign|fm(in|ax))/.test(name) || !kernels[name]) continue;
  let worst = 0,
    at = "",
    n = 0,
    bad = 0;
  (single ? forF32Arguments : forArguments)(
    name,
    arity[name],
    count,
    Number(process.argv[4] ?? 1),
    (x, y) => {
      n++;
      const e = ulpError(name, kernels[name](x, y), x, y);
      if (e > worst) {
        worst = e;
        at = y === undefined ? `${x}` : `${x}, ${y}`;
      }
      if (e === Infinity && bad++ < 8) console.log("BAD", name, x, y, kernels[name](x, y));
    },
  );
  console.log(`| ${name} | ${n.toLocaleString("en")} | ${worst.toFixed(3)} | ${at} |`);
}
