import { describe, expect, test } from "vitest";
import { Code } from "../src/code.ts";
import { addCustomSection } from "../src/custom-section.ts";
import {
  BLOCK,
  BLOCK_EMPTY,
  CALL,
  END,
  F64_ADD,
  F64X2_EXTRACT_LANE,
  F64X2_SPLAT,
  GLOBAL_GET,
  GLOBAL_SET,
  I32_ADD,
  I32_CONST,
  IF,
  RETURN,
  V128_ANY_TRUE,
} from "../src/encoding.ts";
import { Library } from "../src/link.ts";
import { ModuleBuilder } from "../src/module-builder.ts";
import { referencesOf } from "../src/references.ts";

// Vector instructions that the code generator has no use for.
const F64X2_ADD = 240;
const SHUFFLE = 13;

function code(write: (code: Code) => void): Code {
  const made = new Code();
  write(made);
  return made;
}

/** `twice`, `fourTimes` which calls it, and `count`, which counts its calls in the second of two globals. */
function library(): Uint8Array {
  const builder = new ModuleBuilder();
  builder.global();
  const counter = builder.global();
  const twice = builder.declare("d:d");
  const fourTimes = builder.declare("d:d");
  const count = builder.declare(":i");
  const addToItself = code((c) => {
    c.get(0);
    c.get(0);
    c.u8(F64_ADD);
  });
  builder.define(twice, addToItself, 0, 0);
  const callTwice = code((c) => {
    c.get(0);
    c.call(twice);
    c.call(twice);
  });
  builder.define(fourTimes, callTwice, 0, 0);
  const increment = code((c) => {
    c.u8(GLOBAL_GET);
    c.u32(counter);
    c.constI32(1);
    c.u8(I32_ADD);
    c.u8(GLOBAL_SET);
    c.u32(counter);
    c.u8(GLOBAL_GET);
    c.u32(counter);
  });
  builder.define(count, increment, 0, 0);
  builder.export("twice", twice);
  builder.export("fourTimes", fourTimes);
  builder.export("count", count);
  return builder.build();
}

function instantiate(bytes: Uint8Array<ArrayBuffer>): Record<string, (x?: number) => number> {
  return new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports as never;
}

describe("Library", () => {
  test("links functions with what they call and their globals", () => {
    const builder = new ModuleBuilder();
    // So that indices differ from the library's.
    builder.global();
    const own = builder.declare("d:d");
    const linked = new Library(builder, library());
    expect(linked.hasState).toBe(false);
    const fourTimes = linked.function("fourTimes");
    expect(linked.hasState).toBe(false);
    const count = linked.function("count");
    expect(linked.hasState).toBe(true);
    expect(linked.function("fourTimes")).toBe(fourTimes);
    const callFourTimes = code((c) => {
      c.get(0);
      c.call(fourTimes);
    });
    builder.define(own, callFourTimes, 0, 0);
    builder.export("own", own);
    builder.export("count", count);
    const exports = instantiate(builder.build());
    expect(exports.own?.(3)).toBe(12);
    expect([exports.count?.(), exports.count?.()]).toEqual([1, 2]);
  });

  test("links vectors, and what the library imports", () => {
    const source = new ModuleBuilder();
    const unused = source.importFunction("kernels", "unused", "d:d");
    const rare = source.importFunction("kernels", "rare", "d:d");
    // (x + 2, rare(x)) of the first lane, through a constant, an access of one lane, and a shuffle.
    const pair = source.declare("v:v");
    const other = source.declare("d:d");
    source.define(
      pair,
      code((c) => {
        c.get(0);
        c.constV128(new Uint8Array(new Float64Array([2, 2]).buffer));
        c.simd(F64X2_ADD);
        c.get(0);
        c.lane(F64X2_EXTRACT_LANE, 0);
        c.call(rare);
        c.simd(F64X2_SPLAT);
        c.simd(SHUFFLE);
        // Bytes of the first vector, then of the second; they are no instructions, though one is a call's number.
        for (let byte = 0; byte < 16; byte++) c.u8(byte < 8 ? byte : 8 + byte);
      }),
      0,
      0,
    );
    source.define(
      other,
      code((c) => {
        c.get(0);
        c.call(unused);
      }),
      0,
      0,
    );
    source.export("pair", pair);
    source.export("other", other);

    const builder = new ModuleBuilder();
    const linked = new Library(builder, source.build());
    expect(linked.importsOf(["pair"])).toEqual([{ name: "rare", signature: "d:d" }]);
    linked.provide("rare", builder.importFunction("own", "rare", "d:d"));
    const fn = linked.function("pair");
    for (const lane of [0, 1]) {
      const get = builder.declare("d:d");
      builder.define(
        get,
        code((c) => {
          c.get(0);
          c.simd(F64X2_SPLAT);
          c.call(fn);
          c.lane(F64X2_EXTRACT_LANE, lane);
        }),
        0,
        0,
      );
      builder.export(`lane${lane}`, get);
    }
    const module = new WebAssembly.Module(builder.build());
    const { exports } = new WebAssembly.Instance(module, { own: { rare: (x: number) => 10 * x } });
    const { lane0, lane1 } = exports as Record<string, (x: number) => number>;
    expect([lane0?.(3), lane1?.(3)]).toEqual([5, 30]);
  });

  test("writes a function in the place of its calls, each time as if it were called", () => {
    const source = new ModuleBuilder();
    const counter = source.global();
    const addOne = source.declare("d:d");
    source.define(
      addOne,
      code((c) => {
        c.get(0);
        c.constF64(1);
        c.u8(F64_ADD);
      }),
      0,
      0,
    );
    // Counts up in a local that is 0 at each call, then returns from within a block or behind it.
    const pick = source.declare("vv:v");
    source.define(
      pick,
      code((c) => {
        c.get(2);
        c.constI32(1);
        c.u8(I32_ADD);
        c.set(2);
        c.u8(GLOBAL_GET);
        c.u32(counter);
        c.get(2);
        c.u8(I32_ADD);
        c.u8(GLOBAL_SET);
        c.u32(counter);
        c.get(0);
        c.lane(F64X2_EXTRACT_LANE, 0);
        c.call(addOne);
        c.set(3);
        c.u8(BLOCK);
        c.u8(BLOCK_EMPTY);
        c.get(0);
        c.simd(V128_ANY_TRUE);
        c.u8(IF);
        c.u8(BLOCK_EMPTY);
        c.get(3);
        c.simd(F64X2_SPLAT);
        c.u8(RETURN);
        c.u8(END);
        c.u8(END);
        c.get(1);
      }),
      1,
      1,
    );
    const count = source.declare(":i");
    source.define(
      count,
      code((c) => {
        c.u8(GLOBAL_GET);
        c.u32(counter);
      }),
      0,
      0,
    );
    for (const [name, fn] of Object.entries({ pick, count })) source.export(name, fn);

    const builder = new ModuleBuilder();
    const library = new Library(builder, source.build());
    expect(library.inlineNeed("pick")).toMatchObject({ i32: 1, f64: 1, v128: 2 });
    // pick(x, y) + pick(y, x), with locals that both share.
    const sum = builder.declare("dd:d");
    const operand = (c: Code, local: number): void => {
      c.get(local);
      c.simd(F64X2_SPLAT);
    };
    builder.define(
      sum,
      code((c) => {
        for (const [a, b] of [
          [0, 1],
          [1, 0],
        ] as const) {
          operand(c, a);
          operand(c, b);
          library.inline("pick", c, { i32: 2, f64: 3, v128: 4 });
          c.lane(F64X2_EXTRACT_LANE, 0);
        }
        c.u8(F64_ADD);
      }),
      1,
      1,
      2,
    );
    builder.export("sum", sum);
    builder.export("count", library.function("count"));
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(builder.build()));
    const call = exports as Record<string, (...args: number[]) => number>;
    expect(call.sum?.(3, 0)).toBe(7);
    expect(call.sum?.(3, 5)).toBe(10);
    expect(call.sum?.(0, 0)).toBe(0);
    expect(call.count?.()).toBe(6);
  });

  test("takes no more than is used", () => {
    const sizeWith = (name: string): number => {
      const builder = new ModuleBuilder();
      builder.export(name, new Library(builder, library()).function(name));
      const bytes = builder.build();
      expect(WebAssembly.validate(bytes)).toBe(true);
      return bytes.length;
    };
    expect(sizeWith("twice")).toBeLessThan(sizeWith("fourTimes"));
  });

  test("refuses a function that is not there", () => {
    expect(() => new Library(new ModuleBuilder(), library()).function("nosuch")).toThrow(/no nosuch/);
  });
});

describe("referencesOf", () => {
  test("does not take a constant's bytes for instructions", () => {
    const body = Uint8Array.of(0, I32_CONST, CALL, CALL, 7, 0x0b);
    expect(referencesOf(body)).toEqual([
      { kind: "function", index: 7, start: 4, end: 5, depth: 0, isRead: false },
    ]);
  });

  test.each([
    ["call_indirect", 0x11],
    ["memory.grow", 0x40],
  ])("refuses %s, which it cannot move", (_, opcode) => {
    expect(() => referencesOf(Uint8Array.of(0, opcode, 0, 0, 0x0b))).toThrow(/0x/);
  });
});

test("addCustomSection changes nothing but the end", () => {
  const module = library();
  const named = addCustomSection(module, "note", Uint8Array.of(1, 2, 3));
  expect(named.subarray(0, module.length)).toEqual(module);
  expect([...named.subarray(module.length)]).toEqual([0, 8, 4, ...Buffer.from("note"), 1, 2, 3]);
  expect(instantiate(named).fourTimes?.(1)).toBe(4);
});
