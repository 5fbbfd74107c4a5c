import { describe, expect, test } from "vitest";
import { KERNELS } from "../src/index.ts";
import { forF32Arguments } from "./support/arguments.js";
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
import { COUNT, wasm as doubles } from "./support/kernels.ts";

/** Arguments for which one of the forms on single numbers gives other bits than expected. */
function scalarDifferences(name: F32Name, expected: (...values: number[]) => number): unknown[] {
  const wasmInto = into(wasm, name);
  const flatInto = into(flat, name);
  const different: unknown[] = [];
  forF32Arguments(name, KERNELS[name], COUNT, 7, (x, y) => {
    cells[0] = flatCells[0] = x;
    cells[1] = flatCells[1] = y ?? 0;
    const result = y === undefined ? expected(x) : expected(x, y);
    wasmInto(16, 0, 8);
    flatInto(16, 0, 8);
    if (!Object.is(result, cells[2]) || !Object.is(result, flatCells[2]))
      different.push([x, y, result, cells[2], flatCells[2]]);
  });
  return different;
}

describe("the builds and forms of an f32 kernel", () => {
  test.each(F32_NAMES)("%s: f64 form, integer form and JavaScript give the same bits", (name) => {
    expect(scalarDifferences(name, scalar(name)).slice(0, 5)).toEqual([]);
  });

  test("another way to nearly the same result is noticed", () => {
    expect(scalarDifferences("exp", (x) => Math.fround(doubles.exp(x))).length).toBeGreaterThan(0);
  });
});

const ROWS = 1024;
const A = 32768;
const B = A + 4 * ROWS;
const D = B + 4 * ROWS;

/** Compares the four-lane form with a scalar one: each argument among arbitrary neighbours, among its like, and in each lane. */
function differences(name: F32Name, expected: (x: number, y: number) => number): unknown[] {
  const rows = columns(name);
  const different: unknown[] = [];
  const check = (pairs: readonly (readonly [number, number])[]): void => {
    pairs.forEach(([x, y], i) => {
      singles[A / 4 + i] = x;
      singles[B / 4 + i] = y;
    });
    rows(D, A, B, ROWS);
    pairs.forEach(([x, y], i) => {
      const value = expected(x, y);
      if (!Object.is(value, singles[D / 4 + i])) different.push([x, y, value, singles[D / 4 + i]]);
    });
  };
  let pairs: (readonly [number, number])[] = [];
  const flush = (): void => {
    // Every argument comes into every lane.
    for (let shift = 0; shift < 4; shift++) check([...pairs.slice(shift), ...pairs.slice(0, shift)]);
    // Neighbours of one kind take the fast way, mixed ones the complete one.
    check([...pairs].sort((p, q) => Math.abs(p[0]) - Math.abs(q[0]) || 0));
    pairs = [];
  };
  forF32Arguments(name, KERNELS[name], COUNT, 9, (x, y) => {
    if (pairs.push([x, y ?? 0]) === ROWS) flush();
  });
  return different;
}

describe("four lanes", () => {
  test.each(F32_NAMES)("%s: each lane has the scalar kernel's bits", (name) => {
    expect(differences(name, scalar(name)).slice(0, 5)).toEqual([]);
  });

  test("another way to nearly the same result is noticed", () => {
    expect(differences("exp", (x) => Math.fround(doubles.exp(x))).length).toBeGreaterThan(0);
  });
});
