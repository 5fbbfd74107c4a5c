// The same names without code generator or wasm bytes: there are none yet.
export * from "./index.ts";
