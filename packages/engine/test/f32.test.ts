import { isKernel, OPS } from "@zexpr/ir";
import { assemble } from "@zexpr/ir/assemble";
import { H_PRECISION, PRECISION_F32 } from "@zexpr/ir/opcodes";
import { instantiateF32Kernels, instantiateKernels } from "@zexpr/kernels";
import { describe, expect, test } from "vitest";
import { Program } from "../src/index.ts";

type Kernel = (a: number, b?: number) => number;

const singles = instantiateF32Kernels(new WebAssembly.Memory({ initial: 1 }), 0) as unknown as Record<
  string,
  Kernel
>;
const doubles = instantiateKernels(new WebAssembly.Memory({ initial: 1 }), 0) as unknown as Record<
  string,
  Kernel
>;

const { NaN: NAN, POSITIVE_INFINITY: INF } = Number;
/** Values of f32. */
const EDGES = [0, 2 ** -149, 2 ** -126, 0.5, 1, 1.5, 2, 3, 88.5, 1e4, 2 ** 24, 3.4028234663852886e38, INF]
  .flatMap((x) => [Math.fround(x), -Math.fround(x)])
  .concat(NAN);

const kernels = OPS.filter((_, opcode) => isKernel(opcode));

function programFor(name: string, two: boolean, precision: number): Program {
  const bytes = assemble({
    variables: { a: 0, b: 0 },
    expressions: [[[name, "out0", "a", ...(two ? ["b"] : [])]]],
  });
  new Int32Array(bytes.buffer)[H_PRECISION] = precision;
  return Program.load(bytes);
}

function resultsOf(name: string, two: boolean, precision: number): number[] {
  const program = programFor(name, two, precision);
  return EDGES.flatMap((a) =>
    (two ? EDGES : [0]).map((b) => {
      program.variables.set([a, b]);
      program.evaluate();
      return program.results[0] as number;
    }),
  );
}

function expected(set: Readonly<Record<string, Kernel>>, name: string, two: boolean): number[] {
  return EDGES.flatMap((a) => (two ? EDGES : [0]).map((b) => (set[name] as Kernel)(a, b)));
}

describe("kernels of programs", () => {
  test.each(kernels.map(([name, , , b]) => [name, b === "cell"] as const))(
    "%s gives the bits of the f32 build in programs of f32, and of the f64 build in others",
    (name, two) => {
      const single = resultsOf(name, two, PRECISION_F32);
      expect(single).toEqual(expected(singles, name, two));
      expect(single).toEqual(single.map(Math.fround));
      expect(resultsOf(name, two, 0)).toEqual(expected(doubles, name, two));
    },
  );

  test("the two differ", () => {
    expect(expected(singles, "sin", false)).not.toEqual(expected(doubles, "sin", false));
  });

  test.each(kernels.map(([name]) => [name]))("%s is followed by the next instruction", (name) => {
    const two = OPS.find((row) => row[0] === name)?.[3] === "cell";
    const bytes = assemble({
      variables: { a: 0.5, b: 2 },
      expressions: [
        [
          [name, "r0", "a", ...(two ? ["b"] : [])],
          ["add", "r0", "r0", "#0.1"],
          ["fround", "out0", "r0"],
        ],
      ],
    });
    new Int32Array(bytes.buffer)[H_PRECISION] = PRECISION_F32;
    const program = Program.load(bytes);
    program.evaluate();
    expect(program.results[0]).toBe(Math.fround((singles[name] as Kernel)(0.5, 2) + 0.1));
  });
});
