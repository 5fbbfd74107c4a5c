// Bytes of JavaScript heap per call of each kernel of the JavaScript build, once optimised: node --expose-gc bench/allocation.js
import { readFileSync } from "node:fs";
import { flatKernels } from "../generated/flat.js";
import { forArguments } from "../test/support/arguments.js";

const arity = Object.assign(
  {},
  ...Object.values(JSON.parse(readFileSync(new URL("../assembly/sources.json", import.meta.url), "utf8"))),
);
const buffer = new ArrayBuffer(1 << 20);
const cells = new Float64Array(buffer);
const kernels = flatKernels(new Int32Array(buffer), cells);
kernels.start(1024);
const N = 4096,
  A = 65536,
  B = A + N * 8,
  D = B + N * 8;
let worst = 0;
for (const name of Object.keys(arity)) {
  let i = 0;
  forArguments(name, arity[name], N, 3, (x, y) => {
    if (i < N) {
      cells[A / 8 + i] = x;
      cells[B / 8 + i++] = y ?? 0;
    }
  });
  const f = kernels[`${name}_into`];
  const pass = () => {
    for (let j = 0; j < N; j++) f(D + (j << 3), A + (j << 3), B + (j << 3));
  };
  // What is rare, such as the reduction of huge arguments, is optimised late, and boxes doubles until then. So the last
  // window counts, and the greatest of the earlier ones is shown.
  const windows = new Array(10).fill(0);
  for (let w = 0; w < windows.length; w++) {
    globalThis.gc();
    const before = process.memoryUsage().heapUsed;
    for (let r = 0; r < 300; r++) pass();
    windows[w] = process.memoryUsage().heapUsed - before;
  }
  const last = windows.pop();
  worst = Math.max(worst, last);
  console.log(name.padEnd(9), last, "bytes in", 300 * N, "calls; before", Math.max(...windows));
}
console.log("most bytes:", worst);
