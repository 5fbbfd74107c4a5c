import {
  type Data,
  type DataType,
  DateUnit,
  type Decimal,
  type Float,
  type Int,
  Precision,
  Type,
} from "apache-arrow";

/** A column of the table that zexpr evaluates over: f64, or f32 where the precision is "f32". */
export type Numbers = Float64Array | Float32Array;

/** Writes the values of `count` rows from row `from` on to the beginning of `out`. What it writes for nulls is arbitrary. */
export type Widen = (data: Data, from: number, count: number, out: Numbers) => void;

/**
 * How the values of a type become numbers: exactly, or, where f64 cannot hold them, as the nearest f64. Dates and times are
 * counts of their own unit, as they are stored. undefined for types that are not numbers.
 */
export function widening(type: DataType): Widen | undefined {
  switch (type.typeId as Type) {
    case Type.Int: {
      const { bitWidth, isSigned } = type as Int;
      if (bitWidth < 64) return plain;
      return isSigned ? int64 : uint64;
    }
    case Type.Float:
      return (type as Float).precision === Precision.HALF ? float16 : plain;
    case Type.Bool:
      return bool;
    case Type.Decimal:
      return decimal;
    case Type.Date:
      return (type as unknown as { unit: DateUnit }).unit === DateUnit.DAY ? plain : int64;
    case Type.Time:
      return (type as unknown as { bitWidth: number }).bitWidth < 64 ? plain : int64;
    case Type.Timestamp:
    case Type.Duration:
      return int64;
    case Type.Null:
      return nothing;
    default:
      return undefined;
  }
}

const TWO_32 = 2 ** 32;

/** Nulls have no values. */
function nothing(): void {}

function plain({ values }: Data, from: number, count: number, out: Numbers): void {
  out.set((values as Float64Array).subarray(from, from + count));
}

/** As words, since reading a bigint allocates it. The sum rounds once, to the nearest f64. */
function int64({ values }: Data, from: number, count: number, out: Numbers): void {
  const words = wordsOf(values);
  for (let i = 0, at = 2 * from; i < count; i++, at += 2)
    out[i] = (words[at + 1] as number) * TWO_32 + ((words[at] as number) >>> 0);
}

function uint64({ values }: Data, from: number, count: number, out: Numbers): void {
  const words = wordsOf(values);
  for (let i = 0, at = 2 * from; i < count; i++, at += 2)
    out[i] = ((words[at + 1] as number) >>> 0) * TWO_32 + ((words[at] as number) >>> 0);
}

/** Arrow's buffers are little-endian, as the hosts of JavaScript are. */
function wordsOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Int32Array {
  return new Int32Array(buffer, byteOffset, byteLength >> 2);
}

function float16({ values }: Data, from: number, count: number, out: Numbers): void {
  for (let i = 0; i < count; i++) out[i] = halfToNumber((values as Uint16Array)[from + i] as number);
}

/** The number whose binary16 bits these are. */
function halfToNumber(bits: number): number {
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  let magnitude: number;
  if (exponent === 0) magnitude = fraction * 2 ** -24;
  else if (exponent < 31) magnitude = (1024 + fraction) * 2 ** (exponent - 25);
  else magnitude = fraction === 0 ? Number.POSITIVE_INFINITY : Number.NaN;
  return bits < 0x8000 ? magnitude : -magnitude;
}

/** Bits; unlike the values of other types they are not cut to a slice, so its offset counts. */
function bool({ values, offset }: Data, from: number, count: number, out: Numbers): void {
  for (let i = 0, bit = offset + from; i < count; i++, bit++)
    out[i] = (((values as Uint8Array)[bit >> 3] as number) >> (bit & 7)) & 1;
}

/** 10^22 is the last power of ten that is an f64. */
const EXACT_POWERS: readonly number[] = /* @__PURE__ */ Array.from({ length: 23 }, (_, power) =>
  Number(`1e${power}`),
);

/** Two's complement integers of two words or more, least word first, times 10^-scale. */
function decimal({ values, type, stride }: Data, from: number, count: number, out: Numbers): void {
  const words = wordsOf(values);
  const { scale } = type as Decimal;
  const divisor = EXACT_POWERS[scale];
  for (let i = 0; i < count; i++) {
    const at = (from + i) * stride;
    const small = safeInteger(words, at, stride);
    // The quotient of two f64 that are exact is rounded once; so is what JavaScript reads from a text.
    if (divisor !== undefined && small !== undefined) out[i] = small / divisor;
    else out[i] = Number(`${bigInteger(words, at, stride)}e${-scale}`);
  }
}

/** The integer, if f64 certainly holds it. */
function safeInteger(words: Int32Array, at: number, stride: number): number | undefined {
  const low = words[at] as number;
  if (stride === 1) return low;
  const high = words[at + 1] as number;
  for (let i = 2; i < stride; i++) if (words[at + i] !== high >> 31) return undefined;
  const value = high * TWO_32 + (low >>> 0);
  return Number.isSafeInteger(value) ? value : undefined;
}

function bigInteger(words: Int32Array, at: number, stride: number): bigint {
  let value = BigInt(words[at + stride - 1] ?? 0);
  for (let i = stride - 2; i >= 0; i--) value = (value << 32n) | BigInt((words[at + i] ?? 0) >>> 0);
  return value;
}
