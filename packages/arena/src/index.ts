export { Arena, type ArenaOptions } from "./arena.ts";
export { LinearMemory, type LinearMemoryOptions } from "./linear-memory.ts";
export { sharedMemory } from "./shared-memory.ts";
export { needStack } from "./stack.ts";
export { F64Vector, I32Vector } from "./vectors.ts";
