import { OPS } from "@zexpr/ir";
import { describe, expect, test } from "vitest";
import { Program, Status, type StatusName } from "zexpr";
import { BUILTINS, disassemble, OPERATORS } from "zexpr/inspect";
import { COLD_FULL, COLD_QUICK } from "../src/alloc/cold-modes.ts";
import { COLD_CONTROLS, CONTROLS, PATHS, type Path, type PathTier } from "../src/alloc/paths/index.ts";

const titled = PATHS.map((path) => ({ ...path, title: `${path.group}: ${path.name}` }));
const claimed = titled.filter(({ claim }) => claim === "zero");

describe("PATHS", () => {
  test("have distinct names", () => {
    expect(new Set(titled.map(({ title }) => title)).size).toBe(PATHS.length);
  });

  test("come group by group, for the summary", () => {
    const groups = titled.map(({ group }) => group).filter((group, i, all) => group !== all[i - 1]);
    expect(groups).toEqual([...new Set(groups)]);
  });

  test("reach every opcode of the OP TABLE, claiming that it allocates nothing", () => {
    const reached = new Set<string>();
    for (const { prepare } of claimed) {
      const { programs, dispose } = prepare("interpreter");
      for (const bytes of programs?.() ?? []) {
        const listing = disassemble(new Int32Array(bytes.buffer));
        for (const [, name] of listing.matchAll(/^ *\d+ {2}(\w+)/gm)) reached.add(name as string);
      }
      dispose?.();
    }
    expect([...reached].sort()).toEqual(OPS.map(([name]) => name).sort());
  });

  test.each(BUILTINS)("call the built-in $name($parameters)", ({ name, parameters }) => {
    const calls = claimed
      .filter(({ group }) => group === "built-ins")
      .map((path) => /(\w+)\((.*)\)$/.exec(path.name))
      .filter((match) => match?.[1] === name)
      .map((match) => match?.[2]?.split(",").filter((argument) => argument !== "").length);
    expect(calls).toContain(parameters.length);
  });

  test.each(OPERATORS)("use the operator $spelling with $arity operands", ({ spelling, arity }) => {
    const source = arity === 1 ? `${spelling}x` : `x ${spelling} y`;
    expect(claimed).toContainEqual(expect.objectContaining({ group: "operators", name: source }));
  });

  test("end with every status that an evaluation can end with", () => {
    // Reported when something is added, or made of wrong arguments; or, the last one, when the program is built.
    const others: readonly StatusName[] = [
      ...(["Ok", "Parse", "Tokenizer", "UnmatchedParenthesis", "StringTooLong"] as const),
      ...(["DuplicateParameter", "InvalidParameterIndex", "ArenaExhausted"] as const),
    ];
    const ended = claimed
      .filter(({ group }) => group === "failures, tryEvaluate")
      .map((path) => path.name.slice(0, path.name.indexOf(":")).replace(/^.* returns /, ""));
    const expected = Object.keys(Status).filter((name) => !others.includes(name as StatusName));
    expect([...new Set(ended)].filter((name) => name !== "Ok").sort()).toEqual(expected.sort());
  });

  test.each(titled)("can be run: $title", ({ prepare }) => {
    const { run, figures, dispose } = prepare("interpreter");
    run(1);
    run(1);
    const second = figures?.();
    run(300);
    expect(figures?.()).toEqual(second);
    dispose?.();
  });
});

describe("PATHS in WebAssembly", () => {
  const cold = titled.filter((path) => path.cold !== undefined);

  test("claim to need no warm-up where they claim to allocate nothing when warm", () => {
    expect(cold.filter(({ claim }) => claim !== "zero")).toEqual([]);
    const groups = new Set(claimed.map(({ group }) => group));
    // What runs no program has no tier; for what C calls, V8 compiles wrappers late.
    for (const group of ["arenas", "C interface, from C"]) groups.delete(group);
    expect(new Set(cold.map(({ group }) => group))).toEqual(groups);
  });

  test("are all that a program in WebAssembly's memory can have", () => {
    const without = claimed.filter((path) => path.cold === undefined);
    expect(
      without.map(({ title }) => title).filter((title) => !/^(arenas|C interface, from C:)/.test(title)),
    ).toEqual(["entry points: Batch.evaluate, ArrayBuffer"]);
  });

  test.each(cold)("can be run: $title", ({ prepare }) => {
    const { run, figures, dispose } = prepare("wasm");
    run(1);
    run(1);
    const second = figures?.();
    run(300);
    expect(figures?.()).toEqual(second);
    dispose?.();
  });

  test("get the same inputs as in the interpreter", () => {
    const index = titled.findIndex(({ title }) => title === "control flow: x");
    const resultsOf = (tier: PathTier): Float64Array => {
      const { run, programs } = (PATHS[index] as Path).prepare(tier);
      return Float64Array.from({ length: 300 }, (_, i) => {
        run(i + 1);
        const program = Program.load(programs?.()[0] as Uint8Array);
        return program.variables[0] as number;
      });
    };
    expect(resultsOf("wasm")).toEqual(resultsOf("interpreter"));
  });
});

describe("COLD_CONTROLS", () => {
  test.each([
    [COLD_QUICK, 0, 9_000, 1],
    [COLD_FULL, 0, 999_000, 1],
  ])(
    "plant nothing, something each time, and once between the last readings of %j",
    ([, early, late], ...boxes) => {
      expect(COLD_CONTROLS.map(({ planted }) => planted(early, late))).toEqual(boxes);
    },
  );
});

describe("CONTROLS", () => {
  test("plant nothing, something each time, and something once in a million evaluations", () => {
    expect(CONTROLS.map(({ every }) => every)).toEqual([0, 1, 1_000_000]);
  });
});
