import { describe, expect, test } from "vitest";
import { cells, flat, flatCells, into, scalar, simd, wasm } from "./support/kernels.ts";
import { CASES, show } from "./support/special.ts";

describe("special values", () => {
  test.each(
    CASES.map(
      (c) =>
        [
          `${c[0]}(${c
            .slice(1, -1)
            .map((x) => show(x as number))
            .join(", ")}) is ${show(c.at(-1) as number)}`,
          c,
        ] as const,
    ),
  )("%s", (_title, [name, ...values]) => {
    const expected = values.pop();
    expect(scalar(name)(...values)).toBe(expected);
    flatCells.set(values);
    into(flat, name)(16, 0, 8);
    expect(flatCells[2]).toBe(expected);
    cells.set(values);
    into(wasm, name)(16, 0, 8);
    expect(cells[2]).toBe(expected);
    const rows = simd[`${name}_rows` as keyof typeof simd] as undefined | ((...addresses: number[]) => void);
    if (rows !== undefined) {
      // Both lanes.
      const [x = 0, y = 0] = values;
      cells.set([x, x, y, y]);
      if (values.length === 1) rows(32, 0, 2);
      else rows(32, 0, 16, 2);
      expect([cells[4], cells[5]]).toEqual([expected, expected]);
    }
  });

  test("sin and cos of huge arguments are reduced with all the digits of pi that count", () => {
    // The double nearest to a multiple of pi/2 (J.-M. Muller), and 10^22.
    expect(scalar("cos")(6381956970095103 * 2 ** 797)).toBe(-4.687165924254628e-19);
    expect(scalar("sin")(1e22)).toBe(-0.8522008497671888);
    expect(scalar("sin")(Math.PI)).toBe(1.2246467991473532e-16);
  });
});
