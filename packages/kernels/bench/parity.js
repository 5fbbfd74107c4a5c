// Bits of the JavaScript build and of the into forms against the WebAssembly f64 forms: node bench/parity.js [count] [names] [seed]
import { readFileSync } from "node:fs";
import { flatKernels } from "../generated/flat.js";
import { forArguments } from "../test/support/arguments.js";

const count = Number(process.argv[2] ?? 1_000_000);
const sources = JSON.parse(readFileSync(new URL("../assembly/sources.json", import.meta.url), "utf8"));
const arity = Object.assign({}, ...Object.values(sources));
const names = process.argv[3]?.split(",") ?? Object.keys(arity);
const memory = new WebAssembly.Memory({ initial: 1 });
const kernels = new WebAssembly.Instance(
  new WebAssembly.Module(readFileSync(new URL("../generated/kernels.wasm", import.meta.url))),
  { env: { memory } },
).exports;
kernels.start(1024);
const buffer = new ArrayBuffer(65536),
  h = new Float64Array(buffer),
  w = new Float64Array(memory.buffer);
const flat = flatKernels(new Int32Array(buffer), h);
flat.start(4096);
let total = 0;
for (const name of names) {
  const f = kernels[name],
    fw = kernels[`${name}_into`],
    fj = flat[`${name}_into`];
  let n = 0,
    bad = 0;
  forArguments(name, arity[name], count, Number(process.argv[4] ?? 7), (x, y) => {
    n++;
    w[0] = h[0] = x;
    w[1] = h[1] = y ?? 0;
    const r = f(x, y);
    fw(16, 0, 8);
    fj(16, 0, 8);
    if (!Object.is(r, w[2]) || !Object.is(r, h[2]))
      if (bad++ < 5) console.log("BAD", name, x, y, r, w[2], h[2]);
  });
  total += bad;
  console.log(name.padEnd(10), n, bad);
}
process.exitCode = total ? 1 : 0;
