import { rmSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { mapOutcome, useFolder } from "./map-folder.ts";
import { runCli, runJson } from "./run-cli.ts";

const folder = useFolder();

describe("cells that are no numbers", () => {
  const TEXT = 'x,note\n1,a\n2,"b\nc"\nabc,d\n4,e\n5x,f\n';

  test("stop everything, and are shown with file, row, line and column", async () => {
    folder.write("in.csv", TEXT);
    const { code, stdout, stderr } = await runCli([
      ...["map", folder.at("in.csv"), "-e", "y = x * 2", "-o", folder.at("out.csv")],
    ]);
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toBe(`error: ${folder.at("in.csv")}: row 3 (line 5), column x: "abc" is no number\n`);
    expect(folder.files()).toEqual(["in.csv"]);
  });

  test("or give missing results, and are counted", async () => {
    const { code, stdout, stderr } = await mapOutcome(TEXT, ["-e", "y = x * 2", "--on-error", "null"]);
    expect([code, stdout]).toEqual([0, 'x,note,y\n1,a,2\n2,"b\nc",4\nabc,d,\n4,e,8\n5x,f,\n']);
    expect(stderr).toBe(
      '2 values are missing because of errors; the first: standard input: row 3, column x: "abc" is no number\n',
    );
  });

  test("or their rows are left out, and counted", async () => {
    const { code, stdout, stderr } = await mapOutcome(TEXT, ["-e", "y = x * 2", "--on-error", "skip"]);
    expect([code, stdout]).toEqual([0, 'x,note,y\n1,a,2\n2,"b\nc",4\n4,e,8\n']);
    expect(stderr).toContain("2 rows were skipped; the first: standard input: row 3");
  });

  test("are cut where they are long", async () => {
    const { stderr } = await mapOutcome(`x\n${"abc".repeat(1000)}\n`, ["-e", "y = x"]);
    expect(stderr).toBe(`error: standard input: row 1, column x: "${"abc".repeat(20)}…" is no number\n`);
  });

  test("do not matter in columns that no expression uses", async () => {
    expect((await mapOutcome(TEXT, ["-e", "y = 1"])).code).toBe(0);
  });

  test("the lowest row is named, whichever column it is in, and however far down", async () => {
    const rows = Array.from({ length: 5000 }, (_, i) =>
      i === 4321 ? "7,bad\n" : i === 4322 ? "bad,7\n" : "1,2\n",
    );
    folder.write("in.csv", `x,y\n${rows.join("")}`);
    for (const policy of ["stop", "null"]) {
      const { stderr } = await runCli([
        ...["map", folder.at("in.csv"), "-e", "z = x + y", "-o", folder.at("o.csv"), "--on-error", policy],
      ]);
      expect(stderr).toContain('row 4,322 (line 4323), column y: "bad"');
    }
  });
});

describe("rows that cannot be evaluated", () => {
  const TEXT = "i,k\n0,1\n9,2\n1,3\n-5,x\n";
  const ARGS = ["t = [10, 20]", "-e", "y = t[i]", "-e", "z = y + 1", "-e", "w = i * 2"];

  test("stop everything, with the place in the expression", async () => {
    const { code, stdout, stderr } = await mapOutcome(TEXT, ARGS);
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(/^error: standard input: row 2, column y: .*\n1 \| t\[i\]\n {2}\| /);
  });

  test("or have no result, nor have columns that use it; others have", async () => {
    const { stdout, stderr } = await mapOutcome(TEXT, [...ARGS, "--on-error", "null"]);
    expect(stdout).toBe("i,k,y,z,w\n0,1,10,11,0\n9,2,,,18\n1,3,20,21,2\n-5,x,,,-10\n");
    expect(stderr).toContain("2 values are missing");
  });

  test("or are left out", async () => {
    const { stdout, stderr } = await mapOutcome(TEXT, [...ARGS, "--on-error", "skip"]);
    expect(stdout).toBe("i,k,y,z,w\n0,1,10,11,0\n1,3,20,21,2\n");
    expect(stderr).toContain("2 rows were skipped");
  });

  test("a row with two problems is skipped once", async () => {
    const args = ["t = [10]", "-e", "y = t[i] + x", "--on-error", "skip"];
    const { stdout, stderr } = await mapOutcome("i,x\n0,1\n7,bad\nbad,bad\n", args);
    expect(stdout).toBe("i,x,y\n0,1,11\n");
    expect(stderr).toContain("2 rows were skipped; the first: standard input: row 2, column x");
  });

  test("a filter that fails drops the row", async () => {
    const args = ["t = [1, 0]", "--where", "t[i]"];
    expect((await mapOutcome(TEXT, args)).stderr).toContain("column --where");
    expect((await mapOutcome(TEXT, [...args, "--on-error", "null"])).stdout).toBe("i,k\n0,1\n");
  });
});

describe("rows with another number of cells", () => {
  const TEXT = "x,y\n1,2\n3\n4,5,6\n7,8\n";

  test("stop everything", async () => {
    const { code, stderr } = await mapOutcome(TEXT, ["-e", "z = x"]);
    expect([code, stderr]).toEqual([1, expect.stringContaining("row 2: has another number of cells")]);
  });

  test("or are filled up or cut", async () => {
    const { stdout, stderr } = await mapOutcome(TEXT, ["-e", "z = y", "--on-error", "null"]);
    expect(stdout).toBe("x,y,z\n1,2,2\n3,,\n4,5,5\n7,8,8\n");
    expect(stderr).toContain("2 values");
  });

  test("or are left out", async () => {
    const { stdout } = await mapOutcome(TEXT, ["-e", "z = y", "--on-error", "skip"]);
    expect(stdout).toBe("x,y,z\n1,2,2\n7,8,8\n");
  });
});

describe("wrong expressions", () => {
  test("names are compared with the header, and all problems are printed", async () => {
    const { code, stdout, stderr } = await mapOutcome("speed,mass\n1,2\n", [
      ...["-e", "e = mas * 2", "-e", "f = sped + nosuch(1)", "--where", "e >"],
    ]);
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(
      /unknown variable `mas`.*Did you mean `mass`[\s\S]*`sped`.*Did you mean `speed`[\s\S]*`nosuch`[\s\S]*before the end/,
    );
  });

  test("a column twice in the header can pass, but not be used", async () => {
    const text = "a,a,b\n1,2,3\n";
    expect((await mapOutcome(text, ["-e", "c = b"])).stdout).toBe("a,a,b,c\n1,2,3,3\n");
    const { code, stderr } = await mapOutcome(text, ["-e", "c = a"]);
    expect([code, stderr]).toEqual([1, expect.stringContaining("more than one column `a`")]);
    folder.write("in.csv", text);
    const outcome = await runCli(["map", folder.at("in.csv"), "-o", folder.at("out.arrow")]);
    expect([outcome.code, outcome.stderr]).toEqual([1, expect.stringContaining("more than one column `a`")]);
  });

  test("a definition of a column's name is a mistake", async () => {
    const { code, stderr } = await mapOutcome("g\n1\n", ["g=9.81", "-e", "y = g"]);
    expect([code, stderr]).toEqual([1, expect.stringContaining("rename the definition")]);
  });

  test.each([
    [["map", "in.csv"], "required option '-o"],
    [["map", "-o", "x.csv"], "missing required argument"],
    [["map", "in.csv", "-o", "x.csv", "-e", "sqrt(x)"], "takes the name of a new column"],
    [["map", "in.csv", "-o", "x.csv", "-e", "a == b"], "takes the name of a new column"],
    [["map", "in.csv", "-o", "x.csv", "-e", "2x = b"], "takes the name of a new column"],
    [["map", "in.csv", "-o", "x.csv", "x + 1"], "is not a definition"],
    [["map", "in.csv", "-o", "x"], "the format of x is not clear"],
    [["map", "in", "-o", "x.csv"], "the format of in is not clear"],
    [["map", "in.csv", "-o", "x.csv", "--from", "excel"], "--from takes csv"],
    [["map", "in.csv", "-o", "x.csv", "--on-error", "ignore"], "--on-error takes stop, null, skip"],
    [["map", "in.csv", "-o", "x.csv", "--delimiter", "::"], "--delimiter takes one character"],
    [["map", "in.csv", "-o", "x.csv", "--delimiter", '"'], "--delimiter takes one character"],
    [["map", "in.csv", "-o", "x.csv", "--delimiter", "5"], "--delimiter takes one character"],
    [["map", "-", "-o", "x.csv", "--from", "parquet"], "cannot go through a pipe"],
    [["map", "in.csv", "-o", "-", "--to", "arrow"], "--to arrow-stream"],
    [["map", "in.csv", "-o", "x.csv", "--nosuch"], "unknown option"],
  ])("%j is wrong usage", async (args, message) => {
    const { code, stdout, stderr } = await runCli(args);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(message);
  });
});

test("no table and no expression make it fail in an unforeseen way", async () => {
  const cell = fc.constantFrom(
    "x",
    "y",
    "1",
    "-2.5",
    "",
    '"',
    ",",
    "\n",
    "\r\n",
    "nan",
    "\u0000",
    "é",
    '"a"',
  );
  const table = fc.oneof(
    fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
    fc.array(cell, { maxLength: 20 }).map((cells) => Buffer.from(`x,y\n${cells.join("")}`)),
  );
  const part = fc.constantFrom("x", "y", "z", "+", "(", ")", "[", "]", "t", "1", "=", "?", ":", ".", " ");
  const expression = fc.array(part, { maxLength: 6 }).map((parts) => parts.join(""));
  const policy = fc.constantFrom("stop", "null", "skip");
  const outputs = fc.constantFrom("out.csv", "out.parquet", "out.arrow");
  await fc.assert(
    fc.asyncProperty(
      table,
      expression,
      expression,
      policy,
      outputs,
      async (bytes, e, where, onError, name) => {
        folder.write("in.csv", bytes);
        const { code, stdout, stderr } = await runCli([
          ...[
            "map",
            folder.at("in.csv"),
            "t=[1, 2]",
            "-e",
            `z = ${e}`,
            "--where",
            where,
            "--on-error",
            onError,
          ],
          ...["--summary", "-o", folder.at(name)],
        ]);
        expect([0, 1]).toContain(code);
        expect(stdout + stderr).not.toContain("zexpr failed");
        expect(folder.files()).toEqual(code === 0 ? ["in.csv", name] : ["in.csv"]);
        rmSync(folder.at(name), { force: true });
      },
    ),
    { numRuns: 300 },
  );
});

describe("--json", () => {
  test("reports counts and the first problem", async () => {
    folder.write("in.csv", "x\n1\nbad\n3\n");
    const args = ["map", folder.at("in.csv"), "-e", "y = x", "--where", "x < 3", "-o", folder.at("out.csv")];
    expect(await runJson([...args, "--on-error", "null"])).toEqual({
      code: 0,
      json: {
        input: folder.at("in.csv"),
        output: folder.at("out.csv"),
        rows: { read: 3, written: 1, skipped: 0 },
        nulled: 1,
        problem: expect.stringContaining('row 2 (line 3), column x: "bad" is no number'),
      },
    });
    expect((await runJson(args)).json.error.message).toContain("row 2 (line 3)");
    const { code, json } = await runJson([
      "map",
      folder.at("in.csv"),
      "-e",
      "y = z",
      "-o",
      folder.at("o.csv"),
    ]);
    expect([code, json.problems[0].code]).toEqual([1, "UnknownVariable"]);
  });

  test("goes to standard error where the table goes to standard output", async () => {
    const { stdout, stderr } = await runCli(["--json", "map", "-", "-e", "y = x", "-o", "-"], "x\n1\n");
    expect(stdout).toBe("x,y\n1,1\n");
    expect(JSON.parse(stderr)).toMatchObject({ rows: { read: 1, written: 1 } });
  });
});
