import { readFileSync, writeFileSync } from "node:fs";
import * as arrow from "apache-arrow";
import { asyncBufferFromFile, parquetReadObjects } from "hyparquet";
import { parquetWriteBuffer } from "hyparquet-writer";
import { describe, expect, test } from "vitest";
import { take } from "../src/map/arrow-take.ts";
import type { OutputColumn } from "../src/map/output-block.ts";
import { ParquetSource } from "../src/map/parquet-source.ts";
import { createParquetWriter } from "../src/map/parquet-writer.ts";
import type { Sink } from "../src/map/sink.ts";
import { useFolder } from "./map-folder.ts";
import { type Json, runCli, runJson } from "./run-cli.ts";

const folder = useFolder();

async function map(from: string, to: string, ...args: string[]): Promise<void> {
  const { code, stderr } = await runCli(["map", folder.at(from), ...args, "-o", folder.at(to)]);
  if (code !== 0) throw new Error(stderr);
}

async function failure(from: string, to: string, ...args: string[]): Promise<string> {
  const { code, stderr } = await runCli(["map", folder.at(from), ...args, "-o", folder.at(to)]);
  expect(code).toBe(1);
  return stderr;
}

function arrowTable(name: string): arrow.Table {
  return arrow.tableFromIPC(readFileSync(folder.at(name)));
}

async function parquetRows(name: string): Promise<Json[]> {
  return parquetReadObjects({ file: await asyncBufferFromFile(folder.at(name)) });
}

const CSV = 'id,name,x,y\n1,é€😀,0.5,4\n2,"a,""b""",1.5,\n3,,-2,9\n';

describe("from one format to another", () => {
  test.each([
    [["a.parquet", "a.arrow"]],
    [["a.arrow", "a.arrows", "a.parquet"]],
    [["a.parquet", "b.parquet", "a.feather", "b.arrow"]],
  ])("CSV → %j → CSV keeps all values", async (path) => {
    folder.write("in.csv", CSV);
    const files = ["in.csv", ...path, "out.csv"];
    for (const [i, file] of files.slice(1).entries())
      await map(files[i] as string, file, ...(i === 0 ? ["-e", "s = x * y", "--where", "id < 9"] : []));
    expect(folder.read("out.csv")).toBe('id,name,x,y,s\n1,é€😀,0.5,4,2\n2,"a,""b""",1.5,,\n3,,-2,9,-18\n');
  });

  test("columns of CSV that are used become numbers, others text, empty ones missing", async () => {
    folder.write("in.csv", CSV);
    await map("in.csv", "out.parquet", "-e", "s = x * y");
    const rows = await parquetRows("out.parquet");
    expect(rows[1]).toEqual({ id: "2", name: 'a,"b"', x: 1.5, y: null, s: null });
    expect(rows[2]).toEqual({ id: "3", name: null, x: -2, y: 9, s: -18 });
    await map("in.csv", "out.arrow", "-e", "s = x * y");
    const table = arrowTable("out.arrow");
    expect(table.schema.fields.map(({ type }) => String(type))).toEqual([
      ...["Utf8", "Utf8", "Float64", "Float64", "Float64"],
    ]);
    expect(table.toArray().map((row) => row.toJSON())).toEqual(rows);
    expect(table.getChild("s")?.nullCount).toBe(1);
  });

  test("many rows are many blocks", async () => {
    const xs = Array.from({ length: 150_000 }, (_, i) => (i % 7 === 0 ? "" : String(i / 8)));
    folder.write("in.csv", `i,x\n${xs.map((x, i) => `${i},${x}\n`).join("")}`);
    await map("in.csv", "a.parquet", "-e", "y = x + 1");
    await map("a.parquet", "b.arrow", "-e", "z = y * 2");
    await map("b.arrow", "c.parquet", "--where", "z > 100");
    await map("c.parquet", "out.csv");
    const expected = xs.flatMap((x, i) =>
      x !== "" && Number(x) > 49 ? [`${i},${x},${Number(x) + 1},${(Number(x) + 1) * 2}\n`] : [],
    );
    expect(folder.read("out.csv")).toBe(`i,x,y,z\n${expected.join("")}`);
    expect(arrowTable("b.arrow").batches.length).toBeGreaterThan(1);
  });

  test("no rows at all", async () => {
    folder.write("in.csv", "a,b\n");
    const files = ["in.csv", "a.parquet", "a.arrow", "a.arrows", "b.parquet", "out.csv"];
    for (const [i, file] of files.slice(1).entries()) await map(files[i] as string, file);
    expect(folder.read("out.csv")).toBe("a,b\n");
  });
});

/** One column of each kind, with a missing value in the second of three rows. */
function sampleTable(): arrow.Table {
  const column = (type: arrow.DataType, values: unknown[]): arrow.Vector =>
    arrow.vectorFromArray(values as never[], type as never);
  const time = (unit: arrow.TimeUnit, zone: string | null): arrow.Timestamp =>
    new arrow.Timestamp(unit, zone);
  const day = new Date(Date.UTC(2024, 1, 29, 12, 34, 56, 789));
  return new arrow.Table({
    i8: column(new arrow.Int8(), [-128, null, 127]),
    u16: column(new arrow.Uint16(), [0, null, 65_535]),
    u32: column(new arrow.Uint32(), [0, null, 4_294_967_295]),
    i64: column(new arrow.Int64(), [-(2n ** 63n), null, 2n ** 53n + 1n]),
    u64: column(new arrow.Uint64(), [0n, null, 2n ** 64n - 1n]),
    f32: column(new arrow.Float32(), [0.1, null, -1.5]),
    f64: column(new arrow.Float64(), [0.1, null, Number.NaN]),
    ok: column(new arrow.Bool(), [true, null, false]),
    text: column(new arrow.Utf8(), ["é", null, ""]),
    word: column(new arrow.Dictionary(new arrow.Utf8(), new arrow.Int32()), ["a", null, "b"]),
    day: column(new arrow.DateDay(), [day, null, new Date(0)]),
    ms: column(time(arrow.TimeUnit.MILLISECOND, "UTC"), [day.getTime(), null, -1]),
    us: column(time(arrow.TimeUnit.MICROSECOND, null), [day.getTime(), null, -1]),
  });
}

const OF_ARROW_ONLY = {
  list: (): arrow.Vector =>
    arrow.vectorFromArray(
      [[1, 2], null, []],
      new arrow.List(new arrow.Field("item", new arrow.Int32(), true)),
    ),
  bytes: (): arrow.Vector =>
    arrow.vectorFromArray([Uint8Array.of(1, 2), null, Uint8Array.of()], new arrow.Binary()),
};

describe("types", () => {
  test("of Arrow are numbers in expressions", async () => {
    writeFileSync(folder.at("in.arrow"), arrow.tableToIPC(sampleTable(), "file"));
    const names = ["i8", "u16", "u32", "i64", "u64", "f32", "f64", "ok", "day", "ms", "us"];
    await map("in.arrow", "out.arrow", ...names.flatMap((name) => ["-e", `${name}_ = ${name}`]));
    const rows = arrowTable("out.arrow").toArray();
    const ms = Date.UTC(2024, 1, 29, 12, 34, 56, 789);
    expect(names.map((name) => rows[0][`${name}_`])).toEqual([
      ...[-128, 0, 0, -(2 ** 63), 0, Math.fround(0.1), 0.1, 1, Math.floor(ms / 86_400_000), ms, ms * 1000],
    ]);
    expect(names.map((name) => rows[1][`${name}_`])).toEqual(names.map(() => null));
    expect(names.map((name) => rows[2][`${name}_`])).toEqual([
      ...[127, 65_535, 4_294_967_295, 2 ** 53, 2 ** 64, -1.5, Number.NaN, 0, 0, -1, -1000],
    ]);
  });

  test("of Arrow pass through CSV as text and through Parquet as they are", async () => {
    writeFileSync(folder.at("in.arrow"), arrow.tableToIPC(sampleTable(), "stream"));
    await map("in.arrow", "a.csv");
    expect(folder.read("a.csv").split("\n").slice(1, 4)).toEqual([
      `-128,0,0,-9223372036854775808,0,${Math.fround(0.1)},0.1,true,é,a,2024-02-29,2024-02-29T12:34:56.789Z,2024-02-29T12:34:56.789000`,
      ",,,,,,,,,,,,",
      "127,65535,4294967295,9007199254740993,18446744073709551615,-1.5,NaN,false,,b,1970-01-01,1969-12-31T23:59:59.999Z,1969-12-31T23:59:59.999000",
    ]);
    await map("in.arrow", "b.parquet");
    await map("b.parquet", "c.parquet", "-e", "new = u32 - 1");
    await map("c.parquet", "d.arrow", "--where", "new > 0");
    await map("d.arrow", "e.csv");
    // The empty text and the missing one look the same in CSV.
    expect(folder.read("e.csv").split("\n")[1]).toBe(`${folder.read("a.csv").split("\n")[3]},4294967294`);
    const before = sampleTable();
    expect(
      arrowTable("d.arrow")
        .schema.fields.slice(0, 13)
        .map(({ type }) => String(type)),
    ).toEqual(before.schema.fields.map(({ type, name }) => (name === "word" ? "Utf8" : String(type))));
  });

  test("of Arrow that no other format has pass through to Arrow only", async () => {
    const table = new arrow.Table({
      ...Object.fromEntries(
        sampleTable().schema.fields.map(({ name }, i) => [name, sampleTable().getChildAt(i)]),
      ),
      ...Object.fromEntries(Object.entries(OF_ARROW_ONLY).map(([name, make]) => [name, make()])),
    } as never) as arrow.Table;
    writeFileSync(folder.at("in.arrow"), arrow.tableToIPC(table, "file"));
    await map("in.arrow", "all.arrow", "-e", "new = i8");
    expect(arrowTable("all.arrow").toArray().map(String)).toEqual(
      table.toArray().map((row, i) => String(row).replace(/}$/, `, "new": ${[-128, null, 127][i]}}`)),
    );
    await map("in.arrow", "some.arrows", "--where", "i8 > 0");
    expect(arrowTable("some.arrows").toArray().map(String)).toEqual([String(table.get(2))]);
    expect(arrowTable("some.arrows").schema.fields.map(String)).toEqual(table.schema.fields.map(String));
    for (const to of ["out.csv", "out.parquet"])
      expect(await failure("in.arrow", to)).toMatch(
        /column `list` of .*in.arrow is List<Int32>.*do not have in common/,
      );
    expect(await failure("in.arrow", "o.arrow", "-e", "z = list")).toContain("`list`");
    expect(await failure("in.arrow", "o.arrow", "-e", "z = text")).toMatch(
      /`text` .* is text, and expressions/,
    );
    expect(await failure("in.arrow", "o.arrow", "-e", "z = word")).toContain("is text");
  });

  test("of Parquet pass through to Parquet, whatever they are", async () => {
    const bytes = parquetWriteBuffer({
      schema: [
        { name: "root", num_children: 8 },
        { name: "m", repetition_type: "OPTIONAL", num_children: 1, converted_type: "MAP" },
        { name: "key_value", repetition_type: "REPEATED", num_children: 2 },
        { name: "key", repetition_type: "REQUIRED", type: "BYTE_ARRAY", converted_type: "UTF8" },
        { name: "value", repetition_type: "OPTIONAL", type: "INT64" },
        {
          name: "d",
          type: "FIXED_LEN_BYTE_ARRAY",
          type_length: 5,
          converted_type: "DECIMAL",
          scale: 2,
          precision: 9,
          repetition_type: "OPTIONAL",
        },
        {
          name: "ns",
          type: "INT64",
          logical_type: { type: "TIMESTAMP", isAdjustedToUTC: true, unit: "NANOS" },
          repetition_type: "REQUIRED",
        },
        { name: "b", type: "BYTE_ARRAY", repetition_type: "OPTIONAL" },
        { name: "u", type: "INT32", converted_type: "UINT_32", repetition_type: "REQUIRED" },
        { name: "list", repetition_type: "OPTIONAL", num_children: 1, converted_type: "LIST" },
        { name: "list", repetition_type: "REPEATED", num_children: 1 },
        { name: "element", repetition_type: "OPTIONAL", type: "BYTE_ARRAY", converted_type: "UTF8" },
        { name: "pair", repetition_type: "OPTIONAL", num_children: 2 },
        { name: "p", repetition_type: "OPTIONAL", type: "DOUBLE" },
        { name: "q", repetition_type: "REQUIRED", type: "INT32", converted_type: "DATE" },
        { name: "x", type: "DOUBLE", repetition_type: "REQUIRED" },
      ],
      columnData: [
        { name: "m", data: [{ a: 1n, b: null }, null, {}] },
        { name: "d", data: [12345n, null, -1n] },
        { name: "ns", data: [1_700_000_000_123_456_789n, -1n, 0n] },
        { name: "b", data: [Uint8Array.of(255, 0), null, Uint8Array.of()] },
        { name: "u", data: [4_294_967_295, 0, 7] },
        { name: "list", data: [["a", null, "é"], null, []] },
        { name: "pair", data: [{ p: 1.5, q: new Date(0) }, null, { p: null, q: new Date(86_400_000) }] },
        { name: "x", data: [1, 2, 3] },
      ],
    });
    writeFileSync(folder.at("in.parquet"), Buffer.from(bytes));
    const before = await parquetRows("in.parquet");
    await map("in.parquet", "all.parquet", "-e", "y = u + x");
    expect(await parquetRows("all.parquet")).toEqual(
      before.map((row, i) => ({ ...row, y: [4_294_967_296, 2, 10][i] })),
    );
    await map("in.parquet", "some.parquet", "--where", "x != 2");
    expect(await parquetRows("some.parquet")).toEqual([before[0], before[2]]);
    for (const name of ["b", "list", "pair"])
      expect(await failure("in.parquet", "o.parquet", "-e", `z = ${name}`)).toContain(`column \`${name}\``);
    expect(await failure("in.parquet", "o.csv")).toMatch(/column `m` .* is map, .*do not have in common/);
  });

  test("decimals are numbers in expressions, and keep all digits", async () => {
    const element = { name: "d", converted_type: "DECIMAL", scale: 2, repetition_type: "OPTIONAL" } as const;
    const values = [12_345n, null, -1n, 2n ** 31n - 1n, 0n];
    const texts = ["123.45", "", "-0.01", "21474836.47", "0.00"];
    for (const stored of [
      { type: "INT32", precision: 9 },
      { type: "INT64", precision: 18 },
      { type: "FIXED_LEN_BYTE_ARRAY", type_length: 9, precision: 20 },
    ] as const) {
      const bytes = parquetWriteBuffer({
        schema: [
          { name: "root", num_children: 1 },
          { ...element, ...stored },
        ],
        columnData: [{ name: "d", data: values }],
      });
      writeFileSync(folder.at("in.parquet"), Buffer.from(bytes));
      await map("in.parquet", "out.csv", "-e", "x = d");
      const lines = folder.read("out.csv").trimEnd().split("\n").slice(1);
      expect(lines).toEqual(texts.map((text) => `${text},${text === "" ? "" : Number(text)}`));
      await map("in.parquet", "out.parquet", "--where", "d > -5");
      const rows = await parquetRows("out.parquet");
      expect(rows.map(({ d }) => d)).toEqual([123.45, -0.01, 21_474_836.47, 0]);
      expect(await failure("in.parquet", "o.arrow")).toContain("is decimal, which parquet and arrow");
    }
    const decimal = new arrow.Decimal(3, 38);
    const words = Uint32Array.of(
      12_345,
      0,
      0,
      0,
      0xffff_ffff,
      0xffff_ffff,
      0xffff_ffff,
      0xffff_ffff,
      0,
      0,
      1,
      0,
    );
    const data = arrow.makeData({ type: decimal, length: 3, data: words });
    const table = new arrow.Table({ d: new arrow.Vector([data]) });
    writeFileSync(folder.at("in.arrow"), arrow.tableToIPC(table, "file"));
    await map("in.arrow", "a.csv", "-e", "x = d");
    expect(folder.read("a.csv")).toBe(
      `d,x\n12.345,12.345\n-0.001,-0.001\n18446744073709551.616,${2 ** 64 / 1000}\n`,
    );
    await map("in.arrow", "b.arrow", "--where", "d > 0");
    await map("b.arrow", "b.csv");
    expect(folder.read("b.csv")).toBe("d\n12.345\n18446744073709551.616\n");
  });

  test.each([
    [[{ name: "old", type: "INT96" }], "int96"],
    [[{ name: "old", type: "INT32", repetition_type: "REPEATED" }], "repeated"],
    [
      [
        { name: "old", num_children: 1, converted_type: "MAP" },
        { name: "key_value", num_children: 2, repetition_type: "REPEATED" },
        { name: "key", type: "INT64" },
        { name: "value", type: "INT64" },
      ],
      "a map whose keys are no text",
    ],
  ] as const)("of Parquet that cannot be written are refused: %j", (elements, what) => {
    const column: OutputColumn = { name: "old", type: { kind: "other", name: "any" }, input: 0 };
    const source = Object.assign(Object.create(ParquetSource.prototype), {
      subtrees: [elements],
      metadata: {},
    });
    expect(() => createParquetWriter([column], source, {} as Sink)).toThrow(`\`old\` is ${what}`);
  });

  test("reads Parquet with other codecs", async () => {
    const { gzipSync } = await import("node:zlib");
    const bytes = parquetWriteBuffer({
      columnData: [{ name: "x", data: Float64Array.of(1, 2), type: "DOUBLE" }],
      codec: "GZIP",
      compressors: { GZIP: (input) => new Uint8Array(gzipSync(input)) },
    });
    writeFileSync(folder.at("in.parquet"), Buffer.from(bytes));
    await map("in.parquet", "out.csv", "-e", "y = x + 1");
    expect(folder.read("out.csv")).toBe("x,y\n1,2\n2,3\n");
  });
});

test.each([true, false])(
  "a large row group of Parquet is read in parts, index of pages %s",
  async (offsetIndex) => {
    const rows = 300_000;
    const numbers = (k: number): Float64Array =>
      Float64Array.from({ length: rows }, (_, i) => (i * k) % 1009);
    const texts = Array.from({ length: rows }, (_, i) => (i % 5 === 0 ? null : `t${i}`));
    const bytes = parquetWriteBuffer({
      columnData: [
        ...Array.from({ length: 7 }, (_, k) => ({
          name: `x${k}`,
          data: numbers(k + 1),
          type: "DOUBLE" as const,
          nullable: false,
          offsetIndex,
        })),
        { name: "text", data: texts, type: "STRING", offsetIndex },
      ],
      rowGroupSize: rows,
    });
    writeFileSync(folder.at("in.parquet"), Buffer.from(bytes));
    await map("in.parquet", "out.arrow", "-e", "y = x0 + 2 * x6");
    const table = arrowTable("out.arrow");
    expect(table.numRows).toBe(rows);
    const [y, text] = [table.getChild("y"), table.getChild("text")];
    for (let i = 0; i < rows; i++) {
      if (y?.get(i) !== (i % 1009) + 2 * ((i * 7) % 1009)) expect([i, y?.get(i)]).toBe("another number");
      if (text?.get(i) !== texts[i]) expect([i, text?.get(i)]).toBe(texts[i]);
    }
  },
);

test("rows of nested columns can be left out", () => {
  const int = new arrow.Field("item", new arrow.Int32(), true);
  const pairs = new arrow.Struct([
    new arrow.Field("n", new arrow.Int32(), true),
    new arrow.Field("words", new arrow.List(new arrow.Field("item", new arrow.Utf8(), true)), true),
  ]);
  const columns = [
    [new arrow.List(int), [[1, null], null, [], [4, 5, 6]]],
    [new arrow.FixedSizeList(2, int), [[1, 2], [3, null], null, [7, 8]]],
    [pairs, [{ n: 1, words: ["a", null] }, null, { n: null, words: [] }, { n: 4, words: ["é"] }]],
    [new arrow.List(new arrow.Field("item", new arrow.List(int), true)), [[[1], []], null, [null], [[2, 3]]]],
    [new arrow.LargeUtf8(), ["a", null, "", "é"]],
    [new arrow.Binary(), [Uint8Array.of(1), null, Uint8Array.of(), Uint8Array.of(2, 3)]],
    [new arrow.FixedSizeBinary(2), [Uint8Array.of(1, 2), null, Uint8Array.of(3, 4), Uint8Array.of(5, 6)]],
    [new arrow.Null(), [null, null, null, null]],
  ] as const;
  for (const [type, values] of columns) {
    const vector = arrow.vectorFromArray(values as never, type as never) as arrow.Vector;
    const texts = [...vector].map((value) => arrow.util.valueToString(value));
    for (const kept of [[0, 1, 2, 3], [3], [1, 3], [0, 2], []]) {
      const taken = new arrow.Vector([take(vector.data[0] as arrow.Data, Uint32Array.from(kept))]);
      expect([...taken].map((value) => arrow.util.valueToString(value))).toEqual(
        kept.map((row) => texts[row]),
      );
      expect(taken.nullCount).toBe([...taken].filter((value) => value === null).length);
    }
  }
});

test("one large record batch of Arrow is cut into blocks", async () => {
  const rows = 100_001;
  const some = <T>(value: (i: number) => T): (T | null)[] =>
    Array.from({ length: rows }, (_, i) => (i % 11 === 3 ? null : value(i)));
  const columns = {
    i: Int32Array.from({ length: rows }, (_, i) => i),
    x: some((i) => i / 4),
    ok: some((i) => i % 3 === 0),
    text: some((i) => (i % 1000 === 0 ? `é${i}` : `t${i}`)),
    big: some((i) => BigInt(i) << 33n),
    word: some((i) => ["a", "b", "c"][i % 3] as string),
    list: some((i) => [i, i + 1]),
  };
  const { word, list, text, big, ok, x, i } = columns;
  const table = new arrow.Table({
    i: arrow.vectorFromArray(i),
    x: arrow.vectorFromArray(x, new arrow.Float64()),
    ok: arrow.vectorFromArray(ok, new arrow.Bool()),
    text: arrow.vectorFromArray(text, new arrow.Utf8()),
    big: arrow.vectorFromArray(big, new arrow.Int64()),
    word: arrow.vectorFromArray(word, new arrow.Dictionary(new arrow.Utf8(), new arrow.Int8())),
    list: arrow.vectorFromArray(list, new arrow.List(new arrow.Field("item", new arrow.Int32(), true))),
  } as never) as arrow.Table;
  expect(table.batches).toHaveLength(1);
  writeFileSync(folder.at("in.arrow"), arrow.tableToIPC(table, "file"));
  const expected = (row: number): string =>
    JSON.stringify([x[row], ok[row], text[row], String(big[row]), word[row], list[row]]);
  const found = (name: string): Map<number, string> => {
    const of = new Map<number, string>();
    for (const { i, x, ok, text, big, word, list, y } of arrowTable(name).toArray()) {
      of.set(i, JSON.stringify([x, ok, text, String(big), word, list === null ? null : [...list]]));
      expect(y).toBe(x === null ? null : x + i);
    }
    return of;
  };
  await map("in.arrow", "all.arrow", "-e", "y = x + i");
  const all = found("all.arrow");
  await map("in.arrow", "some.arrow", "-e", "y = x + i", "--where", "i % 1009 == 5");
  const kept = found("some.arrow");
  for (let row = 0; row < rows; row++) {
    if (all.get(row) !== expected(row)) expect(all.get(row)).toBe(expected(row));
    const here = row % 1009 === 5 ? expected(row) : undefined;
    if (kept.get(row) !== here) expect(kept.get(row)).toBe(here);
  }
});

describe("files that are not what their name says", () => {
  test.each([
    ["in.parquet", "hello, this is text", "cannot be read as Parquet"],
    ["in.parquet", "", "cannot be read as Parquet"],
    ["in.arrow", "hello, this is text", "cannot be read as Arrow"],
    ["in.arrows", "ARROW1\0\0 and so on", "is an Arrow file, not a stream"],
  ])("%s with %j", async (name, content, message) => {
    folder.write(name, content);
    expect(await failure(name, "out.csv")).toContain(message);
    expect(folder.files()).toEqual([name]);
  });

  test("files that end too early", async () => {
    writeFileSync(folder.at("in.arrow"), arrow.tableToIPC(sampleTable(), "file").subarray(0, -200));
    expect(await failure("in.arrow", "out.csv")).toContain("cannot be read as Arrow");
    const stream = arrow.tableToIPC(sampleTable(), "stream");
    writeFileSync(folder.at("in.arrows"), stream.subarray(0, stream.length - 100));
    expect(await failure("in.arrows", "out.csv")).toContain("cannot be read as Arrow");
    expect(folder.files()).toEqual(["in.arrow", "in.arrows"]);
  });

  test("--from and --to say otherwise", async () => {
    folder.write("table", "x\n1\n");
    await map("table", "data", "--from", "csv", "--to", "parquet", "-e", "y = x");
    expect(
      (await runJson(["map", folder.at("data"), "--from", "parquet", "-o", folder.at("o.csv")])).code,
    ).toBe(0);
    expect(folder.read("o.csv")).toBe("x,y\n1,1\n");
  });
});
