import { describe, expect, test } from "vitest";
import { verify } from "../src/index.ts";
import { sampleImage } from "./sample-image.ts";

/** What is damaged, where, with what, and the reason that has to be given. */
type Damage = readonly [what: string, word: number, value: number, reason: string];

const HEADER: Damage[] = [
  ["the magic number", 0, 0x5250585b, "does not start with ZXPR"],
  ["an older version", 1, 0, "version is 0"],
  ["a newer version", 1, 2, "version is 2"],
  ["the size", 2, 751, "says 751 bytes, but has 752"],
  ["a negative size", 2, -752, "says -752 bytes"],
  ...[6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 21, 23, 25, 27, 29, 31, 32].map(
    (word): Damage => [`a negative header word ${word}`, word, -1, `header word ${word} is negative`],
  ),
  ["code that ends before the header", 3, 36, "its code lie outside it"],
  ["code that ends behind the image", 3, 192, "its code lie outside it"],
  ["code that ends inside an instruction", 3, 101, "not whole instructions"],
  ["an odd offset of the cells", 32, 167, "cells are not aligned"],
  ["cells that end before the image", 6, 1, "cells do not end with the image"],
  ["cells that end behind the image", 6, 3, "cells do not end with the image"],
  ["a stack beyond 2^27 cells", 12, 0x7ffffff, "stack is out of range"],
  ["a stack that overflows with the registers", 11, 0x7fffffff, "stack is out of range"],
  ["a call depth of 0", 16, 0, "stack is out of range"],
  ["a low budget beyond 30 bits", 17, 0x40000000, "budget is out of range"],
  ["a high budget beyond 30 bits", 18, 0x40000000, "budget is out of range"],
];

const TABLES: Damage[] = [
  ["expressions", 19, 7],
  ["functions", 20, 21],
  ["arrays", 22, 23],
  ["natives", 24, 25],
  ["sites", 26, 27],
  ["symbols", 28, 29],
  ["names", 30, 31],
].flatMap(([name, offset, count]): Damage[] => [
  [`${name} inside the header`, Number(offset), 39, `its ${name} lie outside it`],
  [`${name} behind the image`, Number(offset), 189, `its ${name} lie outside it`],
  [`${name} too many to fit`, Number(count), 0x7fffffff, `its ${name} lie outside it`],
]);

const ROWS: Damage[] = [
  ["an array that starts before the array cells", 106, 6, "array 0 lies outside"],
  ["an array that starts at a negative cell", 106, -1, "array 0 lies outside"],
  ["an array that ends behind the cells", 107, 4, "array 0 lies outside"],
  ["an array of negative length", 107, -1, "array 0 lies outside"],
  ["a symbol of kind 0", 129, 0, "symbol 0 names nothing"],
  ["a symbol of an unknown kind", 129, 7, "symbol 0 names nothing"],
  ["a context symbol with a cell behind the globals", 130, 10, "symbol 0 names nothing"],
  ["a symbol with a negative index", 130, -1, "symbol 0 names nothing"],
  ["an array symbol behind the arrays", 134, 1, "symbol 1 names nothing"],
  ["a function symbol behind the functions", 138, 1, "symbol 2 names nothing"],
  ["a native symbol behind the natives", 142, 1, "symbol 3 names nothing"],
  ["a variable symbol with a cell behind the globals", 154, 10, "symbol 6 names nothing"],
  ["a name that starts at a negative unit", 131, -1, "the name of symbol 0"],
  ["a name of negative length", 132, -1, "the name of symbol 0"],
  ["a name that ends behind the names", 132, 20, "the name of symbol 0"],
  ["sites out of order", 114, 60, "sites are not sorted"],
  ["a site at word 0", 109, 0, "sites are not sorted"],
  ["a site with a symbol below none", 113, -2, "site 0 has no symbol"],
  ["a site with a symbol behind the symbols", 113, 7, "site 0 has no symbol"],
];

const CODE: Damage[] = [
  ["folded constants that do not start the code", 4, 44, "does not start with the folded constants"],
  ["a batch that starts at the first word", 5, 40, "part of its code is out of range"],
  ["a batch that starts inside an instruction", 5, 50, "part of its code is out of range"],
  ["a batch that starts in a function", 5, 92, "part of its code does not end"],
  ["a function that starts behind the code", 102, 104, "part of its code does not end"],
  ["a function that starts at a negative word", 102, -4, "part of its code is out of range"],
  ["folded constants without end", 44, 1, "does not end"],
  ["a batch without end", 84, 1, "does not end"],
  ["a function without return", 96, 1, "does not end"],
  ["an unknown opcode", 52, 66, "unknown opcode 66 at word 52"],
  ["a negative opcode", 52, -1, "unknown opcode -1 at word 52"],
  ["an end before the end of the batch", 52, 0, "misplaced end at word 52"],
  ["a return in the batch", 52, 7, "misplaced return at word 52"],
  ["an end in a function", 88, 0, "misplaced end at word 88"],
  ["a result behind the frame", 53, 15, "bad operand 1 of add at word 52"],
  ["a negative result cell", 53, -1, "bad operand 1 of add at word 52"],
  ["an operand behind the frame", 54, 15, "bad operand 2 of add at word 52"],
  ["a second operand behind the frame", 55, 15, "bad operand 3 of add at word 52"],
  ["a negative unused operand", 67, -1, "bad operand 3 of move at word 64"],
  ["an operand behind a function's frame", 94, 3, "bad operand 2 of mul at word 92"],
  ["a global behind the globals", 90, 10, "bad operand 2 of global at word 88"],
  ["a jump to itself", 50, 48, "bad operand 2 of jump_false at word 48"],
  ["a jump backwards", 58, 48, "bad operand 2 of jump at word 56"],
  ["a jump into an instruction", 50, 61, "bad operand 2 of jump_false at word 48"],
  ["a jump behind the end of its part", 50, 88, "bad operand 2 of jump_false at word 48"],
  ["a jump behind the image", 50, 1000, "bad operand 2 of jump_false at word 48"],
  ["an array that does not exist", 62, 1, "bad operand 2 of index at word 60"],
  ["a function that does not exist", 75, 1, "bad operand 3 of call at word 72"],
  ["a native that does not exist", 79, 1, "bad operand 3 of native at word 76"],
  ["a status beyond the last one", 81, 100, "bad operand 1 of trap at word 80"],
  ["a negative status", 81, -1, "bad operand 1 of trap at word 80"],
  ["a status of success", 81, 0, "bad operand 1 of trap at word 80"],
  ["a negative count", 82, -1, "bad operand 2 of trap at word 80"],
  ["a call window whose arguments pass the frame", 74, 15, "arguments at word 72 lie outside"],
  ["a call window behind the frame", 74, 16, "bad operand 2 of call at word 72"],
  ["a native window whose arguments pass the frame", 78, 15, "arguments at word 76 lie outside"],
  ["a native with a negative number of arguments", 108, -1, "arguments at word 76 lie outside"],
  ["a native with more arguments than the frame holds", 108, 5, "arguments at word 76 lie outside"],
  ["a function with more parameters than the caller's window", 103, 5, "arguments at word 72 lie outside"],
  [
    "a function that is called with a negative number of arguments",
    103,
    -1,
    "arguments at word 72 lie outside",
  ],
  ["a function's frame below its parameters", 104, 0, "frame of function 0"],
  ["a function's frame beyond the stack", 104, 5, "frame of function 0"],
  ["a batch that costs less than its instructions", 15, 9, "cost is not its number"],
  ["a function that is called for nothing", 105, 0, "cost of function 0"],
  ["a function whose calls refill the budget", 105, -1, "cost of function 0"],
  ["an expression before the batch", 100, 44, "expression 0 starts outside"],
  ["an expression inside an instruction", 100, 49, "expression 0 starts outside"],
  ["an expression before the one before it", 101, 44, "expression 1 starts outside"],
  ["an expression in a function", 101, 88, "expression 1 starts outside"],
];

describe("verify", () => {
  test("accepts a sound image", () => {
    expect(() => verify(sampleImage())).not.toThrow();
  });

  test("accepts an image that does not start its buffer", () => {
    const buffer = new Int32Array(400);
    buffer.set(sampleImage(), 3);
    expect(() => verify(buffer.subarray(3, 3 + 188))).not.toThrow();
  });

  test.each([0, 1, 39])("refuses %i words", (length) => {
    expect(() => verify(sampleImage().subarray(0, length))).toThrow("shorter than a header");
  });

  test("refuses a cut image, and one with more behind it", () => {
    const longer = new Int32Array(190);
    longer.set(sampleImage());
    for (const words of [longer, sampleImage().subarray(0, 186)])
      expect(() => verify(words)).toThrow(expect.objectContaining({ code: "Other" }));
  });

  test.each([...HEADER, ...TABLES, ...ROWS, ...CODE])("refuses %s", (_, word, value, reason) => {
    const words = sampleImage();
    expect(words[word]).not.toBe(value);
    words[word] = value;
    expect(() => verify(words)).toThrow(
      expect.objectContaining({ code: "Other", message: containing(reason) }),
    );
  });

  test.each([-1, 4])("refuses %i parameters of a function that nobody calls", (parameters) => {
    const words = sampleImage();
    words.set([1, 3, 10, 0], 72); // move in the place of the call
    expect(() => verify(words)).not.toThrow();
    words[103] = parameters;
    expect(() => verify(words)).toThrow("the frame of function 0");
  });

  test("refuses parts that overlap", () => {
    const words = sampleImage();
    words[102] = 48; // the function starts where the batch does
    words.set([0, 0, 0, 0], 84);
    expect(() => verify(words)).toThrow("part of its code is out of range");
  });

  test.each<readonly [string, number, number]>([
    ["a window of no arguments at the end of the frame", 108, 0],
    ["any literal", 178, 12345],
    ["any span", 111, -5],
    ["a site without symbol", 113, -1],
    ["any index of a name", 146, 999],
    ["two expressions that start together", 101, 48],
    ["an empty array", 107, 0],
    ["a budget of nothing", 17, 0],
  ])("accepts %s", (_, word, value) => {
    const words = sampleImage();
    words[word] = value;
    if (word === 108) words[78] = 15;
    expect(() => verify(words)).not.toThrow();
  });

  test("any single damaged word is either refused or harmless, never a JavaScript error", () => {
    const values = [-1, 0, 1, 7, 99, 187, 188, 0x7fffffff, -0x80000000];
    for (let word = 0; word < 168; word++) {
      for (const value of values) {
        const words = sampleImage();
        words[word] = value;
        try {
          verify(words);
        } catch (error) {
          expect(error).toMatchObject({ name: "ExprError", code: "Other" });
        }
      }
    }
  });
});

function containing(reason: string): string {
  return expect.stringContaining(reason) as string;
}
