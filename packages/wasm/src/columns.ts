export { type ColumnPlacement, generateColumns } from "./columns/generate-columns.ts";
