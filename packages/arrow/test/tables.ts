import {
  type Data,
  type DataType,
  Field,
  type Float64,
  makeData,
  RecordBatch,
  Schema,
  Struct,
  Table,
} from "apache-arrow";

/** A chunk of numbers of any type that keeps them in one typed array; `null` gives a null over the value `garbage`. */
export function chunk<T extends DataType>(
  type: T,
  values: readonly (number | bigint | null)[],
  garbage: number = 77,
): Data<T> {
  const big = type.ArrayType === BigInt64Array || type.ArrayType === BigUint64Array;
  const data = type.ArrayType.from(
    values.map((value) => (value === null ? (big ? BigInt(garbage) : garbage) : value)),
  );
  const nulls = values.some((value) => value === null);
  const nullBitmap = nulls ? bitmapOf(values.map((value) => value !== null)) : undefined;
  // Its overloads do not cover "any type of numbers".
  return makeData({ type: type as DataType as Float64, data, nullBitmap }) as Data as Data<T>;
}

/** Bits, the lowest first. */
export function bitmapOf(bits: readonly unknown[]): Uint8Array {
  const bytes = new Uint8Array(Math.ceil(bits.length / 64) * 8);
  for (const [i, bit] of bits.entries()) if (bit) bytes[i >> 3] |= 1 << (i & 7);
  return bytes;
}

/** A table of record batches, each given by its columns. */
export function tableOf(...batches: Record<string, Data>[]): Table {
  const [first = {}] = batches;
  const fields = Object.entries(first).map(([name, { type }]) => new Field(name, type, true));
  const schema = new Schema(fields);
  return new Table(
    schema,
    batches.map((columns) => {
      const children = Object.values(columns);
      const length = children[0]?.length ?? 0;
      return new RecordBatch(schema, makeData({ type: new Struct(fields), length, nullCount: 0, children }));
    }),
  );
}

/** A column's values as Arrow gives them out one by one, null for nulls. */
export function valuesOf(table: Table, name: string): unknown[] {
  const vector = table.getChild(name);
  if (vector === null) throw new Error(`no column ${name}`);
  return Array.from({ length: table.numRows }, (_, row) => vector.get(row));
}
