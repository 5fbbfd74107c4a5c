import { describe, expect, test } from "vitest";
import { disassemble } from "../src/index.ts";
import { sampleImage } from "./sample-image.ts";

const LISTING = `
constants (once):
    40  mul         #4, #2, #2
    44  end
expression 0:
    48  jump_false  -> 60, y
    52  add         r0, x, gain
    56  jump        -> 64
    60  index       r0, table, x
    64  move        out[0], r0
expression 1:
    68  move        r1, r0
    72  call        out[1], r1, f
    76  native      r0, r1, n
    80  trap        5, 0, 0
    84  end
function f, 3 cells:
    88  global      r0, gain
    92  mul         r1, p0, r0
    96  return      r1
`.trim();

describe("disassemble", () => {
  test("lists every instruction with names", () => {
    expect(disassemble(sampleImage())).toBe(LISTING);
  });

  test("numbers what has no symbol", () => {
    const words = sampleImage();
    words[29] = 0; // no symbols
    const lines = disassemble(words).split("\n");
    expect(lines[4]).toBe("    48  jump_false  -> 60, v1");
    expect(lines[5]).toBe("    52  add         r0, v0, c0");
    expect(lines[7]).toBe("    60  index       r0, array 0, v0");
    expect(lines[11]).toBe("    72  call        out[1], r1, function 0");
    expect(lines[12]).toBe("    76  native      r0, r1, native 0");
  });

  test("leaves out the constants' part when nothing is folded", () => {
    const words = sampleImage();
    words.copyWithin(40, 44, 48);
    words[5] = 44; // the batch now starts at the former end of that part
    expect(disassemble(words)).not.toContain("constants");
  });

  test.each([1, 2])("works %i words into a buffer", (start) => {
    const buffer = new Int32Array(200);
    buffer.set(sampleImage(), start);
    expect(disassemble(buffer.subarray(start, start + 188))).toBe(LISTING);
  });
});
