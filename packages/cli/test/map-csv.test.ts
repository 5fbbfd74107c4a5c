import fc from "fast-check";
import Papa from "papaparse";
import { describe, expect, test } from "vitest";
import { cellNumber } from "../src/map/csv-number.ts";
import { lineEndOf, parseRows } from "../src/map/csv-rows.ts";
import { decode } from "../src/map/csv-text.ts";
import { mapOutcome, mapText, useFolder } from "./map-folder.ts";
import { runCli } from "./run-cli.ts";

const folder = useFolder();

/** Whether it is the bytes, or the characters, that come in pieces. */
async function* pieces<T>(...parts: T[]): AsyncIterable<T> {
  yield* parts;
}

async function collect<T>(parts: AsyncIterable<T[]>): Promise<T[]> {
  const all: T[] = [];
  for await (const part of parts) all.push(...part);
  return all;
}

describe("new columns", () => {
  test("are computed from numbers, and the rest is as it was", async () => {
    const text = "id,vx,vy,note\n007,3,4,a\n8,1e1,-0.5,\n 9 , 6 ,8,b c\n";
    expect(await mapText(text, ["-e", "speed = sqrt(vx^2 + vy^2)"])).toBe(
      `id,vx,vy,note,speed\n007,3,4,a,5\n8,1e1,-0.5,,${Math.hypot(10, 0.5)}\n 9 , 6 ,8,b c,10\n`,
    );
  });

  test("may use those before them, functions and variables", async () => {
    const args = ["half(a) = a / 2", "g=10", "-e", "y = half(x) + g", "-e", "z = y * y"];
    expect(await mapText("x\n1\n2\n", args)).toBe("x,y,z\n1,10.5,110.25\n2,11,121\n");
  });

  test("may use columns through functions", async () => {
    expect(await mapText("x,k\n1,5\n2,7\n", ["f(a) = a + 1", "-e", "y = f(f(x)) + k"])).toBe(
      "x,k,y\n1,5,8\n2,7,11\n",
    );
  });

  test("replace one of the same name where it is; later ones see the new one", async () => {
    expect(await mapText("a,b,c\n1,2,3\n", ["-e", "b = a + b", "-e", "b = b * 10", "-e", "d = b"])).toBe(
      "a,b,c,d\n1,30,3,30\n",
    );
  });

  test("hide constants of the language", async () => {
    expect(await mapText("e,pi\n2,5\n", ["-e", "s = e + pi"])).toBe("e,pi,s\n2,5,7\n");
  });

  test("are written in the shortest form that reads back", async () => {
    const text = "x\n0.1\n-0\nnan\n-inf\n1e400\n1e21\n";
    const [, ...lines] = (await mapText(text, ["-e", "y = x * 3"])).trim().split("\n");
    expect(lines.map((line) => line.split(",")[1])).toEqual([
      "0.30000000000000004",
      "-0",
      "NaN",
      "-Infinity",
      "Infinity",
      "3e+21",
    ]);
  });

  test("of many rows have the values of JavaScript's loop, in order", async () => {
    const rows = 20_000;
    const xs = Array.from({ length: rows }, (_, i) => (i * 7919) % 10_007);
    folder.write("in.csv", `i,x\n${xs.map((x, i) => `${i},${x}\n`).join("")}`);
    const args = [folder.at("in.csv"), "-e", "y = x*x - i", "--where", "y > 0", "-o", folder.at("out.csv")];
    expect((await runCli(["map", ...args])).code).toBe(0);
    const expected = xs.flatMap((x, i) => (x * x - i > 0 ? [`${i},${x},${x * x - i}\n`] : []));
    expect(folder.read("out.csv")).toBe(`i,x,y\n${expected.join("")}`);
  });
});

describe("--where", () => {
  test("keeps rows for which it is true, and may use new columns", async () => {
    expect(await mapText("x\n1\n2\n3\n", ["-e", "y = x * 2", "--where", "y > 2 && x < 3"])).toBe(
      "x,y\n2,4\n",
    );
  });

  test("drops rows in which an input is missing; NaN is true, as in expressions", async () => {
    expect(await mapText("x,k\n,1\nNaN,2\n0,3\n5,4\n", ["--where", "x"])).toBe("x,k\nNaN,2\n5,4\n");
  });

  test("may keep nothing", async () => {
    expect(await mapText("x\n1\n", ["--where", "x > 1"])).toBe("x\n");
  });
});

describe("missing cells", () => {
  test("give missing results, also through other new columns, and stay as they are", async () => {
    expect(await mapText("x,y\n1,\n,2\n3,4\n", ["-e", "z = x + 1", "-e", "w = z * y", "-e", "one = 1"])).toBe(
      "x,y,z,w,one\n1,,2,,1\n,2,,,1\n3,4,4,16,1\n",
    );
  });

  test("may have another spelling, which is written, too", async () => {
    expect(await mapText("x,t\nNA,NA\n,a\n3,\n", ["--missing", "NA", "-e", "y = x + 1"])).toBe(
      "x,t,y\nNA,NA,NA\n,a,NA\n3,,4\n",
    );
  });

  test("do not fail where a number would", async () => {
    expect(await mapText("i\n0\n\n1\n", ["t = [5, 6]", "-e", "y = t[i]"])).toBe("i,y\n0,5\n,\n1,6\n");
  });
});

describe("how CSV is written", () => {
  test("quoted cells keep delimiters, lines, quotes and blanks", async () => {
    const text = 'x,"a ""b"", c"\n1,"two\nlines"\n2,"""quoted"""\n3," ,"\n4, kept \n';
    expect(await mapText(text, [])).toBe(text);
    expect(await mapText(text, ["-e", "y = x"])).toContain('2,"""quoted""",2\n');
  });

  test("a byte order mark is dropped, CR LF stays", async () => {
    expect(await mapText("\uFEFFx,y\r\n1,2\r\n", ["-e", "z = x + y"])).toBe("x,y,z\r\n1,2,3\r\n");
    expect(await mapText("x,y\r1,2\r", ["-e", "z = x + y"])).toBe("x,y,z\r1,2,3\r");
  });

  test.each([";", "|", "\t", " ", "§", "\\", "^", "]", "-"])("delimiter %j", async (delimiter) => {
    const join = (...cells: string[]): string => `${cells.join(delimiter)}\n`;
    const text = join("x", "y") + join("3", `"a${delimiter}b"`);
    if (delimiter === "-") {
      expect((await mapOutcome(text, ["--delimiter", delimiter])).code).toBe(2);
      return;
    }
    expect(await mapText(text, ["--delimiter", delimiter, "-e", "z = x"])).toBe(
      join("x", "y", "z") + join("3", `"a${delimiter}b"`, "3"),
    );
  });

  test("tab by name, and in .tsv files", async () => {
    expect(await mapText("x\ty\n1\t2\n", ["--delimiter", "tab", "-e", "z = y"])).toBe("x\ty\tz\n1\t2\t2\n");
    folder.write("in.tsv", "x\ty\n1\t2,5\n");
    expect((await runCli(["map", folder.at("in.tsv"), "-e", "z = x", "-o", folder.at("out.csv")])).code).toBe(
      0,
    );
    expect(folder.read("out.csv")).toBe('x,y,z\n1,"2,5",1\n');
  });

  test("without a header columns have numbers", async () => {
    expect(await mapText("1,2\n3,4\n", ["--no-header", "-e", "s = c1 + c2"])).toBe("1,2,3\n3,4,7\n");
  });

  test("blank lines are no rows, unless there is one column; the last line needs no end", async () => {
    expect(await mapText("x,y\n\n1,2\n\n\n3,4", ["-e", "z = x"])).toBe("x,y,z\n1,2,1\n3,4,3\n");
    expect(await mapText('x\n1\n\n""\n', ["--where", "1"])).toBe('x\n1\n""\n""\n');
  });

  test("tables without rows or with nothing to do pass through", async () => {
    expect(await mapText("a,b\n", ["-e", "c = a"])).toBe("a,b,c\n");
    expect(await mapText("a,b\n1,x\n", [])).toBe("a,b\n1,x\n");
  });

  test("any cells come back as they were", async () => {
    const cell = fc.oneof(
      fc.constantFrom("", '"', '""', ",", "\n", "\r\n", "\r", " ", "é€😀", "\uFEFF", "1", "a,b"),
      fc.string({ unit: "binary", maxLength: 6 }),
    );
    const table = fc
      .integer({ min: 1, max: 4 })
      .chain((width) =>
        fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 8 }),
      );
    await fc.assert(
      fc.asyncProperty(table, fc.constantFrom(",", ";", "\t"), async (rows, delimiter) => {
        const header = (rows[0] as string[]).map((_, i) => `n${i}`);
        const text = `${Papa.unparse([header, ...rows], { delimiter, newline: "\n", quotes: true })}\n`;
        const out = await mapText(text, ["--delimiter", delimiter, "-e", "last_one = 7"]);
        const { data } = Papa.parse<string[]>(out.slice(0, -1), { delimiter, newline: "\n" });
        expect(data).toEqual([[...header, "last_one"], ...rows.map((row) => [...row, "7"])]);
      }),
      { numRuns: 150 },
    );
  });

  test("it does not matter where the pieces are cut that are read", async () => {
    const text = '"a","b\r\nc"\r\n"1""2",3\r\n"",""\r\n4,"x"\r\n';
    const whole = Papa.parse<string[]>(text.slice(0, -2), { delimiter: ",", newline: "\r\n" }).data;
    for (let cut = 0; cut <= text.length; cut++)
      for (let next = cut; next <= text.length; next++) {
        const parts = pieces(text.slice(0, cut), text.slice(cut, next), text.slice(next));
        expect(await collect(parseRows(parts, "t", ",", "\r\n"))).toEqual(whole);
      }
  });

  test("the kind of line end is that of the first line, outside quotes", () => {
    expect(lineEndOf('"a\nb",c\r\nd')).toBe("\r\n");
    expect(lineEndOf('"a""\r\n",c\nd')).toBe("\n");
    expect(lineEndOf("a\rb")).toBe("\r");
    expect(lineEndOf("a\r")).toBeUndefined();
    expect(lineEndOf('"a\n')).toBeUndefined();
  });

  test("bytes that are cut anywhere are the same text, and bytes that are no UTF-8 are refused", async () => {
    const text = "é€😀\uFFFDa";
    const bytes = Buffer.from(text);
    for (let cut = 0; cut <= bytes.length; cut++) {
      let read = "";
      for await (const part of decode(pieces(bytes.subarray(0, cut), bytes.subarray(cut)), "t")) read += part;
      expect(read).toBe(text);
    }
    for (const bad of [[0xe9, 0x2c], [0x61, 0xff], [0xc3], [0xf0, 0x9f, 0x98]]) {
      folder.write("bad.csv", Buffer.from([0x78, 0x0a, ...bad]));
      const { code, stderr } = await runCli(["map", folder.at("bad.csv"), "-o", folder.at("out.csv")]);
      expect([code, stderr]).toEqual([1, expect.stringContaining("not UTF-8")]);
      expect(folder.files()).toEqual(["bad.csv"]);
    }
  });

  test.each([
    ['x,y\n1,"2\n3,4\n', "a quote is opened and never closed"],
    ['x,y\n1,2\n"a"b,3\n', "line 3 or later: a quoted cell goes on after its closing quote"],
    ["", "standard input is empty"],
  ])("%j is refused, whatever the policy", async (text, message) => {
    for (const policy of ["stop", "null", "skip"]) {
      const { code, stderr } = await mapOutcome(text, ["--on-error", policy]);
      expect([code, stderr]).toEqual([1, expect.stringContaining(message)]);
    }
  });

  test("a quote that is never closed is noticed before all is read", async () => {
    folder.write("in.csv", `x\n"${"a".repeat(1000)}\n${"bbbbbbbbbbbbbbb\n".repeat(1_200_000)}`);
    const { code, stderr } = await runCli(["map", folder.at("in.csv"), "-o", folder.at("out.csv")]);
    expect([code, stderr]).toEqual([1, expect.stringContaining("never closed")]);
  });
});

test.each([
  ["1", 1],
  [" 1.5e3\t", 1500],
  ["-.5", -0.5],
  ["+7", 7],
  ["0", 0],
  ["00", 0],
  ["-0.0", -0],
  ["NaN", Number.NaN],
  ["-nan", Number.NaN],
  ["inf", Number.POSITIVE_INFINITY],
  ["-INFINITY", Number.NEGATIVE_INFINITY],
  ["0.1", 0.1],
  ["179769313486231580793e300", Number.POSITIVE_INFINITY],
  ["", undefined],
  ["  ", undefined],
  ["1,5", undefined],
  ["1 2", undefined],
  ["1_000", undefined],
  ["abc", undefined],
  ["infin", undefined],
  ["true", undefined],
])("%j is the number %d", (text, value) => {
  expect(cellNumber(text)).toBe(value);
});
