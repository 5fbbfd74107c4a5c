// ns per row of the two-lane kernels on columns of 65,536 rows, and of E1: node bench/columns.js [all]
import { readFileSync } from "node:fs";

const sources = JSON.parse(readFileSync(new URL("../assembly/simd/sources.json", import.meta.url), "utf8"));
const arity = Object.assign({}, ...Object.values(sources));
const memory = new WebAssembly.Memory({ initial: 64 });
const load = (file, imports) =>
  new WebAssembly.Instance(new WebAssembly.Module(readFileSync(new URL(file, import.meta.url))), imports)
    .exports;
const kernels = load("../generated/kernels.wasm", { env: { memory } });
const simd = load("../generated/simd.wasm", { env: { memory }, kernels });
const { e1 } = load("./e1.wasm", { env: { memory }, simd });
kernels.start(1024);
simd.start(1024);
const ROWS = 65536,
  A = 1 << 19,
  B = A + ROWS * 8,
  D = B + ROWS * 8;
const h = new Float64Array(memory.buffer);
const RANGES = {
  asin: [-1, 1],
  acos: [-1, 1],
  acosh: [1.01, 20],
  atanh: [-1, 1],
  ln: [0.01, 20],
  log10: [0.01, 20],
  log2: [0.01, 20],
  log1p: [0, 20],
  pow: [0.01, 10],
};
function best(f, n = 60) {
  let t = Infinity;
  for (let i = 0; i < n; i++) {
    const s = performance.now();
    f();
    const e = performance.now() - s;
    if (i > 15 && e < t) t = e;
  }
  return (t * 1e6) / ROWS;
}
function fill([lo, hi]) {
  for (let i = 0; i < ROWS; i++) {
    h[A / 8 + i] = lo + (hi - lo) * Math.random();
    h[B / 8 + i] = lo + (hi - lo) * Math.random();
  }
}
fill([-10, 10]);
console.log("E1", best(() => e1(D, A, B, ROWS), 200).toFixed(2));
if (process.argv[2])
  for (const name of Object.keys(arity)) {
    fill(RANGES[name] ?? [-10, 10]);
    const f = simd[`${name}_rows`];
    console.log(
      name.padEnd(7),
      best(arity[name] === 1 ? () => f(D, A, ROWS) : () => f(D, A, B, ROWS)).toFixed(2),
    );
  }
fill([-10, 10]);
const js = new Function(
  "h",
  "D",
  "A",
  "B",
  "n",
  "for (let i = 0; i < n; i++) { const x = h[A + i], y = h[B + i]; h[D + i] = Math.sin(x) * Math.cos(y) + Math.sqrt(x * x + y * y); }",
);
console.log(
  "E1 as a JavaScript loop with Math.*",
  best(() => js(h, D / 8, A / 8, B / 8, ROWS), 100).toFixed(2),
);
