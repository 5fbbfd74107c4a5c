// Greatest error of one-argument f32 kernels over every step-th f32 there is, in ulp of f32, against the f64 kernel (good to 2^-28):
// node bench/f32-sweep.js exp,exp2 [step]
import { readFileSync } from "node:fs";

const memory = new WebAssembly.Memory({ initial: 1 });
const load = (file) =>
  new WebAssembly.Instance(
    new WebAssembly.Module(readFileSync(new URL(`../generated/${file}.wasm`, import.meta.url))),
    { env: { memory } },
  ).exports;
const double = load("kernels");
const f32 = load("f32");
double.start(1024);
f32.start(1024);
const word = new Int32Array(1);
const cell = new Float32Array(word.buffer);
const step = Number(process.argv[3] ?? 1);
const GREATEST = (2 - 2 ** -23) * 2 ** 127;
for (const name of process.argv[2].split(",")) {
  let worst = 0;
  let at = 0;
  let wrong = 0;
  for (let i = -(2 ** 31); i < 2 ** 31; i += step) {
    word[0] = i;
    const x = cell[0];
    const got = f32[name](x);
    const expected = double[name](x);
    cell[0] = expected;
    if (Object.is(got, cell[0])) {
      // Correctly rounded, as far as the f64 kernel tells: at most half an ulp.
    } else if (Number.isNaN(got) || Number.isNaN(expected) || (got === 0 && cell[0] === 0)) {
      wrong++;
    } else {
      const exponent = Math.max((word[0] >>> 23) & 255, 1);
      const error = Math.abs(Math.min(Math.max(got, -GREATEST), GREATEST) - expected) * 2 ** (150 - exponent);
      if (error > worst) {
        worst = error;
        at = x;
      }
    }
  }
  console.log(`| ${name} | ${Math.max(worst, 0.5).toFixed(4)} | ${at} | ${wrong} wrong special values |`);
}
