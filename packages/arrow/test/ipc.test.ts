import {
  Bool,
  type Data,
  Decimal,
  Float64,
  Int32,
  Int64,
  makeData,
  Table,
  TimestampMicrosecond,
  tableFromIPC,
  tableToIPC,
  Utf8,
  vectorFromArray,
} from "apache-arrow";
import { expect, test } from "vitest";
import { withColumns } from "../src/index.ts";
import { bitmapOf, chunk, tableOf, valuesOf } from "./tables.ts";

const table = tableOf(
  ...[0, 1].map((batch) => ({
    i: chunk(new Int32(), [batch, null, 3]),
    l: chunk(new Int64(), [null, 2n, 2n ** 40n]),
    b: makeData({ type: new Bool(), length: 3, data: bitmapOf([1, 0, 1]) }),
    t: chunk(new TimestampMicrosecond(), [1_000_000n, 2_500_000n, 3n]),
    d: makeData({
      type: new Decimal(2, 9, 128),
      data: Uint32Array.of(150, 0, 0, 0, 275, 0, 0, 0, 5, 0, 0, 0),
    }),
    s: vectorFromArray(["a", null, "c"], new Utf8()).data[0] as Data,
    f: chunk(new Float64(), [0.5, null, -0]),
  })),
);
const EXPRESSIONS = {
  sum: "i + l + f",
  time: "t / 1e6",
  money: "d * 2",
  f: "b ? f : 1",
  last: "sum + money",
};

test.each(["file", "stream"] as const)("tables from a %s, and into one", (kind) => {
  const want = withColumns(table, EXPRESSIONS);
  const read = tableFromIPC(tableToIPC(table, kind));
  const result = tableFromIPC(tableToIPC(withColumns(read, EXPRESSIONS), kind));
  expect(result.schema.fields.map(String)).toEqual(want.schema.fields.map(String));
  expect(result.batches.map(({ numRows }) => numRows)).toEqual([3, 3]);
  for (const { name } of want.schema.fields)
    expect(valuesOf(result, name).map(String)).toEqual(valuesOf(want, name).map(String));
  expect(valuesOf(result, "time")).toEqual([1, 2.5, 3e-6, 1, 2.5, 3e-6]);
  expect(valuesOf(result, "money")).toEqual([3, 5.5, 0.1, 3, 5.5, 0.1]);
  expect(valuesOf(result, "sum")).toEqual([null, null, 2 ** 40 + 3, null, null, 2 ** 40 + 3]);
  expect(valuesOf(result, "f")).toEqual([0.5, null, -0, 0.5, null, -0]);
});

test("a stream without batches", () => {
  const read = tableFromIPC(tableToIPC(new Table(table.schema, []), "stream"));
  const result = tableFromIPC(tableToIPC(withColumns(read, EXPRESSIONS), "stream"));
  expect(result.numRows).toBe(0);
  expect(result.schema.fields.map(({ name }) => name)).toEqual([
    ...table.schema.fields.map(({ name }) => name),
    ...["sum", "time", "money", "last"],
  ]);
});
