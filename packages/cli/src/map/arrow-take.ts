import { type Data, type FixedSizeList, makeBuilder, makeData, Type, Vector } from "apache-arrow";
import { ExprError } from "zexpr";
import { bitmap } from "./arrow-data.ts";

/**
 * The rows of a column that are kept, as a new column of the same type. O(rows kept).
 *
 * @throws ExprError for unions, and types that the library may get
 */
export function take(data: Data, kept: Uint32Array): Data {
  const { type, typeId } = data;
  const nulls =
    data.nullCount === 0 ? undefined : bitmap(kept.length, (i) => data.getValid(kept[i] as number));
  const common = { length: kept.length, nullCount: nulls?.nullCount ?? 0, nullBitmap: nulls?.bits };
  switch (typeId) {
    case Type.Int:
    case Type.Float:
    case Type.Date:
    case Type.Time:
    case Type.Timestamp:
    case Type.Duration:
    case Type.Decimal:
    case Type.Interval:
    case Type.FixedSizeBinary:
      return makeData({ ...common, type, data: takeValues(data, kept) } as never);
    case Type.Bool: {
      const isSet = (i: number): boolean => {
        const bit = data.offset + (kept[i] as number);
        return (((data.values as Uint8Array)[bit >> 3] as number) & (1 << (bit & 7))) !== 0;
      };
      return makeData({ ...common, type, data: bitmap(kept.length, isSet).bits } as never);
    }
    case Type.Dictionary:
      return makeData({
        ...common,
        type,
        data: takeValues(data, kept),
        dictionary: data.dictionary,
      } as never);
    case Type.Utf8:
    case Type.Binary:
      return makeData({ ...common, type, ...takeBytes(data, kept) } as never);
    case Type.List:
    case Type.Map: {
      const { valueOffsets, rows } = takeRanges(data, kept);
      const [child] = data.children;
      return makeData({ ...common, type, valueOffsets, child: take(child as Data, rows) } as never);
    }
    case Type.FixedSizeList: {
      const { listSize } = type as FixedSizeList;
      const rows = Uint32Array.from(
        { length: kept.length * listSize },
        (_, i) => (kept[Math.floor(i / listSize)] as number) * listSize + (i % listSize),
      );
      return makeData({ ...common, type, child: take(data.children[0] as Data, rows) } as never);
    }
    case Type.Struct:
      return makeData({
        ...common,
        type,
        children: data.children.map((child) => take(child, kept)),
      } as never);
    case Type.LargeUtf8:
    case Type.LargeBinary:
    case Type.Utf8View:
    case Type.BinaryView:
    case Type.Null:
      return rebuild(data, kept);
    default:
      throw new ExprError("Other", `rows of columns of type ${type} cannot be left out`);
  }
}

function takeValues({ values, stride: words }: Data, kept: Uint32Array): typeof values {
  const from = values as Float64Array;
  // The library counts words of 32 bits for numbers of 64.
  const stride = values instanceof BigInt64Array || values instanceof BigUint64Array ? 1 : words;
  const to = new (from.constructor as Float64ArrayConstructor)(kept.length * stride);
  for (let i = 0; i < kept.length; i++)
    for (let k = 0; k < stride; k++) to[i * stride + k] = from[(kept[i] as number) * stride + k] as number;
  return to as unknown as typeof values;
}

function takeBytes(
  { values, valueOffsets }: Data,
  kept: Uint32Array,
): { data: Uint8Array; valueOffsets: Int32Array } {
  const offsets = new Int32Array(kept.length + 1);
  for (let i = 0; i < kept.length; i++) {
    const row = kept[i] as number;
    const size = (valueOffsets[row + 1] as number) - (valueOffsets[row] as number);
    offsets[i + 1] = (offsets[i] as number) + size;
  }
  const bytes = new Uint8Array(offsets[kept.length] as number);
  for (let i = 0; i < kept.length; i++) {
    const row = kept[i] as number;
    bytes.set(values.subarray(valueOffsets[row], valueOffsets[row + 1]), offsets[i]);
  }
  return { data: bytes, valueOffsets: offsets };
}

/** Offsets of the lists that are kept, and which rows of the child they hold. */
function takeRanges(
  { valueOffsets }: Data,
  kept: Uint32Array,
): { valueOffsets: Int32Array; rows: Uint32Array } {
  const offsets = new Int32Array(kept.length + 1);
  for (let i = 0; i < kept.length; i++) {
    const row = kept[i] as number;
    const size = (valueOffsets[row + 1] as number) - (valueOffsets[row] as number);
    offsets[i + 1] = (offsets[i] as number) + size;
  }
  const rows = new Uint32Array(offsets[kept.length] as number);
  for (let i = 0; i < kept.length; i++) {
    const first = valueOffsets[kept[i] as number] as number;
    const end = offsets[i + 1] as number;
    for (let at = offsets[i] as number, k = 0; at < end; at++, k++) rows[at] = first + k;
  }
  return { valueOffsets: offsets, rows };
}

/** Value by value. Not for nested types: the library's builders take no vectors. */
function rebuild(data: Data, kept: Uint32Array): Data {
  const vector = new Vector([data]);
  const builder = makeBuilder({ type: data.type, nullValues: [null, undefined] });
  for (const row of kept) builder.append(vector.get(row));
  const built = builder.finish().toVector().data[0];
  return built ?? makeData({ type: data.type, length: 0 } as never);
}
