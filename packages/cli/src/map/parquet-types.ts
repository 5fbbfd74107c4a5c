import type { SchemaElement } from "hyparquet";
import type { ColumnType, NumberStorage, TimestampUnit } from "./block.ts";

/** What Parquet calls integers that are not INT32 or INT64 themselves. */
const INTEGERS: Readonly<Record<string, NumberStorage>> = {
  INT_8: "i8",
  INT_16: "i16",
  INT_32: "i32",
  INT_64: "i64",
  UINT_8: "u8",
  UINT_16: "u16",
  UINT_32: "u32",
  UINT_64: "u64",
};

const UNITS: Readonly<Record<string, TimestampUnit>> = { MILLIS: "ms", MICROS: "us", NANOS: "ns" };

/** The type of a column, given its element of the schema. */
export function parquetType(element: SchemaElement): ColumnType {
  const { type, converted_type: converted = "", logical_type: logical } = element;
  // Repeated fields are lists of an old kind.
  if (type === undefined || element.repetition_type === "REPEATED") return other(element);
  if (isText(element)) return { kind: "text" };
  if (isDecimal(element)) return { kind: "decimal", scale: scaleOf(element) };
  if (type === "BOOLEAN") return { kind: "boolean" };
  if (type === "FLOAT") return { kind: "number", storage: "f32" };
  if (type === "DOUBLE") return { kind: "number", storage: "f64" };
  if (logical?.type === "FLOAT16") return { kind: "number", storage: "f16" };
  if (type !== "INT32" && type !== "INT64") return other(element);
  if (logical?.type === "INTEGER") {
    const storage = `${logical.isSigned ? "i" : "u"}${logical.bitWidth}` as NumberStorage;
    return { kind: "number", storage };
  }
  const storage = INTEGERS[converted];
  if (storage !== undefined) return { kind: "number", storage };
  if (logical?.type === "TIMESTAMP")
    return {
      kind: "timestamp",
      unit: UNITS[logical.unit] as TimestampUnit,
      utc: logical.isAdjustedToUTC,
    };
  if (converted === "TIMESTAMP_MILLIS") return { kind: "timestamp", unit: "ms", utc: true };
  if (converted === "TIMESTAMP_MICROS") return { kind: "timestamp", unit: "us", utc: true };
  if (converted === "DATE" || logical?.type === "DATE") return { kind: "date" };
  if (converted !== "" || logical !== undefined) return other(element);
  return { kind: "number", storage: type === "INT32" ? "i32" : "i64" };
}

/** Whether bytes are UTF-8. */
function isText({ type, converted_type, logical_type }: SchemaElement): boolean {
  return type === "BYTE_ARRAY" && (converted_type === "UTF8" || logical_type?.type === "STRING");
}

/** Whether values are integers that count powers of ten. */
function isDecimal({ converted_type, logical_type }: SchemaElement): boolean {
  return converted_type === "DECIMAL" || logical_type?.type === "DECIMAL";
}

function scaleOf({ scale, logical_type }: SchemaElement): number {
  return scale ?? (logical_type?.type === "DECIMAL" ? logical_type.scale : 0);
}

/** The element of a column of another format, or of a new one. */
export function parquetElement(name: string, type: ColumnType): SchemaElement {
  const optional = { name, repetition_type: "OPTIONAL" } as const;
  switch (type.kind) {
    case "number":
      return { ...optional, ...NUMBERS[type.storage] };
    case "boolean":
      return { ...optional, type: "BOOLEAN" };
    case "date":
      return { ...optional, type: "INT32", converted_type: "DATE", logical_type: { type: "DATE" } };
    case "timestamp": {
      const unit = ({ s: "MILLIS", ms: "MILLIS", us: "MICROS", ns: "NANOS" } as const)[type.unit];
      return {
        ...optional,
        type: "INT64",
        logical_type: { type: "TIMESTAMP", isAdjustedToUTC: type.utc, unit },
      };
    }
    default:
      return { ...optional, type: "BYTE_ARRAY", converted_type: "UTF8", logical_type: { type: "STRING" } };
  }
}

type Stored = Pick<SchemaElement, "type" | "converted_type">;

const NUMBERS: Readonly<Record<NumberStorage, Stored>> = {
  i8: { type: "INT32", converted_type: "INT_8" },
  i16: { type: "INT32", converted_type: "INT_16" },
  i32: { type: "INT32" },
  i64: { type: "INT64" },
  u8: { type: "INT32", converted_type: "UINT_8" },
  u16: { type: "INT32", converted_type: "UINT_16" },
  u32: { type: "INT32", converted_type: "UINT_32" },
  u64: { type: "INT64", converted_type: "UINT_64" },
  f16: { type: "FLOAT" },
  f32: { type: "FLOAT" },
  f64: { type: "DOUBLE" },
};

/**
 * An element as it is stored, without what its values mean: the libraries then read and write values as they are, whatever
 * they mean. Text keeps its meaning, since shared strings are cheaper than bytes.
 */
export function physical(element: SchemaElement): SchemaElement {
  // A group's meaning says how its values are nested.
  if (element.type === undefined || isText(element)) return element;
  const { converted_type: _, logical_type: __, ...rest } = element;
  return rest;
}

function other({ type, num_children, converted_type, logical_type }: SchemaElement): ColumnType {
  const name = logical_type?.type ?? converted_type ?? type ?? (num_children === undefined ? "?" : "struct");
  return { kind: "other", name: name.toLowerCase() };
}
