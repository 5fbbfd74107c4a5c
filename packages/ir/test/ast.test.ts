import { LinearMemory } from "@zexpr/arena";
import { describe, expect, test } from "vitest";
import {
  Ast,
  NO_NODE,
  NODE_ATTRIBUTE,
  NODE_BINARY,
  NODE_CALL,
  NODE_NAME,
  NODE_NUMBER,
  NODE_WORDS,
  OPERATORS,
} from "../src/index.ts";

/** `a + 2.5` as records, written word by word: kind, span, first, next, symbol, extra; the number's value in words 6 and 7. */
function sum(memory: LinearMemory, offset: number): Ast {
  const plus = OPERATORS.findIndex(({ name }) => name === "+");
  const at = offset / 4;
  memory.i32.set([2, 0, 1, -1, 1, 0, 0, 0], at);
  memory.i32.set([1, 4, 7, -1, ~2, 0, 0, 0], at + 8);
  memory.f64[(at + 8 + 6) / 2] = 2.5;
  memory.i32.set([4, 0, 7, 0, 0, plus, 0, 0], at + 16);
  return new Ast(memory, offset, 3, ["a"], "a + 2.5");
}

describe("Ast", () => {
  test.each([16, 24, 4096])("reads records at byte %i", (offset) => {
    const ast = sum(new LinearMemory(), offset);
    expect(NODE_WORDS).toBe(8);
    expect([ast.length, ast.root]).toEqual([3, 2]);
    expect([0, 1, 2].map((node) => ast.kind(node))).toEqual([NODE_NAME, NODE_NUMBER, NODE_BINARY]);
    expect(ast.name(0)).toBe("a");
    expect(ast.value(1)).toBe(2.5);
    expect(ast.source.slice(ast.start(1), ast.end(1))).toBe("2.5");
    expect(OPERATORS[ast.symbol(2)]?.spelling).toBe("+");
  });

  test("names both parts of an attribute, and counts a call's arguments", () => {
    const memory = new LinearMemory();
    memory.i32.set([10, 2, 5, -1, ~1, 1, 2, 0], 4);
    memory.i32.set([8, 0, 6, 0, 0, 0, 1, 0], 12);
    const ast = new Ast(memory, 16, 2, ["f", "o", "p"], "f(o.p)");
    expect([ast.kind(0), ast.name(0), ast.attribute(0)]).toEqual([NODE_ATTRIBUTE, "o", "p"]);
    expect([ast.kind(1), ast.name(1), ast.extra(1)]).toEqual([NODE_CALL, "f", 1]);
  });

  test("threads children to their siblings and the last one back to its parent", () => {
    const ast = sum(new LinearMemory(), 16);
    expect(ast.first(2)).toBe(0);
    expect(ast.next(0)).toBe(1);
    expect(~ast.next(1)).toBe(2);
    expect(ast.first(0)).toBe(NO_NODE);
  });

  test("reads the present bytes after the memory has moved", () => {
    const memory = new LinearMemory({ debug: true });
    const ast = sum(memory, memory.allocate(96));
    memory.allocate(1 << 20);
    expect([ast.kind(2), ast.value(1)]).toEqual([NODE_BINARY, 2.5]);
  });
});
