// Compiles the loops that the benches call kernels from.
import { execFileSync } from "node:child_process";
import { join } from "node:path";

for (const name of ["loop1", "loop2", "lanes1", "lanes2", "e1"]) {
  execFileSync(
    process.execPath,
    [
      join(import.meta.dirname, "../node_modules/assemblyscript/bin/asc.js"),
      join(import.meta.dirname, "assembly", `${name}.ts`),
      "--outFile",
      join(import.meta.dirname, `${name}.wasm`),
      "--runtime",
      "stub",
      "--importMemory",
      "--noExportMemory",
      "-O3",
      "--use",
      "abort=",
      "--enable",
      "simd",
    ],
    { stdio: "ignore" },
  );
}
