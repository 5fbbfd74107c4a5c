import type { SchemaElement } from "hyparquet";
import { ExprError } from "zexpr";
import type { ColumnType } from "./block.ts";
import type { OutputBlock, OutputColumn } from "./output-block.ts";
import type { ParquetBlock } from "./parquet-block.ts";
import type { ParquetSource } from "./parquet-source.ts";
import { parquetElement, parquetType } from "./parquet-types.ts";

/** A column of a Parquet file that is written. */
export interface ParquetColumn {
  readonly name: string;
  /** Its own element of the schema first. */
  readonly elements: readonly SchemaElement[];
  /** Least and greatest values are compared as they are stored: not right for what is unsigned, or made of bytes. */
  readonly statistics: boolean;
  /** Its values as they are stored, in the rows that are kept. */
  readonly values: (block: OutputBlock) => ArrayLike<unknown>;
}

/**
 * How a column is stored: as it was, if it is one of `source`, else by its type.
 *
 * @throws ExprError for columns that cannot be written
 */
export function parquetColumn(column: OutputColumn, source: ParquetSource | undefined): ParquetColumn {
  const { name, type, input } = column;
  if (source === undefined || input === undefined) {
    const store = storing(type);
    return {
      name,
      elements: [parquetElement(name, type)],
      statistics: isOrdered(type),
      values: (block) => {
        const cells = block.cells(column);
        return store === undefined ? cells : Array.from(cells, (cell) => (cell == null ? null : store(cell)));
      },
    };
  }
  const elements = source.subtrees[input] as readonly [SchemaElement, ...SchemaElement[]];
  const problem = unwritable(elements);
  if (problem !== undefined)
    throw new ExprError("Other", `column \`${name}\` is ${problem}, which can be read, but not written`);
  return {
    name,
    elements,
    statistics: isOrdered(parquetType(elements[0])),
    values: ({ source: block, kept }) => {
      const raw = (block as ParquetBlock).raw[input] as ArrayLike<unknown>;
      return kept === undefined ? raw : Array.from(kept, (row) => raw[row]);
    },
  };
}

/** What the library cannot write: old ways of storing times and lists, and maps that are no objects of JavaScript's. */
function unwritable(elements: readonly SchemaElement[]): string | undefined {
  if (elements.some(({ type }) => type === "INT96")) return "int96";
  const isMap = ({ converted_type, logical_type }: SchemaElement): boolean =>
    converted_type?.startsWith("MAP") === true || logical_type?.type === "MAP";
  // A map is a group of a group of its key and its value.
  if (elements.some((element, i) => isMap(element) && elements[i + 2]?.type !== "BYTE_ARRAY"))
    return "a map whose keys are no text";
  return elements[0]?.repetition_type === "REPEATED" ? "repeated" : undefined;
}

function isOrdered(type: ColumnType): boolean {
  if (type.kind === "number") return !["u32", "u64", "f16"].includes(type.storage);
  return type.kind !== "other" && type.kind !== "decimal";
}

/** From what a cell means to what is stored; undefined if that is the same. */
function storing(type: ColumnType): ((cell: unknown) => unknown) | undefined {
  if (type.kind === "number" && type.storage === "u32") return (cell) => (cell as number) | 0;
  if (type.kind === "number" && type.storage === "u64") return (cell) => BigInt.asIntN(64, cell as bigint);
  if (type.kind === "timestamp" && type.unit === "s") return (cell) => (cell as bigint) * 1000n;
  return undefined;
}
