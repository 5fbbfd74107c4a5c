import {
  type DataType,
  Field,
  Float32,
  Float64,
  makeData,
  RecordBatch,
  Schema,
  Struct,
  Table,
} from "apache-arrow";
import type { Precision } from "zexpr";
import type { Output } from "./group.ts";
import type { Plan } from "./plan.ts";

/** The table with new columns in their places. The record batches share the memory of the old ones. */
export function tableWith(
  table: Table,
  plans: readonly Plan[],
  outputs: readonly Output[][],
  precision: Precision | undefined,
): Table {
  const type = precision === "f32" ? new Float32() : new Float64();
  const { fields, metadata, metadataVersion } = table.schema;
  const places = placesOf(plans, fields);
  const newFields = place(
    fields,
    places,
    plans.map(({ name, nullable }) => new Field(name, type, nullable)),
  );
  const schema = new Schema(newFields, new Map(metadata), undefined, metadataVersion);
  const batches = table.batches.map((batch, index) => {
    const { length, children } = batch.data;
    const added = (outputs[index] as Output[]).map(({ values, nullBitmap, nullCount }) =>
      makeData({ type: type as Float64, length, data: values as Float64Array, nullBitmap, nullCount }),
    );
    const data = makeData({
      type: new Struct(newFields),
      length,
      nullCount: 0,
      children: place(children, places, added),
    });
    // Versions before 21.2 of the library know no metadata of batches, and count arguments.
    return batch.metadata?.size > 0
      ? new RecordBatch(schema, data, batch.metadata)
      : new RecordBatch(schema, data);
  });
  return new Table(schema, batches);
}

/** Where the new columns go: in place of one of their name, or to the end. */
function placesOf(plans: readonly Plan[], fields: readonly Field<DataType>[]): number[] {
  let end = fields.length;
  return plans.map(({ name }) => {
    const index = fields.findIndex((field) => field.name === name);
    return index < 0 ? end++ : index;
  });
}

function place<V>(old: readonly V[], places: readonly number[], added: readonly V[]): V[] {
  const all = [...old];
  for (const [index, value] of added.entries()) all[places[index] as number] = value;
  return all;
}
