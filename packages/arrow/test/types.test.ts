import {
  Bool,
  type Data,
  DateDay,
  DateMillisecond,
  Decimal,
  Dictionary,
  Duration,
  DurationNanosecond,
  Float16,
  Float32,
  Float64,
  Int8,
  Int16,
  Int32,
  Int64,
  IntervalYearMonth,
  makeData,
  Null,
  Table,
  TimeMicrosecond,
  TimeMillisecond,
  TimeNanosecond,
  TimeSecond,
  TimestampMicrosecond,
  TimestampMillisecond,
  TimestampNanosecond,
  TimestampSecond,
  Uint8,
  Uint16,
  Uint32,
  Uint64,
  Utf8,
  vectorFromArray,
} from "apache-arrow";
import { describe, expect, test } from "vitest";
import { withColumns } from "../src/index.ts";
import { bitmapOf, chunk, tableOf, valuesOf } from "./tables.ts";

/** The column as an expression sees it: in one piece, and each row as a slice of its own. */
function seen(x: Data): unknown[] {
  const table = tableOf({ x });
  const whole = valuesOf(withColumns(table, { y: "x" }), "y");
  const sliced = whole.map((_, row) => valuesOf(withColumns(table.slice(row, row + 1), { y: "x" }), "y")[0]);
  expect(sliced).toEqual(whole);
  return whole;
}

describe("exactly", () => {
  test.each([
    [new Int8(), [-128, 127, null, 0]],
    [new Int16(), [-32_768, 32_767, null, 0]],
    [new Int32(), [-(2 ** 31), 2 ** 31 - 1, null, 0]],
    [new Uint8(), [255, null, 0]],
    [new Uint16(), [65_535, null, 0]],
    [new Uint32(), [2 ** 32 - 1, null, 0]],
    [new Float32(), [Math.fround(0.1), -0, Number.NaN, Number.NEGATIVE_INFINITY, 2 ** -149, null]],
    [new Float64(), [0.1, -0, Number.NaN, Number.POSITIVE_INFINITY, 5e-324, null]],
  ])("%s", (type, values) => {
    expect(seen(chunk(type, values))).toEqual(values);
  });

  test("Float16, all of its bit patterns", () => {
    const data = Uint16Array.from({ length: 65_536 }, (_, bits) => bits);
    const table = tableOf({ x: makeData({ type: new Float16(), data }) });
    expect(valuesOf(withColumns(table, { y: "x" }), "y")).toEqual(Array.from(data, half));
  });

  test("Bool: 0 and 1", () => {
    const bits = Array.from({ length: 30 }, (_, row) => (row * 7) % 5 < 2);
    const valid = bits.map((_, row) => row % 4 !== 3);
    const data = bitmapOf(bits);
    const column = makeData({ type: new Bool(), length: 30, data, nullBitmap: bitmapOf(valid) });
    expect(seen(column)).toEqual(bits.map((bit, row) => (valid[row] ? Number(bit) : null)));
  });

  test("Null: nulls", () => {
    const column = makeData({ type: new Null(), length: 3 });
    expect(seen(column)).toEqual([null, null, null]);
    expect(valuesOf(withColumns(tableOf({ x: column }), { y: "1" }), "y")).toEqual([1, 1, 1]);
  });
});

/** By the definition of binary16. */
function half(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits & 0x7c00) / 1024;
  const fraction = (bits & 1023) / 1024;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return exponent === 0 ? sign * 2 ** -14 * fraction : sign * 2 ** (exponent - 15) * (1 + fraction);
}

const BIGS = [
  0n,
  -1n,
  2n ** 31n,
  2n ** 32n - 1n,
  -(2n ** 32n),
  2n ** 53n - 1n,
  2n ** 53n + 1n,
  2n ** 53n + 3n,
  -(2n ** 53n) - 1n,
  2n ** 60n + 2n ** 7n,
  2n ** 60n + 2n ** 7n + 1n,
  2n ** 63n - 1n,
  -(2n ** 63n),
  1_234_567_890_123_456_789n,
];

describe("to the nearest f64", () => {
  test("Int64", () => {
    expect(seen(chunk(new Int64(), [...BIGS, null]))).toEqual([...BIGS.map(Number), null]);
  });

  test("Uint64", () => {
    const values = [...BIGS.filter((big) => big >= 0n), 2n ** 63n + 1025n, 2n ** 64n - 1n];
    expect(seen(chunk(new Uint64(), [...values, null]))).toEqual([...values.map(Number), null]);
  });

  test.each([32, 64, 128, 256])("Decimal of %i bits", (bits) => {
    const most = 2n ** BigInt(bits - 1);
    const integers = [
      ...[0n, 1n, -1n, 5n, 12_345n, -98_765n, most - 1n, -most],
      ...BIGS,
      ...BIGS.map((big) => big * 10n ** 18n + 7n),
      123_456_789_012_345_678_901_234_567_890n,
    ].filter((integer) => integer < most && integer >= -most);
    for (const scale of [0, 2, 9, 22, 23, 30, -3]) {
      const data = Uint32Array.from(integers.flatMap((integer) => wordsOf(integer, bits)));
      const column = makeData({ type: new Decimal(scale, 9, bits), data });
      expect(seen(column)).toEqual(integers.map((integer) => Number(`${integer}e${-scale}`)));
    }
  });
});

/** Two's complement, least word first. */
function wordsOf(integer: bigint, bits: number): number[] {
  const whole = BigInt.asUintN(bits, integer);
  return Array.from({ length: bits / 32 }, (_, word) =>
    Number(BigInt.asUintN(32, whole >> BigInt(32 * word))),
  );
}

describe("dates and times as counts of their unit", () => {
  const now = 1_700_000_000_123_456_789n;
  test.each([
    [new DateDay(), 19_675, 19_675],
    [new DateMillisecond(), 1_700_000_000_123n, 1_700_000_000_123],
    [new TimestampSecond(), -1n, -1],
    [new TimestampMillisecond(), 1_700_000_000_123n, 1_700_000_000_123],
    [new TimestampMicrosecond(), 1_700_000_000_123_456n, 1_700_000_000_123_456],
    [new TimestampNanosecond(), now, Number(now)],
    [new TimeSecond(), 86_399, 86_399],
    [new TimeMillisecond(), 86_399_999, 86_399_999],
    [new TimeMicrosecond(), 86_399_999_999n, 86_399_999_999],
    [new TimeNanosecond(), 86_399_999_999_999n, 86_399_999_999_999],
    [new DurationNanosecond(), -5n, -5],
    [new Duration(0), 5n, 5],
  ])("%s", (type, stored, number) => {
    expect(seen(chunk(type, [stored, null, stored]))).toEqual([number, null, number]);
  });
});

describe("refused by name", () => {
  const columns: Record<string, Data> = {
    text: vectorFromArray(["a", null], new Utf8()).data[0] as Data,
    dictionary: vectorFromArray(["a", "b"], new Dictionary(new Utf8(), new Int32())).data[0] as Data,
    numbers: vectorFromArray([1, 2], new Dictionary(new Float64(), new Int32())).data[0] as Data,
    list: vectorFromArray([[1], [2]]).data[0] as Data,
    struct: vectorFromArray([{ a: 1 }, { a: 2 }]).data[0] as Data,
    interval: makeData({ type: new IntervalYearMonth(), data: Int32Array.of(1, 2) }),
    x: chunk(new Float64(), [1, 2]),
  };
  const table = tableOf(columns);

  test.each([
    ["text", /Utf8/],
    ["dictionary", /Dictionary<Int32, Utf8>/],
    ["numbers", /Dictionary<Int32, Float64>/],
    ["list", /List<Float64>/],
    ["struct", /Struct/],
    ["interval", /Interval/],
  ])("%s", (name, type) => {
    const refused = expect.objectContaining({
      code: "Other",
      message: expect.stringMatching(type),
      span: { start: 4, end: 4 + name.length },
      source: `x + ${name}`,
    });
    expect(() => withColumns(table, { y: `x + ${name}` })).toThrow(refused);
    expect(() => withColumns(table, { y: `x + ${name}` })).toThrow(`new column \`y\`: column \`${name}\``);
  });

  test("also where only a function uses it", () => {
    const functions = { f: { parameters: ["x"], body: "x + text" } };
    expect(() => withColumns(table, { y: "f(1)" }, { functions })).toThrow(/column `text` is of type Utf8/);
    expect(valuesOf(withColumns(table, { y: "x" }, { functions }), "y")).toEqual([1, 2]);
  });

  test("but a table that has them is not", () => {
    const result = withColumns(table, { y: "2 * x" });
    expect(result).toBeInstanceOf(Table);
    for (const name of Object.keys(columns))
      expect(valuesOf(result, name).map(String)).toEqual(valuesOf(table, name).map(String));
  });
});

test("f32 takes what f64 takes, rounded", () => {
  const big = 2n ** 53n + 1n;
  const table = tableOf({ x: chunk(new Int64(), [big]), y: chunk(new Float64(), [0.1]) });
  const result = withColumns(table, { a: "x", b: "y" }, { precision: "f32" });
  expect(valuesOf(result, "a")).toEqual([Math.fround(Number(big))]);
  expect(valuesOf(result, "b")).toEqual([Math.fround(0.1)]);
});
