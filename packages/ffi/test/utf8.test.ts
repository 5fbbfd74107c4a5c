import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeUtf8, encodeUtf8 } from "../src/utf8.ts";

function standard(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Bytes that come from text mostly, so that long valid runs and near misses both occur. */
const nearlyText = fc
  .array(
    fc.oneof(
      fc.string({ unit: "binary", maxLength: 4 }).map((text) => [...new TextEncoder().encode(text)]),
      fc.constantFrom(
        [0x80],
        [0xbf],
        [0xc0],
        [0xc1],
        [0xc2],
        [0xdf],
        [0xe0],
        [0xe0, 0x9f],
        [0xe0, 0xa0],
        [0xed, 0xa0],
        [0xed, 0x9f],
        [0xef, 0xbf, 0xbf],
        [0xf0],
        [0xf0, 0x8f],
        [0xf0, 0x90],
        [0xf4, 0x8f, 0xbf],
        [0xf4, 0x90],
        [0xf5],
        [0xff],
        [0x41],
      ),
      fc.nat(255).map((byte) => [byte]),
    ),
    { maxLength: 12 },
  )
  .map((parts) => Uint8Array.from(parts.flat()));

describe("decodeUtf8", () => {
  test("reads and refuses what TextDecoder does, anywhere in a buffer", () => {
    fc.assert(
      fc.property(nearlyText, fc.nat(5), fc.nat(5), (bytes, before, after) => {
        const buffer = new Uint8Array(before + bytes.length + after).fill(0xbf);
        buffer.set(bytes, before);
        expect(decodeUtf8(buffer, before, before + bytes.length)).toBe(standard(bytes));
      }),
      { seed: 5, numRuns: 1_500 },
    );
  });

  test("every sequence of two bytes is judged as TextDecoder judges it, and all lengths of the extreme characters", () => {
    const bytes = new Uint8Array(2);
    const wrong: string[] = [];
    for (let pair = 0; pair < 65_536; pair++) {
      bytes[0] = pair >> 8;
      bytes[1] = pair & 255;
      if (decodeUtf8(bytes, 0, 2) !== standard(bytes)) wrong.push(pair.toString(16));
    }
    expect(wrong).toEqual([]);
    for (const lead of [0xe0, 0xe1, 0xed, 0xef, 0xf0, 0xf1, 0xf4, 0xf5])
      for (let second = 0; second < 256; second++)
        for (const rest of [
          [0x7f],
          [0x80],
          [0xbf],
          [0x80, 0x80],
          [0xbf, 0xbf],
          [0xbf, 0xc0],
          [0x80, 0x80, 0x80],
        ]) {
          const sequence = Uint8Array.from([lead, second, ...rest]);
          expect(decodeUtf8(sequence, 0, sequence.length)).toBe(standard(sequence));
        }
  });

  test("every character but surrogates comes through, and surrogates do not", () => {
    for (let code = 0; code <= 0x10ffff; code += code < 0x3000 || (code > 0xd700 && code < 0xe100) ? 1 : 97) {
      const isSurrogate = code >= 0xd800 && code < 0xe000;
      const bytes = isSurrogate
        ? Uint8Array.of(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63))
        : new TextEncoder().encode(String.fromCodePoint(code));
      const expected = isSurrogate ? undefined : String.fromCodePoint(code);
      if (decodeUtf8(bytes, 0, bytes.length) !== expected) throw new Error(`U+${code.toString(16)}`);
    }
  });

  test.each([0, 1, 4_095, 4_096, 4_097, 8_192, 300_000])(
    "texts of %i characters, one to four bytes each",
    (length) => {
      const text = Array.from({ length }, (_, i) => ["a", "é", "€", "😀"][i % 4]).join("");
      const bytes = new TextEncoder().encode(text);
      expect(decodeUtf8(bytes, 0, bytes.length) === text).toBe(true);
    },
  );

  test("a character that the end cuts off makes the text invalid, also when the rest lies behind the end", () => {
    const bytes = new TextEncoder().encode("a€😀");
    const decoded = Array.from({ length: bytes.length + 1 }, (_, end) => decodeUtf8(bytes, 0, end));
    expect(decoded).toEqual(["", "a", undefined, undefined, "a€", undefined, undefined, undefined, "a€😀"]);
  });
});

describe("encodeUtf8", () => {
  test("writes what TextEncoder.encodeInto does, cut at a character, and nothing else", () => {
    const text = fc.oneof(
      fc.string({ unit: "binary", maxLength: 12 }),
      fc.array(fc.nat(0xffff), { maxLength: 8 }).map((units) => String.fromCharCode(...units)),
      fc
        .array(fc.constantFrom("a", "é", "€", "😀", "\ud800", "\udc00", "\ufeff"), { maxLength: 10 })
        .map((list) => list.join("")),
    );
    fc.assert(
      fc.property(text, fc.nat(4), fc.nat(30), fc.nat(4), (value, before, size, after) => {
        const expected = new Uint8Array(before + size + after).fill(0xaa);
        const { written } = new TextEncoder().encodeInto(value, expected.subarray(before, before + size));
        const bytes = new Uint8Array(before + size + after).fill(0xaa);
        expect(encodeUtf8(value, bytes, before, before + size)).toBe(before + written);
        expect(bytes).toEqual(expected);
      }),
      { seed: 6, numRuns: 1_500 },
    );
  });

  test("every character, and lone surrogates as U+FFFD", () => {
    const bytes = new Uint8Array(8);
    for (let code = 0; code <= 0x10ffff; code += code < 0x3000 || (code > 0xd700 && code < 0xe100) ? 1 : 97) {
      const text = String.fromCodePoint(code);
      const end = encodeUtf8(text, bytes, 0, 8);
      const expected = code >= 0xd800 && code < 0xe000 ? "\ufffd" : text;
      if (standard(bytes.subarray(0, end)) !== expected) throw new Error(`U+${code.toString(16)}`);
    }
  });

  test("room for n bytes takes exactly n", () => {
    const sizes = Array.from(
      { length: 9 },
      (_, size) => encodeUtf8("é€😀", new Uint8Array(16), 3, 3 + size) - 3,
    );
    expect(sizes).toEqual([0, 0, 2, 2, 2, 5, 5, 5, 5]);
    expect(encodeUtf8("é€😀", new Uint8Array(16), 3, 12)).toBe(12);
  });
});
