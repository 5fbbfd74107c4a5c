// ns per row of the four-lane f32 kernels and of the two-lane f64 ones, over columns of 16,384 rows: node bench/f32.js [names]
import { readFileSync } from "node:fs";

const sources = JSON.parse(readFileSync(new URL("../assembly/f32/sources.json", import.meta.url), "utf8"));
/** @type {Record<string, number>} */
const arity = Object.fromEntries(
  Object.values(sources).flatMap((s) => Object.entries(s).map(([name, [n]]) => [name, n])),
);
const memory = new WebAssembly.Memory({ initial: 64 });
const compiled = (file) => new WebAssembly.Module(readFileSync(new URL(file, import.meta.url)));
const load = (file, imports) => new WebAssembly.Instance(compiled(file), imports).exports;
const kernels = load("../generated/kernels.wasm", { env: { memory } });
const double = load("../generated/simd.wasm", { env: { memory }, kernels });
const single = load("../generated/f32-simd.wasm", { env: { memory } });
kernels.start(1024);
double.start(1024);
single.start(1024);
const loops = [1, 2].map((n) => compiled(`./lanes${n}.wasm`));
const ROWS = 16384;
const [A, B, D, A32, B32, D32] = [1, 2, 3, 4, 5, 6].map((i) => 65536 + i * ROWS * 8);
const f64 = new Float64Array(memory.buffer);
const f32 = new Float32Array(memory.buffer);
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
console.log("| kernel | f64, two lanes | f32, four lanes | ratio |\n| --- | --- | --- | --- |");
for (const name of process.argv[2]?.split(",") ?? Object.keys(arity)) {
  const [from, to] = RANGES[name] ?? [-10, 10];
  for (const at of [0, 1])
    for (let i = 0; i < ROWS; i++)
      f64[[A, B][at] / 8 + i] = f32[[A32, B32][at] / 4 + i] = Math.fround(from + (to - from) * Math.random());
  const pass = (f, d, a, b, bytes) => {
    const { loop } = new WebAssembly.Instance(loops[arity[name] - 1], { env: { memory }, k: { f } }).exports;
    return arity[name] === 1 ? () => loop(d, a, bytes) : () => loop(d, a, b, bytes);
  };
  const passes = [
    pass(double[`${name}_x2`], D, A, B, ROWS * 8),
    pass(single[`${name}_x4`], D32, A32, B32, ROWS * 4),
  ];
  const best = [Infinity, Infinity];
  for (let r = 0; r < 400; r++)
    passes.forEach((run, i) => {
      const start = performance.now();
      run();
      const time = ((performance.now() - start) * 1e6) / ROWS;
      if (r > 100 && time < best[i]) best[i] = time;
    });
  console.log(
    `| ${name} | ${best[0].toFixed(2)} | ${best[1].toFixed(2)} | ${(best[1] / best[0]).toFixed(2)} |`,
  );
}
