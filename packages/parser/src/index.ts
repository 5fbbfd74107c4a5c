export { type ParseOptions, parse } from "./parse.ts";
export { parseInto } from "./parse-into.ts";
export { Tree } from "./tree.ts";
export type { Visitor } from "./walk.ts";
