import { LinearMemory } from "@zexpr/arena";
import { BlockInterpreter } from "../src/blocks.ts";
import { type Failure, type Natives, Program } from "../src/index.ts";

/** A program and the rows that it is evaluated for; variables that are not columns keep their values. */
export interface Table {
  readonly bytes: Uint8Array;
  readonly columns: Readonly<Record<string, readonly number[]>>;
  readonly precision?: "f64" | "f32";
  readonly natives?: Natives;
  readonly memory?: () => LinearMemory;
}

/** What a table gives: a column for each expression, and why rows have failed. */
export interface Outcome {
  readonly results: number[][];
  readonly failures: (Failure & { readonly row: number })[];
}

/** A table in the memory of a program, and its interpreter. */
export interface Columns {
  readonly memory: LinearMemory;
  readonly program: Program;
  readonly blocks: BlockInterpreter;
  readonly failures: Outcome["failures"];
  /** Copies of the results' columns. */
  read(): number[][];
}

/** What the results' columns hold at first. */
export const UNTOUCHED = -77;

export function columnsOf(table: Table, fail: (row: number) => void = () => {}): Columns {
  const { bytes, columns, precision = "f64", natives = {} } = table;
  const memory = table.memory?.() ?? new LinearMemory({ backing: "array-buffer" });
  const program = Program.load(bytes, memory, natives);
  const names = program.variableNames;
  const rows = Math.max(0, ...Object.values(columns).map((column) => column.length));
  const elementBytes = precision === "f64" ? 8 : 4;
  const view = (address: number): Float64Array | Float32Array =>
    precision === "f64"
      ? new Float64Array(memory.buffer, address, rows)
      : new Float32Array(memory.buffer, address, rows);
  const place = (values: readonly number[]): number => {
    const address = memory.allocate(rows * elementBytes);
    view(address).set(values);
    return address;
  };
  const inputs = Object.entries(columns).map(([name, values]) => ({
    cell: names.indexOf(name),
    address: place(values),
  }));
  const outputs = [...program.results].map(() => place(new Array<number>(rows).fill(UNTOUCHED)));
  const failures: Outcome["failures"] = [];
  const blocks = new BlockInterpreter(program, memory, { inputs, outputs, precision }, (row) => {
    if (!program.stale) failures.push({ row, ...(program.failure as Failure) });
    fail(row);
  });
  return { memory, program, blocks, failures, read: () => outputs.map((address) => [...view(address)]) };
}

/** The table, evaluated in blocks. */
export function inBlocks(table: Table): Outcome {
  const { blocks, failures, read } = columnsOf(table);
  blocks.evaluate(0, Math.max(0, ...Object.values(table.columns).map((column) => column.length)));
  return { results: read(), failures };
}

/** The table, evaluated by a program of its own for each row. */
export function rowByRow({ bytes, columns, natives = {} }: Table): Outcome {
  const program = Program.load(bytes, undefined, natives);
  const rows = Math.max(0, ...Object.values(columns).map((column) => column.length));
  const results = Array.from(program.results, (): number[] => []);
  const failures: Outcome["failures"] = [];
  for (let row = 0; row < rows; row++) {
    for (const [name, column] of Object.entries(columns)) program.setValue(name, column[row] as number);
    program.tryEvaluate();
    if (program.failure !== undefined) failures.push({ row, ...program.failure });
    program.results.forEach((value, i) => {
      results[i]?.push(value);
    });
  }
  return { results, failures };
}
