import { readFile } from "node:fs/promises";
import { WASI } from "node:wasi";
import { createLibrary } from "@zexpr/ffi";

export async function runProgram(file: string): Promise<number> {
  const memory = new WebAssembly.Memory({ initial: 32 }); // at least what the program was linked for
  const library = createLibrary({
    memory,
    table: () => instance.exports.__indirect_function_table as WebAssembly.Table,
    stackPointer: () => instance.exports.__stack_pointer as WebAssembly.Global,
    allocate: (size) => (instance.exports.malloc as (size: number) => number)(size),
    release: (address) => (instance.exports.free as (address: number) => void)(address),
  });
  const wasi = new WASI({ version: "preview1", returnOnExit: true });
  const { instance } = await WebAssembly.instantiate(await readFile(file), {
    ...library.imports, // { zexpr: … }
    env: { memory },
    wasi_snapshot_preview1: wasi.wasiImport,
  });
  return wasi.start(instance) as unknown as number;
}
