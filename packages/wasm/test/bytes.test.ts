import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Bytes } from "../src/bytes.ts";

/** LEB128 as the specification of WebAssembly defines it, on exact integers. */
function decodeLeb(bytes: Uint8Array, signed: boolean): bigint {
  let value = 0n;
  let shift = 0n;
  for (const byte of bytes) {
    value |= BigInt(byte & 0x7f) << shift;
    shift += 7n;
  }
  const last = bytes.at(-1) as number;
  return signed && (last & 0x40) !== 0 ? value - (1n << shift) : value;
}

function written(write: (bytes: Bytes) => void): Uint8Array {
  const bytes = new Bytes();
  write(bytes);
  return bytes.view();
}

describe("Bytes", () => {
  test("u32 is unsigned LEB128, as short as can be", () => {
    fc.assert(
      fc.property(fc.nat(0xffffffff), (value) => {
        const bytes = written((to) => to.u32(value));
        expect(decodeLeb(bytes, false)).toBe(BigInt(value));
        expect(bytes.length).toBe(Math.max(1, Math.ceil(value.toString(2).length / 7)));
      }),
    );
  });

  test.each([0, -1, 63, 64, -64, -65, 2 ** 31 - 1, -(2 ** 31)])("i32 of %i is signed LEB128", (value) => {
    expect(
      decodeLeb(
        written((to) => to.i32(value)),
        true,
      ),
    ).toBe(BigInt(value));
  });

  test("i32 is signed LEB128", () => {
    fc.assert(
      fc.property(fc.integer(), (value) => {
        expect(
          decodeLeb(
            written((to) => to.i32(value)),
            true,
          ),
        ).toBe(BigInt(value));
      }),
    );
  });

  test("f64 is little-endian, every bit of it", () => {
    fc.assert(
      fc.property(fc.double(), (value) => {
        const bytes = written((to) => {
          to.u8(1);
          to.f64(value);
        });
        expect(new DataView(bytes.slice(1).buffer).getFloat64(0, true)).toBe(value);
      }),
    );
  });

  test("grows to any length, and takes another's bytes", () => {
    const part = new Bytes();
    for (let i = 0; i < 1_000; i++) part.u8(i & 0xff);
    const whole = new Bytes();
    whole.name("ab");
    whole.vector(part);
    expect([...whole.view()]).toEqual([2, 97, 98, 0xe8, 0x07, ...part.view()]);
  });
});
