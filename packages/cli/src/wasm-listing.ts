import type { Batch } from "zexpr";
import { listTranslation } from "zexpr/build";
import { columns } from "./columns.ts";
import { countText } from "./numbers.ts";

/** What `explain --wasm` adds. */
export interface WasmListing {
  readonly sections: readonly string[];
  readonly json: object;
}

/** Loads the disassembler, of 700 KB, and gives the function that shows the translation of a batch. */
export async function loadWasmListing(): Promise<(batch: Batch) => WasmListing> {
  const { default: loadWabt } = await import("wabt");
  const wabt = await loadWabt();
  return (batch) => {
    const { bytes, named, functions, kernels } = listTranslation(batch);
    const module = wabt.readWasm(named, { readDebugNames: true });
    let lines: string[];
    try {
      module.generateNames();
      module.applyNames();
      lines = module.toText({ foldExprs: true, inlineExport: false }).trimEnd().split("\n");
    } finally {
      module.destroy();
    }
    const rows = [
      ["bytes", countText(bytes.length)],
      ["kernels", kernels.join(", ") || "none"],
      ...functions.map(({ name, parameters, kind }) => [
        `${name}()`,
        `${countText(parameters)} ${parameters === 1 ? "parameter" : "parameters"}, ${
          kind === "direct" ? "a function of WebAssembly" : "on frames in memory"
        }`,
      ]),
    ];
    return {
      sections: [`WebAssembly\n${columns(rows)}`, `module\n${lines.map((line) => `  ${line}`).join("\n")}`],
      json: { bytes: bytes.length, kernels, functions, module: lines },
    };
  };
}
