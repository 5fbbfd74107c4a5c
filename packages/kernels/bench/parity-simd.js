// Bits of the two-lane kernels against the scalar ones: node bench/parity-simd.js [count] [names] [seed]
import { readFileSync } from "node:fs";
import { forArguments } from "../test/support/arguments.js";

const count = Number(process.argv[2] ?? 1_000_000);
const sources = JSON.parse(readFileSync(new URL("../assembly/simd/sources.json", import.meta.url), "utf8"));
const arity = Object.assign({}, ...Object.values(sources));
const names = process.argv[3]?.split(",") ?? Object.keys(arity);
const memory = new WebAssembly.Memory({ initial: 4 });
const load = (file, imports) =>
  new WebAssembly.Instance(
    new WebAssembly.Module(readFileSync(new URL(`../generated/${file}`, import.meta.url))),
    imports,
  ).exports;
const kernels = load("kernels.wasm", { env: { memory } });
const simd = load("simd.wasm", { env: { memory }, kernels });
kernels.start(1024);
simd.start(1024);
const h = new Float64Array(memory.buffer);
const ROWS = 4095,
  A = 32768,
  B = A + 4096 * 8,
  D = B + 4096 * 8;
let total = 0;
for (const name of names) {
  const f = kernels[name],
    rows = simd[`${name}_rows`];
  let n = 0,
    bad = 0,
    at = 0;
  const flush = () => {
    if (arity[name] === 1) rows(D, A, at);
    else rows(D, A, B, at);
    for (let i = 0; i < at; i++) {
      const x = h[A / 8 + i],
        y = h[B / 8 + i],
        r = f(x, y),
        s = h[D / 8 + i];
      if (!Object.is(r, s) && bad++ < 5) console.log("BAD", name, x, y, r, s);
    }
    at = 0;
  };
  // In the order given lanes often share a fallback; sorted runs of ordinary arguments are tried too.
  forArguments(name, arity[name], count, Number(process.argv[4] ?? 9), (x, y) => {
    n++;
    h[A / 8 + at] = x;
    h[B / 8 + at] = y ?? 0;
    if (++at === ROWS) {
      flush();
      const k = ROWS,
        xs = Array.from(h.subarray(A / 8, A / 8 + k)),
        ys = Array.from(h.subarray(B / 8, B / 8 + k));
      const order = xs.map((_, i) => i).sort((i, j) => Math.abs(xs[i]) - Math.abs(xs[j]) || 0);
      order.forEach((i, j) => {
        h[A / 8 + j] = xs[i];
        h[B / 8 + j] = ys[i];
      });
      at = k;
      flush();
    }
  });
  flush();
  total += bad;
  console.log(name.padEnd(10), n, bad);
}
process.exitCode = total ? 1 : 0;
