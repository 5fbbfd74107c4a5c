import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Row } from "../suites/row.ts";
import type { TimingSettings } from "../timing/in-turns.ts";
import { describeMachine, type Machine } from "./machine.ts";

/** The contents of one file in benchmarks/results. */
export interface Results extends Machine {
  readonly date: string;
  readonly settings: TimingSettings;
  /** Nanoseconds per operation, by suite. */
  readonly suites: Readonly<Record<string, readonly Row[]>>;
  /** Geometric means of the ratios to zexpr (evaluate: to its WebAssembly tier), by suite and candidate. */
  readonly geometricMeans: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/**
 * Writes a dated file. A second run on the same day at the same commit with the same Node replaces the first.
 *
 * @returns its path, and what was written
 */
export function writeResults(measured: Pick<Results, "settings" | "suites" | "geometricMeans">): {
  file: string;
  results: Results;
} {
  const machine = describeMachine();
  const date = new Date().toISOString();
  const name = [date.slice(0, 10), machine.commit ?? "no-commit", `node-${machine.node}`].join("-");
  const folder = new URL("../results/", import.meta.url);
  mkdirSync(folder, { recursive: true });
  const file = fileURLToPath(new URL(`${name}.json`, folder));
  const results: Results = { date, ...machine, ...measured };
  writeFileSync(file, `${JSON.stringify(results, roundNumbers, 2)}\n`);
  return { file, results };
}

/** Four significant digits: more would be noise, and would make every line of a new file differ. */
function roundNumbers(_key: string, value: unknown): unknown {
  return typeof value === "number" && !Number.isInteger(value) ? Number(value.toPrecision(4)) : value;
}
