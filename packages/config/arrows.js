/**
 * Who may import whom inside the workspace; nothing else may. Folder names, not package names.
 * Packages that do not exist yet are listed too: a new package needs its folder only.
 */

/** @type {Readonly<Record<string, readonly string[]>>} */
export const ARROWS = {
  errors: [],
  arena: ["errors"],
  ir: ["arena", "errors"],
  parser: ["ir", "arena", "errors"],
  functions: ["ir", "errors"],
  compiler: ["functions", "ir", "arena", "errors"],
  kernels: [],
  engine: ["kernels", "ir", "arena", "errors"],
  wasm: ["kernels", "ir", "arena", "errors"],
  zexpr: ["errors", "arena", "ir", "parser", "functions", "compiler", "kernels", "engine", "wasm"],
  ffi: ["zexpr"],
  cli: ["zexpr"],
  "audio-worklet": ["zexpr"],
  arrow: ["zexpr"],
  config: [],
};

/**
 * What adapters adapt to zexpr: peer dependencies, since their users have them. Other libraries use nothing of the registry.
 *
 * @type {Readonly<Record<string, readonly string[]>>}
 */
export const PEERS = { arrow: ["apache-arrow"] };

/** Apps are what a user would write: the facade only. */
export const APP_ARROWS = ["zexpr"];

/** Benchmarks measure every part by itself. */
export const BENCHMARK_ARROWS = Object.keys(ARROWS).filter((name) => name !== "config");

/** Packages that are programs or tooling: they may use Node's modules and depend on the registry. */
export const PROGRAMS = ["cli", "config"];
