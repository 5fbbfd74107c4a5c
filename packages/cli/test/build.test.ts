import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { runCli, runJson } from "./run-cli.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "zexpr-build-"));
});
afterEach(() => {
  chmodSync(folder, 0o700);
  rmSync(folder, { recursive: true });
});

const at = (name: string): string => join(folder, name);
const text = (name: string): string => readFileSync(at(name), "utf8");
const files = (): string[] => readdirSync(folder).sort();

/** Macros of a header, by name without the prefix. */
function macros(header: string): Record<string, number> {
  const lines = [...header.matchAll(/^#define [A-Z]+_(\w+) (\d+)/gm)];
  return Object.fromEntries(lines.map(([, name, value]) => [name as string, Number(value)]));
}

function instance(name: string): { evaluate: () => number; view: DataView } {
  const module = new WebAssembly.Module(readFileSync(at(name)));
  const { exports } = new WebAssembly.Instance(module);
  const { buffer } = exports.memory as WebAssembly.Memory;
  return { evaluate: exports.evaluate as () => number, view: new DataView(buffer) };
}

describe("zexpr build", () => {
  test("writes a module, and a header by which a host uses it", async () => {
    const { code, stdout, stderr } = await runCli([
      "build",
      "hyp(x, y) + t[1] * p.q",
      "x=3",
      "y=x+1",
      "hyp(a, b) = sqrt(a^2 + b^2)",
      "x == 3 ? exp(y - 4) : t[x]",
      "t=[5, 10]",
      "p.q=0.5",
      "unused=9",
      "-o",
      at("one.wasm"),
    ]);
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/one\.wasm {2}[\d,]+ bytes, kernels: exp\n.*one\.h\n.*one\.d\.ts\n$/);
    expect(files()).toEqual(["one.d.ts", "one.h", "one.wasm"]);
    const { evaluate, view } = instance("one.wasm");
    const m = macros(text("one.h")) as Record<string, never>;
    const value = (offset: number): number => view.getFloat64(offset, true);
    expect(
      [m.VARIABLE_x, m.VARIABLE_y, m.VARIABLE_unused, m.ATTRIBUTE_p_q, m.ARRAY_t, m.RESULT_0].map(value),
    ).toEqual([3, 4, 9, 0.5, 5, NaN]);
    expect([m.LENGTH_t, m.RESULT_COUNT]).toEqual([2, 2]);
    expect(evaluate()).toBe(m.STATUS_OK);
    expect([value(m.RESULT_0), value(m.RESULT_1)]).toEqual([10, 1]);
    view.setFloat64(m.VARIABLE_x, 7, true);
    view.setFloat64(m.VARIABLE_y, 24, true);
    expect(evaluate()).toBe(m.STATUS_ARRAY_INDEX_OUT_OF_BOUNDS);
    expect([value(m.RESULT_0), value(m.RESULT_1)]).toEqual([30, NaN]);
    expect(view.getInt32(m.FAILED_EXPRESSION, true)).toBe(1);
    expect(view.buffer.byteLength).toBe(m.MEMORY_PAGES * 65_536);
  });

  test("says the same as JSON", async () => {
    const { code, json } = await runJson(["build", "-x", "x=2", "-", "-o", at("m.wasm")], "sin(x)\n");
    expect(code).toBe(0);
    expect(json).toEqual({
      expressions: ["-x", "sin(x)"],
      problems: [],
      files: { wasm: at("m.wasm"), header: at("m.h"), types: at("m.d.ts") },
      bytes: readFileSync(at("m.wasm")).length,
      kernels: ["sin"],
      layout: {
        memoryPages: 1,
        variables: { x: macros(text("m.h")).VARIABLE_x },
        context: {},
        arrays: {},
        results: { offset: macros(text("m.h")).RESULTS, length: 2 },
        failedExpression: macros(text("m.h")).FAILED_EXPRESSION,
      },
    });
  });

  test("replaces an earlier build", async () => {
    for (const x of [1, 2]) {
      expect((await runCli(["build", "x*10", `x=${x}`, "-o", at("m.wasm")])).code).toBe(0);
      const { evaluate, view } = instance("m.wasm");
      expect([evaluate(), view.getFloat64(macros(text("m.h")).RESULT_0 as number, true)]).toEqual([
        0,
        x * 10,
      ]);
    }
    expect(files()).toHaveLength(3);
  });

  test("writes nothing if there is a problem, and prints all as check does", async () => {
    const { code, stdout, stderr } = await runCli([
      "build",
      "x + nosuch(1)",
      "y +",
      "y=1",
      "-o",
      at("m.wasm"),
    ]);
    expect([code, stdout, files()]).toEqual([1, "", []]);
    const checks = [await runCli(["check", "x + nosuch(1)"]), await runCli(["check", "y +"])];
    expect(stderr).toBe(checks.map((check) => check.stderr).join("\n"));
    const { json } = await runJson(["build", "x", "-o", at("m.wasm")]);
    expect(json.problems).toMatchObject([{ code: "UnknownVariable", source: "x" }]);
    expect((await runCli(["build", "x", "x=1+", "-o", at("m.wasm")])).code).toBe(1);
    expect(files()).toEqual([]);
  });

  test.each([
    [["1"], "required option '-o"],
    [["-o", "m.wasm"], "missing required argument"],
    [["x=1", "-o", "m.wasm"], "needs an expression"],
    [["1", "-o", "m"], "formula.wasm"],
    [["1", "-o", ".wasm"], "formula.wasm"],
    [["-omega", "omega=1", "-o", "m.wasm"], "(-omega)"],
    [["1", "x=1", "x=2", "-o", "m.wasm"], "x is defined twice"],
    [["1", "--nosuch", "-o", "m.wasm"], "no option"],
    [["-", "-", "-o", "m.wasm"], "standard input"],
  ])("%j is wrong usage", async (args, message) => {
    const { code, stdout, stderr } = await runCli(["build", ...args]);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(message);
  });

  test("says what cannot be written, and leaves nothing behind", async () => {
    writeFileSync(at("file"), "");
    mkdirSync(at("taken.d.ts"));
    const before = files();
    for (const [path, message] of [
      [at("none/m.wasm"), `cannot write ${at("none/m.wasm")}: there is no such folder`],
      [at("file/m.wasm"), `cannot write ${at("file/m.wasm")}: a part of the path is no folder`],
      [at("taken.wasm"), `cannot write ${at("taken.d.ts")}: it is a folder`],
      [at(`${"m".repeat(300)}.wasm`), "the name is too long"],
    ] as const) {
      const { code, stdout, stderr } = await runCli(["build", "1", "-o", path]);
      expect([code, stdout]).toEqual([1, ""]);
      expect(stderr).toContain(message);
    }
    expect(files()).toEqual(before);
  });

  test.skipIf(process.platform === "win32" || process.getuid?.() === 0)("needs permission", async () => {
    chmodSync(folder, 0o500);
    const { code, stderr } = await runCli(["build", "1", "-o", at("m.wasm")]);
    expect([code, files()]).toEqual([1, []]);
    expect(stderr).toContain("permission denied");
  });

  test("no text makes it fail in an unforeseen way", async () => {
    const part = fc.constantFrom("x", "f", "(", ")", "[", "]", "=", ",", ".", "-", "1", " ", "?", ":", "o");
    const word = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.array(part, { maxLength: 8 }).map((p) => p.join("")),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(word, { maxLength: 3 }), async (words) => {
        const { code, stdout, stderr } = await runCli(
          ["build", "-o", at("none/m.wasm"), "--", ...words],
          "x",
        );
        expect([code === 1 || code === 2, stdout]).toEqual([true, ""]);
        expect(stderr).not.toContain("zexpr failed");
      }),
      { numRuns: 200 },
    );
  });

  test("macros of a header differ, whatever the names, and quoted expressions end no comment", async () => {
    const name = fc.stringMatching(/^[a-c_]{1,3}$/);
    const attributes = fc.uniqueArray(fc.tuple(name, name), {
      maxLength: 6,
      selector: ([object, attribute]) => `${object}.${attribute}`,
    });
    await fc.assert(
      fc.asyncProperty(attributes, async (pairs) => {
        const used = pairs.map(([object, attribute]) => `${object}.${attribute}`);
        const args = ["build", ["1", ...used].join("+\n"), ...used.map((text, i) => `${text}=${i}`)];
        expect(await runCli([...args, "-o", at("m.wasm")])).toMatchObject({ code: 0, stderr: "" });
        const { view } = instance("m.wasm");
        const named = Object.entries(macros(text("m.h"))).filter(([macro]) => macro.startsWith("ATTRIBUTE_"));
        const values = named.map(([, offset]) => view.getFloat64(offset, true)).sort((a, b) => a - b);
        expect(values).toEqual(used.map((_, i) => i));
      }),
      { numRuns: 30 },
    );
  });
});
