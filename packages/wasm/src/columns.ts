export {
  type ColumnModule,
  type ColumnPlacement,
  generateColumns,
  type VectorKernels,
} from "./columns/generate-columns.ts";
