import { LinearMemory } from "@zexpr/arena";
import { programCapacity } from "@zexpr/ir";
import { assemble, type Line } from "@zexpr/ir/assemble";
import { H_CELLS } from "@zexpr/ir/opcodes";
import type { Engine, Program } from "../src/index.ts";

/** Makes an image an engine's program without any check, as a compiler does. */
export function install(engine: Engine, bytes: Uint8Array, keepViews = false): Program {
  const image = new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  const cells = image[H_CELLS] as number;
  const write = (memory: LinearMemory, wordsOffset: number, cellsOffset: number): void => {
    memory.i32.set(image.subarray(0, cells), wordsOffset / 4);
    memory.i32.set(image.subarray(cells), cellsOffset / 4);
  };
  return engine.install(programCapacity(image), [], write, keepViews);
}

/** What the suites run over. All of it behaves alike. */
export const MEMORIES: [name: string, make: () => LinearMemory][] = [
  ["wasm", () => new LinearMemory({ backing: "wasm" })],
  ["array-buffer", () => new LinearMemory({ backing: "array-buffer" })],
  ["wasm, debug", () => new LinearMemory({ backing: "wasm", debug: true })],
  ["array-buffer, debug", () => new LinearMemory({ backing: "array-buffer", debug: true })],
];

/** Instructions of one call of {@link COUNTDOWN} that calls itself again, and of the last one. */
export const COUNTDOWN_COST = 7;

/** `down(n) = n > 0 ? down(n - 1) + 1 : 0`: n + 1 calls, nested. */
const COUNTDOWN: Line[] = [
  ["jump_false", 5, "p0"],
  ["global", "r0", "#1"],
  ["sub", "w0", "p0", "r0"],
  ["call", "r1", "w0", "down"],
  ["add", "p0", "r1", "r0"],
  ["return", "p0"],
  ["return", "p0"],
];

/** Expression 0 is x, expression 1 is `down(x)`, expression 2 is x again. The batch costs 5. */
export function countdown(limits: {
  callDepth?: number;
  budget?: number;
  frames?: number;
  stack?: number;
}): Uint8Array {
  return assemble({
    variables: { x: 0 },
    expressions: [
      [["move", "out0", "x"]],
      [
        ["move", "w0", "x"],
        ["call", "out1", "w0", "down"],
      ],
      [["move", "out2", "x"]],
    ],
    functions: { down: { parameters: 1, code: COUNTDOWN } },
    ...limits,
  });
}

/** Expression 0 is x, expression 1 is `f(x, 2)` of a host, expression 2 is x again. */
export function hostCall(): Uint8Array {
  return assemble({
    variables: { x: 5 },
    natives: { f: 2 },
    expressions: [
      [["move", "out0", "x"]],
      [
        ["move", "w0", "x"],
        ["move", "w1", "#2"],
        ["native", "out1", "w0", "f"],
      ],
      [["move", "out2", "x"]],
    ],
  });
}

/** `out0 = x * x + gain`, `out1 = table[x]`. */
export function formula(): Uint8Array {
  return assemble({
    variables: { x: 1 },
    context: { gain: 0.5, "point.x": 7 },
    arrays: { table: [10, 20, 30] },
    expressions: [
      [
        ["mul", "r0", "x", "x"],
        ["add", "r0", "r0", "gain"],
        ["add", "r0", "r0", "point.x"],
        ["move", "out0", "r0"],
      ],
      [["index", "out1", "table", "x"]],
    ],
  });
}
