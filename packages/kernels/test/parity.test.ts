import { describe, expect, test } from "vitest";
import { KERNELS, type KernelName } from "../src/index.ts";
import { forArguments } from "./support/arguments.js";
import { COUNT, cells, flat, flatCells, into, NAMES, scalar, simd, wasm } from "./support/kernels.ts";

describe("the builds and forms of a kernel", () => {
  test.each(NAMES)("%s: f64 form, integer form and JavaScript give the same bits", (name) => {
    const call = scalar(name);
    const wasmInto = into(wasm, name);
    const flatInto = into(flat, name);
    const different: unknown[] = [];
    forArguments(name, KERNELS[name], COUNT, 7, (x, y) => {
      cells[0] = flatCells[0] = x;
      cells[1] = flatCells[1] = y ?? 0;
      const result = y === undefined ? call(x) : call(x, y);
      wasmInto(16, 0, 8);
      flatInto(16, 0, 8);
      if (!Object.is(result, cells[2]) || !Object.is(result, flatCells[2]))
        different.push([x, y, result, cells[2], flatCells[2]]);
    });
    expect(different.slice(0, 5)).toEqual([]);
  });

  test.each(NAMES)("%s: the destination may be a source", (name) => {
    cells[0] = flatCells[0] = 0.75;
    cells[1] = flatCells[1] = 0.5;
    into(wasm, name)(0, 0, 8);
    into(flat, name)(0, 0, 8);
    const expected = KERNELS[name] === 1 ? scalar(name)(0.75) : scalar(name)(0.75, 0.5);
    expect([cells[0], flatCells[0]]).toEqual([expected, expected]);
  });
});

const ROWS = 1023; // odd: the last row is alone
const A = 32768;
const B = A + 8 * 1024;
const D = B + 8 * 1024;
const VECTOR = NAMES.filter((name) => `${name}_rows` in simd);

describe("two lanes", () => {
  test("every kernel but those that f64x2 instructions do", () => {
    expect(NAMES.filter((name) => !VECTOR.includes(name))).toEqual([
      "round",
      "trunc",
      "floor",
      "ceil",
      "sign",
      "isnan",
      "isinf",
      "isfinite",
      "fmin",
      "fmax",
    ]);
  });

  test.each(VECTOR)("%s: each lane has the scalar kernel's bits", (name: KernelName) => {
    const call = scalar(name);
    const rows = simd[`${name}_rows` as keyof typeof simd] as (...addresses: number[]) => void;
    const different: unknown[] = [];
    let at = 0;
    const check = (count: number): void => {
      if (KERNELS[name] === 1) rows(D, A, count);
      else rows(D, A, B, count);
      for (let i = 0; i < count; i++) {
        const x = cells[A / 8 + i] as number;
        const y = cells[B / 8 + i] as number;
        const expected = KERNELS[name] === 1 ? call(x) : call(x, y);
        if (!Object.is(expected, cells[D / 8 + i])) different.push([x, y, expected, cells[D / 8 + i]]);
      }
    };
    const flush = (): void => {
      check(at);
      // Sorted too: neighbours of one kind take the vector way, mixed ones fall back.
      const pairs = Array.from(
        { length: at },
        (_, i) => [cells[A / 8 + i] as number, cells[B / 8 + i] as number] as const,
      );
      pairs.sort((p, q) => Math.abs(p[0]) - Math.abs(q[0]) || 0);
      pairs.forEach(([x, y], i) => {
        cells[A / 8 + i] = x;
        cells[B / 8 + i] = y;
      });
      check(at);
      at = 0;
    };
    forArguments(name, KERNELS[name], COUNT, 9, (x, y) => {
      cells[A / 8 + at] = x;
      cells[B / 8 + at] = y ?? 0;
      if (++at === ROWS) flush();
    });
    flush();
    expect(different.slice(0, 5)).toEqual([]);
  });
});
