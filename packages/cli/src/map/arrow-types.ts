import {
  Bool,
  type DataType,
  type Date_,
  DateDay,
  DateUnit,
  type Decimal,
  type Dictionary,
  type Float,
  Float32,
  Float64,
  type Int,
  Int8,
  Int16,
  Int32,
  Int64,
  Precision,
  Timestamp,
  type TimeUnit,
  Type,
  Uint8,
  Uint16,
  Uint32,
  Uint64,
  Utf8,
} from "apache-arrow";
import type { ColumnType, NumberStorage, TimestampUnit } from "./block.ts";

const UNITS: readonly TimestampUnit[] = ["s", "ms", "us", "ns"];

/** The type of a column. */
export function columnType(type: DataType): ColumnType {
  switch (type.typeId as Type) {
    case Type.Int: {
      const { bitWidth, isSigned } = type as Int;
      return { kind: "number", storage: `${isSigned ? "i" : "u"}${bitWidth}` as NumberStorage };
    }
    case Type.Float: {
      const { precision } = type as Float;
      const storage = precision === Precision.HALF ? "f16" : precision === Precision.SINGLE ? "f32" : "f64";
      return { kind: "number", storage };
    }
    case Type.Bool:
      return { kind: "boolean" };
    case Type.Utf8:
    case Type.LargeUtf8:
    case Type.Utf8View:
      return { kind: "text" };
    case Type.Dictionary: {
      const values = columnType((type as Dictionary).dictionary);
      return values.kind === "text" ? values : { kind: "other", name: String(type) };
    }
    case Type.Decimal:
      return { kind: "decimal", scale: (type as Decimal).scale };
    case Type.Date:
      if ((type as Date_).unit === DateUnit.DAY) return { kind: "date" };
      return { kind: "timestamp", unit: "ms", utc: false };
    case Type.Timestamp: {
      const { unit, timezone } = type as Timestamp;
      return { kind: "timestamp", unit: UNITS[unit] as TimestampUnit, utc: timezone != null };
    }
    default:
      return { kind: "other", name: String(type) };
  }
}

/** The type of a column of another format, or of a new one. */
export function arrowType(type: ColumnType): DataType {
  switch (type.kind) {
    case "number":
      return NUMBERS[type.storage]();
    case "boolean":
      return new Bool();
    case "date":
      return new DateDay();
    case "timestamp":
      return new Timestamp(UNITS.indexOf(type.unit) as TimeUnit, type.utc ? "UTC" : null);
    default:
      return new Utf8();
  }
}

const NUMBERS: Readonly<Record<NumberStorage, () => DataType>> = {
  i8: () => new Int8(),
  i16: () => new Int16(),
  i32: () => new Int32(),
  i64: () => new Int64(),
  u8: () => new Uint8(),
  u16: () => new Uint16(),
  u32: () => new Uint32(),
  u64: () => new Uint64(),
  f16: () => new Float32(),
  f32: () => new Float32(),
  f64: () => new Float64(),
};
