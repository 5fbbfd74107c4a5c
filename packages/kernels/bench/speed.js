// ns per call: Math.* from JavaScript and from wasm, the flat build, the wasm f64 form called from wasm, the wasm into form called from JavaScript.
import { readFileSync } from "node:fs";
import { flatKernels } from "../generated/flat.js";

const memory = new WebAssembly.Memory({ initial: 64 });
const HEAP32 = new Int32Array(memory.buffer),
  HEAPF64 = new Float64Array(memory.buffer);
const env = { memory };
const kernels = new WebAssembly.Instance(
  new WebAssembly.Module(readFileSync(new URL("../generated/kernels.wasm", import.meta.url))),
  { env },
).exports;
const loopModules = [1, 2].map(
  (k) => new WebAssembly.Module(readFileSync(new URL(`./loop${k}.wasm`, import.meta.url))),
);
const N = 4096,
  A = 1 << 20,
  B = A + N * 8,
  D = B + N * 8;
kernels.start(1024);
const flat = flatKernels(HEAP32, HEAPF64);
flat.start(32768);
let seed = 12345;
const random = () => {
  seed = (Math.imul(seed, 1664525) + 1013904223) | 0;
  return (seed >>> 0) / 4294967296;
};
const RANGES = {
  sin: [-20, 20],
  cos: [-20, 20],
  tan: [-20, 20],
  asin: [-1, 1],
  acos: [-1, 1],
  atan: [-10, 10],
  atan2: [-5, 5],
  sinh: [-5, 5],
  cosh: [-5, 5],
  tanh: [-3, 3],
  asinh: [-20, 20],
  acosh: [1, 20],
  atanh: [-1, 1],
  exp: [-10, 10],
  exp2: [-10, 10],
  expm1: [-5, 5],
  ln: [0, 20],
  log10: [0, 20],
  log2: [0, 20],
  log1p: [0, 20],
  pow: [0, 10],
  cbrt: [-10, 10],
  hypot: [-10, 10],
  fmod: [-10, 10],
  round: [-10, 10],
  fmax: [-10, 10],
};
const hosts = { ln: Math.log, exp2: (x) => 2 ** x, fmod: (x, y) => x % y, fmax: Math.max };
const only = process.argv[2]?.split(",");
/** Least time of a pass over N arguments, ns per call; contenders take turns, so that other work on the machine hits them alike. */
function race(...passes) {
  const best = passes.map(() => Infinity);
  for (let r = 0; r < 1200; r++) {
    passes.forEach((pass, i) => {
      const s = performance.now();
      pass();
      const t = performance.now() - s;
      if (r > 400 && t < best[i]) best[i] = t;
    });
  }
  return best.map((t) => (t * 1e6) / N);
}
const make1 = (body) => new Function("f", "H", `return (d, a, n) => { for (let i = 0; i < n; i++) ${body} }`);
console.log("name      Math(js)  flat(js)  ratio | Math(wasm) kernel(wasm) ratio | into from js");
for (const name of only ?? Object.keys(RANGES)) {
  if (!kernels[name]) continue;
  const [lo, hi] = RANGES[name];
  for (let i = 0; i < 2 * N; i++) HEAPF64[(A >> 3) + i] = lo + (hi - lo) * random();
  const two = kernels[name].length === 2;
  const host = hosts[name] ?? Math[name];
  const e1 = two
    ? `H[(d >> 3) + i] = f(H[(a >> 3) + i], H[(a >> 3) + ${N} + i]);`
    : `H[(d >> 3) + i] = f(H[(a >> 3) + i]);`;
  const e2 = two
    ? `f(d + (i << 3), a + (i << 3), a + ${N * 8} + (i << 3));`
    : `f(d + (i << 3), a + (i << 3));`;
  const runHost = make1(name in hosts ? e1 : e1.replace("f(", `Math.${name}(`))(host, HEAPF64),
    runFlat = make1(e2)(flat[`${name}_into`]),
    runInto = make1(e2)(kernels[`${name}_into`]);
  const w = (f) => {
    const i = new WebAssembly.Instance(loopModules[two ? 1 : 0], { env, k: { f } }).exports;
    return () => i.loop(D, A, B, N);
  };
  const [tHost, tFlat, tInto, tk, th] = race(
    () => runHost(D, A, N),
    () => runFlat(D, A, N),
    () => runInto(D, A, N),
    w(kernels[name]),
    ...(name in hosts && name !== "ln" ? [] : [w(host)]),
  );
  const f = (v) => v.toFixed(2).padStart(8);
  console.log(
    name.padEnd(8),
    f(tHost),
    f(tFlat),
    f(tFlat / tHost),
    " |",
    f(th ?? NaN),
    f(tk),
    f(tk / th),
    " |",
    f(tInto),
  );
}
