export { generate } from "./generate.ts";
export type { Placement } from "./target.ts";
