import { expect, test } from "vitest";
import { Code } from "../src/code.ts";
import { F64_ADD, GLOBAL_GET, GLOBAL_SET } from "../src/encoding.ts";
import { ModuleBuilder } from "../src/module-builder.ts";

/** `main` adds what the import gives for 2 to the cell at 8, notes it in a global, and counts calls at 16. */
function build(shared: boolean): Uint8Array<ArrayBuffer> {
  const builder = new ModuleBuilder();
  builder.importMemory("zexpr", "memory", shared);
  const twice = builder.importFunction("kernels", "twice", "d:d");
  const count = builder.global();
  const main = builder.declare("");
  const code = new Code();
  code.constI32(0);
  code.constI32(0);
  code.loadF64(8);
  code.constF64(2);
  code.call(twice);
  code.u8(F64_ADD);
  code.storeF64(8);
  code.constI32(0);
  code.u8(GLOBAL_GET);
  code.u32(count);
  code.constI32(1);
  code.u8(0x6a);
  code.tee(0);
  code.u8(GLOBAL_SET);
  code.u32(count);
  code.get(0);
  code.storeI32(16);
  builder.define(main, code, 1, 2);
  builder.export("main", main);
  return builder.build();
}

test.each([false, true])(
  "a built module is valid and does what its code says, memory shared: %s",
  (shared) => {
    const bytes = build(shared);
    expect(WebAssembly.validate(bytes)).toBe(true);
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 4, shared });
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), {
      zexpr: { memory },
      kernels: { twice: (x: number) => 2 * x },
    });
    const cells = new Float64Array(memory.buffer);
    cells[1] = 0.5;
    (exports.main as () => void)();
    (exports.main as () => void)();
    expect([cells[1], new Int32Array(memory.buffer)[4]]).toEqual([8.5, 2]);
  },
);

test("a module is refused by a memory of the other kind", () => {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 4, shared: true });
  const module = new WebAssembly.Module(build(false));
  expect(
    () => new WebAssembly.Instance(module, { zexpr: { memory }, kernels: { twice: (x: number) => x } }),
  ).toThrow();
});
