import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { codeFrame } from "../src/index.ts";

/** Each case marks the span in the source with guillemets. */
const cases: [what: string, marked: string, frame: string][] = [
  ["one line", "1 + «coz»(x)", "1 | 1 + coz(x)\n  |     ^^^"],
  ["the first character", "«)» + 1", "1 | ) + 1\n  | ^"],
  ["an empty span", "1 + «»x", "1 | 1 + x\n  |     ^"],
  ["the end of the source", "1 +«»", "1 | 1 +\n  |    ^"],
  ["an empty source", "«»", "1 |\n  | ^"],
  ["the second of three lines", "a +\nb * «?» +\nc", "2 | b * ? +\n  |     ^"],
  ["lines that end with CR LF", "a +\r\n«b»\r\nc", "2 | b\n  | ^"],
  ["lines that end with CR", "a +\r«b»\rc", "2 | b\n  | ^"],
  ["blank lines", "\n\n«b»", "3 | b\n  | ^"],
  ["the end of a line", "a +«»\nb", "1 | a +\n  |    ^"],
  ["the line break itself", "a +«\n»b", "1 | a +\n  |    ^"],
  ["a line number of two digits", `${"\n".repeat(11)}«x»`, "12 | x\n   | ^"],
  ["a span over lines", "a + «(b\n+ c)»", "1 | a + (b\n  |     ^^…"],
  ["a span up to the end", "a + «bc»", "1 | a + bc\n  |     ^^"],
  ["tabs", "\ta\t+ «b»", "1 |  a + b\n  |      ^"],
  ["a tab inside the span", "a «\t» b", "1 | a   b\n  |   ^"],
  ["an astral character", "1 + «😀» + 2", "1 | 1 + 😀 + 2\n  |     ^"],
  ["what follows an astral character", "😀 + «x»", "1 | 😀 + x\n  |     ^"],
  ["half a surrogate pair", "a «\ud83d» b", "1 | a \ud83d b\n  |   ^"],
];

/** Takes the guillemets out. */
function unmark(marked: string): [source: string, span: { start: number; end: number }] {
  const start = marked.indexOf("«");
  return [marked.replace(/[«»]/g, ""), { start, end: marked.indexOf("»") - 1 }];
}

describe("codeFrame", () => {
  test.each(cases)("shows %s", (_what, marked, frame) => {
    expect(codeFrame(...unmark(marked))).toBe(frame);
  });

  test.each([
    ["before the source", { start: -5, end: -1 }, "1 | a+b\n  | ^"],
    ["after the source", { start: 50, end: 60 }, "1 | a+b\n  |    ^"],
    ["ending after the source", { start: 2, end: 60 }, "1 | a+b\n  |   ^"],
    ["ending before it starts", { start: 2, end: 1 }, "1 | a+b\n  |   ^"],
    ["that is no number", { start: Number.NaN, end: Number.NaN }, "1 | a+b\n  | ^"],
    ["that starts inside a pair", { start: 1, end: 2 }, "1 | 😀+b\n  | ^", "😀+b"],
  ])("moves a span %s into it", (_what, span, frame, source = "a+b") => {
    expect(codeFrame(source, span)).toBe(frame);
  });

  describe("of a line of 1 MiB", () => {
    const half = 2 ** 19;
    const long = `${"x".repeat(half)}@@@${"y".repeat(half)}`;

    test("shows 100 columns around the span", () => {
      expect(codeFrame(long, { start: half, end: half + 3 })).toBe(
        `1 | …${"x".repeat(40)}@@@${"y".repeat(57)}…\n  |  ${" ".repeat(40)}^^^`,
      );
    });

    test("shows its begin", () => {
      expect(codeFrame(long, { start: 3, end: 5 })).toBe(`1 | ${"x".repeat(100)}…\n  |    ^^`);
    });

    test("shows its end", () => {
      expect(codeFrame(long, { start: long.length, end: long.length })).toBe(
        `1 | …${"y".repeat(100)}\n  | ${" ".repeat(101)}^`,
      );
    });

    test("cuts the carets of a long span", () => {
      expect(codeFrame(long, { start: 0, end: long.length })).toBe(
        `1 | ${"x".repeat(100)}…\n  | ${"^".repeat(100)}…`,
      );
    });

    test("does not cut a character in half", () => {
      for (const start of [200, 201]) {
        const frame = codeFrame("😀".repeat(1000), { start, end: start + 2 });
        expect(frame).not.toMatch(/\p{Surrogate}/u);
        expect(frame).toContain("…😀");
      }
    });
  });

  test("of any text and span is two lines with a caret", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary", maxLength: 300 }),
        fc.integer(),
        fc.nat(300),
        (source, start, length) => {
          const frame = codeFrame(source, { start: start % 310, end: (start % 310) + length });
          expect(frame).toMatch(/^\d+ \|[^\n]*\n +\| .*\^…?$/u);
        },
      ),
      { numRuns: 2_000 },
    );
  });
});
