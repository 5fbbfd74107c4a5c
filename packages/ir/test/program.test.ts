import { describe, expect, test } from "vitest";
import { FRAME_WORDS, findSite, imageCells, programCapacity, STATE_WORDS, symbolName } from "../src/index.ts";
import { H_FRAMES, H_REGISTERS, H_SITE_COUNT, H_STACK } from "../src/opcodes.ts";
import { sampleImage } from "./sample-image.ts";

describe("imageCells", () => {
  test("counts variables, results, context values, constants and array cells", () => {
    expect(imageCells(sampleImage())).toBe(2 + 2 + 1 + 2 + 3);
  });
});

describe("programCapacity", () => {
  test("adds cells, words, state and frames", () => {
    const cells = 10 + 1 + 4;
    expect(programCapacity(sampleImage())).toEqual({
      registers: 5,
      frames: 1,
      cellBytes: cells * 8,
      bytes: cells * 8 + 168 * 4 + STATE_WORDS * 4 + FRAME_WORDS * 4,
    });
  });

  test.each([0, 1, 2, 7])("is a multiple of 8 with %i frames", (frames) => {
    const words = sampleImage();
    words[H_FRAMES] = frames;
    const { bytes, cellBytes } = programCapacity(words);
    expect([bytes % 8, cellBytes % 8]).toEqual([0, 0]);
  });

  test("needs the header only", () => {
    expect(programCapacity(sampleImage().subarray(0, 40))).toEqual(programCapacity(sampleImage()));
  });

  test("does not overflow at the largest stack that verifies", () => {
    const words = sampleImage();
    words[H_REGISTERS] = 0x7fffffe;
    words[H_STACK] = 1;
    expect(programCapacity(words).cellBytes).toBe((0x7ffffff + 10) * 8);
  });
});

describe("symbolName", () => {
  test("reads each symbol's text", () => {
    const words = sampleImage();
    const names = [0, 1, 2, 3, 4, 5, 6].map((symbol) => symbolName(words, symbol));
    expect(names).toEqual(["gain", "table", "f", "n", "nosuch", "x", "y"]);
  });

  test("is empty for no symbol", () => {
    expect(symbolName(sampleImage(), -1)).toBe("");
  });

  test("works at any word of a buffer", () => {
    const buffer = new Int32Array(200);
    buffer.set(sampleImage(), 7);
    expect(symbolName(buffer.subarray(7), 1)).toBe("table");
  });

  test("keeps UTF-16 units as they are", () => {
    const words = sampleImage();
    new Uint16Array(words.buffer, 157 * 4).set([0xd83d, 0xde00, 0xd83d]); // an astral character, half of another
    expect(symbolName(words, 0)).toBe("\u{1f600}\ud83dn");
  });
});

describe("findSite", () => {
  test("finds every instruction that has a row, and only those", () => {
    const words = sampleImage();
    const found: Record<number, number> = {};
    for (let pc = 0; pc <= 100; pc++) if (findSite(words, pc) >= 0) found[pc] = findSite(words, pc);
    expect(found).toEqual({ 60: 109, 72: 114, 76: 119, 80: 124 });
  });

  test.each([0, 1, 2, 3])("works with %i rows", (count) => {
    const words = sampleImage();
    words[H_SITE_COUNT] = count;
    const rows = [60, 72, 76, 80].map((pc) => findSite(words, pc));
    expect(rows).toEqual([109, 114, 119, 124].map((row, i) => (i < count ? row : -1)));
  });
});
