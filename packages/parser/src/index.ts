export { type ParseOptions, parse, parseInto } from "./parse.ts";
export { Tree } from "./tree.ts";
export type { Visitor } from "./walk.ts";
