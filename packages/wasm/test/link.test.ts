import { describe, expect, test } from "vitest";
import { Code } from "../src/code.ts";
import { addCustomSection } from "../src/custom-section.ts";
import { CALL, F64_ADD, GLOBAL_GET, GLOBAL_SET, I32_ADD, I32_CONST } from "../src/encoding.ts";
import { Library } from "../src/link.ts";
import { ModuleBuilder } from "../src/module-builder.ts";
import { referencesOf } from "../src/references.ts";

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
    expect(referencesOf(body)).toEqual([{ kind: "function", index: 7, start: 4, end: 5 }]);
  });

  test.each([
    ["call_indirect", 0x11],
    ["a vector instruction", 0xfd],
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
