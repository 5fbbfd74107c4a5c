export type { WithColumnsOptions } from "./options.ts";
export { type WithColumns, withColumns } from "./with-columns.ts";
