import { OPS } from "@zexpr/ir";
import { describe, expect, test } from "vitest";
import { Status, type StatusName } from "zexpr";
import { BUILTINS, disassemble, OPERATORS } from "zexpr/inspect";
import { CONTROLS, PATHS } from "../src/alloc/paths/index.ts";

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
      const { programs, dispose } = prepare();
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
    const { run, figures, dispose } = prepare();
    run(1);
    run(1);
    const second = figures?.();
    run(300);
    expect(figures?.()).toEqual(second);
    dispose?.();
  });
});

describe("CONTROLS", () => {
  test("plant nothing, something each time, and something once in a million evaluations", () => {
    expect(CONTROLS.map(({ every }) => every)).toEqual([0, 1, 1_000_000]);
  });
});
