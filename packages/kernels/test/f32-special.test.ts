import { describe, expect, test } from "vitest";
import {
  cells,
  columns,
  F32_NAMES,
  type F32Name,
  flat,
  flatCells,
  into,
  scalar,
  singles,
  wasm,
} from "./support/f32.ts";
import { CASES, show } from "./support/special.ts";

const LEAST = 2 ** -149;
const GREATEST = (2 - 2 ** -23) * 2 ** 127;
const inf = Infinity;

/** Where f32 ends: arguments, then the result. */
const BORDERS: readonly (readonly [F32Name, ...number[]])[] = [
  ["sin", LEAST, LEAST],
  ["sin", GREATEST, -0.5218765139579773],
  ["cos", -GREATEST, 0.8530210256576538],
  ["tan", -LEAST, -LEAST],
  ["asin", LEAST, LEAST],
  ["atan", -LEAST, -LEAST],
  ["atan", GREATEST, Math.fround(Math.PI / 2)],
  ["atan2", LEAST, GREATEST, 0],
  ["atan2", -LEAST, GREATEST, -0],
  ["atan2", LEAST, -GREATEST, Math.fround(Math.PI)],
  ["atan2", LEAST, LEAST, Math.fround(Math.PI / 4)],
  ["sinh", 90, inf],
  ["sinh", -90, -inf],
  ["sinh", -LEAST, -LEAST],
  ["cosh", -90, inf],
  ["tanh", LEAST, LEAST],
  ["tanh", GREATEST, 1],
  ["asinh", -LEAST, -LEAST],
  ["acosh", -GREATEST, NaN],
  ["atanh", LEAST, LEAST],
  ["exp", 88.72283172607422, 3.402798519021476e38],
  ["exp", Math.fround(88.72284), inf],
  ["exp", Math.fround(-103.9), LEAST],
  ["exp", -104, 0],
  ["exp2", 127, 2 ** 127],
  ["exp2", 128, inf],
  ["exp2", -149, LEAST],
  ["exp2", -150, 0],
  ["expm1", LEAST, LEAST],
  ["expm1", 89, inf],
  ["ln", LEAST, Math.fround(-149 * Math.LN2)],
  ["log2", LEAST, -149],
  ["log2", 2 ** 127, 127],
  ["log10", 1000, 3],
  ["log1p", -LEAST, -LEAST],
  ["pow", LEAST, -1, inf],
  ["pow", LEAST, 1, LEAST],
  ["pow", 2, -149, LEAST],
  ["pow", 2, -150, 0],
  ["pow", -2, 127, -(2 ** 127)],
  ["pow", -2, 129, -inf],
  ["pow", -2, -151, -0],
  ["pow", -2, GREATEST, inf],
  ["pow", 3, 15, 14348907],
  ["cbrt", -(2 ** -147), -(2 ** -49)],
  ["hypot", GREATEST, GREATEST, inf],
  ["hypot", 3 * LEAST, 4 * LEAST, 5 * LEAST],
  ["fmod", GREATEST, 11 * LEAST, 10 * LEAST],
  ["fmod", -GREATEST, LEAST, -0],
  ["fmod", LEAST, GREATEST, LEAST],
];

/** Those of the f64 kernels whose arguments are f32, with the result rounded. */
const SHARED = CASES.filter(([name]) => (F32_NAMES as readonly string[]).includes(name))
  .map(([name, ...values]) => [name, ...values.slice(0, -1), Math.fround(values.at(-1) as number)] as const)
  .filter(([, ...values]) => values.every((x) => Object.is(Math.fround(x), x)));

describe("special values of the f32 kernels", () => {
  test.each(
    [...SHARED, ...BORDERS].map((c) => {
      const values = c.slice(1) as number[];
      const result = values.pop() as number;
      return [
        `${c[0]}(${values.map(show).join(", ")}) is ${show(result)}`,
        c[0] as F32Name,
        values,
        result,
      ] as const;
    }),
  )("%s", (_title, name, values, result) => {
    const given = values.map(Math.fround);
    expect(scalar(name)(...given)).toBe(result);
    flatCells.set(given);
    into(flat, name)(16, 0, 8);
    expect(flatCells[2]).toBe(result);
    cells.set(given);
    into(wasm, name)(16, 0, 8);
    expect(cells[2]).toBe(result);
    // In each lane, beside ordinary numbers.
    for (let lane = 0; lane < 4; lane++) {
      singles.fill(0.5, 0, 8);
      given.forEach((x, i) => {
        singles[i * 4 + lane] = x;
      });
      columns(name)(32, 0, 16, 4);
      expect(singles[8 + lane]).toBe(result);
    }
  });
});
