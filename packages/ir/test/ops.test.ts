import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { isJump, OPS } from "../src/index.ts";
import * as opcodes from "../src/opcodes.ts";

const CONSTANTS = Object.entries(opcodes).filter(([name]) => name.startsWith("OP_"));
const README = readFileSync(new URL("../README.md", import.meta.url), "utf8");

/** Cells of the table rows of the README that follow `heading`. */
function readmeTable(heading: string): string[][] {
  const section = README.split(`## ${heading}\n`)[1]?.split("\n## ")[0] ?? "";
  const rows = section.split("\n").filter((line) => line.startsWith("|"));
  return rows.slice(2).map((line) =>
    line
      .replaceAll("\\|", "\0")
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.replaceAll("\0", "|").trim()),
  );
}

/** What the instructions do, as the comments behind the table's rows say. */
const effects = [
  ...readFileSync(new URL("../src/ops.ts", import.meta.url), "utf8").matchAll(/^ {2}\[.*\], \/\/ (.+)$/gm),
].map(([, effect]) => effect);

describe("OPS", () => {
  test.each(CONSTANTS)("%s is the index of its row", (name, opcode) => {
    expect(OPS[opcode]?.[0]).toBe(name.slice("OP_".length).toLowerCase());
  });

  test("has a row for every opcode and an opcode for every row", () => {
    expect(CONSTANTS.map(([, opcode]) => opcode)).toEqual(OPS.map((_, opcode) => opcode));
    expect(new Set(OPS.map(([name]) => name)).size).toBe(OPS.length);
  });

  test("numbers of saved programs do not move", () => {
    expect(OPS.slice(0, 65).map(([name]) => name)).toEqual(
      (
        "end move global jump jump_false jump_true call return native index trap bool not logical_and logical_or " +
        "add sub mul div mod pow neg eq ne lt le bit_and bit_or bit_xor bit_not shl shr rol ror min max abs sign " +
        "floor ceil round trunc sqrt sin cos tan asin acos atan atan2 sinh cosh tanh asinh acosh atanh exp exp2 " +
        "expm1 ln log2 log10 log1p cbrt hypot"
      ).split(" "),
    );
  });

  test("only instructions on cells are pure, with the result in dst", () => {
    for (const [name, dst, a, b, flags] of OPS) {
      if (flags === "") continue;
      expect([name, dst, a]).toEqual([name, "cell", "cell"]);
      expect(["cell", "none"]).toContain(b);
    }
  });

  test("only instructions with two operands are commutative", () => {
    for (const [name, , a, b, flags] of OPS)
      if (flags.includes("commutative")) expect([name, a, b]).toEqual([name, "cell", "cell"]);
  });

  test("every row says what it does", () => {
    expect(effects).toHaveLength(OPS.length);
  });

  test("the README's table is this table", () => {
    const rows = OPS.map(([name, dst, a, b, flags], opcode) => [
      String(opcode),
      `\`${name}\``,
      ...[dst, a, b].map((operand) => (operand === "none" ? "" : operand)),
      flags,
      effects[opcode],
    ]);
    expect(readmeTable("Opcodes")).toEqual(rows);
  });
});

describe("program layout", () => {
  const fields = Object.entries(opcodes).filter(([name]) => name.startsWith("H_"));

  test("header words are numbered without gaps, and fit into the header", () => {
    expect(fields.map(([, word]) => word)).toEqual(fields.map((_, i) => i));
    expect(fields.length).toBeLessThanOrEqual(opcodes.HEADER_WORDS);
  });

  test("the README's header table has every word", () => {
    const rows = readmeTable("Program header").map(([word, name]) => [
      name?.replaceAll("`", ""),
      Number(word),
    ]);
    expect(rows).toEqual(fields);
  });

  test("the magic number spells ZXPR in little-endian bytes", () => {
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setUint32(0, opcodes.PROGRAM_MAGIC, true);
    expect(String.fromCharCode(...bytes)).toBe("ZXPR");
  });
});

test("jumps are the instructions with a target", () => {
  const jumps = OPS.flatMap(([name], opcode) => (isJump(opcode) ? [name] : []));
  expect(jumps).toEqual(["jump", "jump_false", "jump_true"]);
  expect(isJump(OPS.length)).toBe(false);
});
