import {
  Bool,
  type Data,
  Float32,
  Float64,
  Int8,
  Int16,
  Int32,
  Int64,
  makeData,
  type Table,
  TimestampMicrosecond,
  Uint8,
  Uint16,
  Uint32,
  Uint64,
} from "apache-arrow";
import fc from "fast-check";
import { expect, test } from "vitest";
import { Context } from "zexpr";
import { withColumns } from "../src/index.ts";
import { bitmapOf, chunk, tableOf, valuesOf } from "./tables.ts";

const TYPES = {
  int8: () => new Int8(),
  int16: () => new Int16(),
  int32: () => new Int32(),
  int64: () => new Int64(),
  uint8: () => new Uint8(),
  uint16: () => new Uint16(),
  uint32: () => new Uint32(),
  uint64: () => new Uint64(),
  float32: () => new Float32(),
  float64: () => new Float64(),
  timestamp: () => new TimestampMicrosecond(),
  bool: () => new Bool(),
};
type Kind = keyof typeof TYPES;

/** A chunk of small integers, which every type holds. */
function chunkOf(kind: Kind, values: readonly (number | null)[]): Data {
  if (kind === "bool") {
    const data = bitmapOf(values.map((value) => value !== null && value % 2 === 1));
    const nullBitmap = bitmapOf(values.map((value) => value !== null));
    return makeData({ type: new Bool(), length: values.length, data, nullBitmap });
  }
  const type = TYPES[kind]();
  const big = type.ArrayType === BigInt64Array || type.ArrayType === BigUint64Array;
  return chunk(
    type,
    values.map((value) => (value !== null && big ? BigInt(value) : value)),
  );
}

interface Formula {
  readonly text: string;
  readonly names: readonly string[];
  /** In rows in which no input is null; undefined if it fails. */
  readonly value: (row: Readonly<Record<string, number>>) => number | undefined;
}

const NAMES = ["a", "b", "c", "d"];
const ARRAY = [5, 6, 7, 8];
const contextWithArray = new Context();
contextWithArray.setArray("t", ARRAY);

/** Formulas over `names`. */
function formula(names: readonly string[]): fc.Arbitrary<Formula> {
  const name = fc.constantFrom(...names);
  return fc.oneof(
    name.map((x): Formula => ({ text: `${x} * 2`, names: [x], value: (row) => (row[x] as number) * 2 })),
    fc.tuple(name, name).map(
      ([x, y]): Formula => ({
        text: `sqrt(${x} * ${x} + ${y}) - ${y}`,
        names: [x, y],
        value: (row) => Math.sqrt((row[x] as number) ** 2 + (row[y] as number)) - (row[y] as number),
      }),
    ),
    fc.tuple(name, name, name).map(
      ([x, y, z]): Formula => ({
        text: `${x} > ${y} ? ${z} / 3 : k - ${x}`,
        names: [x, y, z],
        value: (row) =>
          (row[x] as number) > (row[y] as number) ? (row[z] as number) / 3 : 10 - (row[x] as number),
      }),
    ),
    fc.tuple(name, fc.integer({ min: 1, max: 200 })).map(
      ([x, span]): Formula => ({
        text: `t[${x} * 4 / ${span}]`,
        names: [x],
        value: (row) => ARRAY[Math.trunc(((row[x] as number) * 4) / span)],
      }),
    ),
    fc.constant<Formula>({ text: "k", names: [], value: () => 10 }),
  );
}

const table = fc
  .record({
    kinds: fc.array(fc.constantFrom(...(Object.keys(TYPES) as Kind[])), { minLength: 4, maxLength: 4 }),
    nullShare: fc.array(fc.constantFrom(0, 0, 2, 10), { minLength: 4, maxLength: 4 }),
    lengths: fc.array(fc.integer({ min: 0, max: 70 }), { maxLength: 4 }),
    seed: fc.integer({ min: 0, max: 1e6 }),
    cut: fc.tuple(fc.nat(40), fc.nat(40)),
  })
  .map(({ kinds, nullShare, lengths, seed, cut }): Table => {
    let state = seed + 1;
    const random = (below: number): number => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
      return (state >>> 8) % below;
    };
    const batches = lengths.map((length) =>
      Object.fromEntries(
        NAMES.map((name, column) => {
          const share = nullShare[column] as number;
          const values = Array.from({ length }, () => (random(10) < share ? null : random(100)));
          return [name, chunkOf(kinds[column] as Kind, values)];
        }),
      ),
    );
    const whole = tableOf(
      ...(batches.length > 0
        ? batches
        : [Object.fromEntries(NAMES.map((name) => [name, chunkOf("int8", [])]))]),
    );
    return whole.slice(cut[0], Math.max(cut[0], whole.numRows - cut[1]));
  });

/** New columns, some in place of old ones, each of names that are there before it. */
const formulas = fc
  .array(fc.constantFrom("x", "y", "z", "b", "c", "d"), { minLength: 1, maxLength: 8 })
  .map((names) => [...new Set(names)])
  .chain((names) =>
    fc.tuple(
      ...names.map((name, i) => formula([...NAMES, ...names.slice(0, i)]).map((it) => [name, it] as const)),
    ),
  );

test("random tables and expressions: as a loop over the rows", () => {
  fc.assert(
    fc.property(table, formulas, (input, named) => {
      const want: Record<string, (number | null)[]> = Object.fromEntries(named.map(([name]) => [name, []]));
      let failure: { row: number; column: string } | undefined;
      for (let index = 0; index < input.numRows && failure === undefined; index++) {
        const row: Record<string, number | null> = {};
        for (const name of NAMES) row[name] = stored(input, name, index);
        for (const [name, { names, value }] of named) {
          const anyNull = names.some((used) => row[used] === null);
          const result = anyNull ? null : value(row as Record<string, number>);
          if (result === undefined) {
            failure = { row: index, column: name };
            break;
          }
          row[name] = result;
          want[name]?.push(result);
        }
      }
      const expressions = Object.fromEntries(named.map(([name, { text }]) => [name, text]));
      const call = (): Table =>
        withColumns(input, expressions, {
          variables: { k: 10 },
          context: contextWithArray,
        });
      if (failure !== undefined) {
        expect(call).toThrow(new RegExp(`^row ${failure.row}, new column \`${failure.column}\`: `));
        return;
      }
      const output = call();
      expect(output.batches.map(({ numRows }) => numRows)).toEqual(
        input.batches.map(({ numRows }) => numRows),
      );
      for (const [name] of named) expect(valuesOf(output, name)).toEqual(want[name]);
      for (const name of NAMES.filter((old) => !(old in want)))
        expect(valuesOf(output, name)).toEqual(valuesOf(input, name));
    }),
    { numRuns: 300 },
  );
});

/** A value of a column as a number, without the conversions of Arrow's own dates. */
function stored(table: Table, name: string, row: number): number | null {
  const vector = table.getChild(name);
  const value = vector?.get(row);
  if (value === null || value === undefined) return null;
  // Arrow gives timestamps out in milliseconds.
  return String(vector?.type).startsWith("Timestamp") ? Math.round(Number(value) * 1000) : Number(value);
}
