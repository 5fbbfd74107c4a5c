// Runs the built program, as main.test.ts does.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  createWriteStream,
  lstatSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
} from "node:fs";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import * as arrow from "apache-arrow";
import { describe, expect, test } from "vitest";
import { useFolder } from "./map-folder.ts";
import { runCli } from "./run-cli.ts";

const MAIN = fileURLToPath(new URL("../dist/main.js", import.meta.url));
const folder = useFolder();

/** Writes a table of numbers of about this many bytes, and gives the sum of x + y. */
async function writeTable(name: string, bytes: number): Promise<{ rows: number; sum: number }> {
  const stream = createWriteStream(folder.at(name));
  stream.write("id,x,y,text\n");
  let [rows, sum, written] = [0, 0, 0];
  while (written < bytes) {
    let piece = "";
    for (let i = 0; i < 2000; i++, rows++) {
      const [x, y] = [rows % 1000, (rows * 7) % 500];
      sum += x + y;
      piece += `${rows},${x},${y},some text of row ${rows}\n`;
    }
    written += piece.length;
    if (!stream.write(piece)) await once(stream, "drain");
  }
  stream.end();
  await once(stream, "finish");
  return { rows, sum };
}

describe("the output appears whole or not at all", () => {
  test("an existing file stays until the new one is complete, and if that fails", async () => {
    folder.write("in.csv", "x\n1\nbad\n");
    folder.write("out.csv", "old");
    const args = ["map", folder.at("in.csv"), "-e", "y = x", "-o", folder.at("out.csv")];
    expect((await runCli(args)).code).toBe(1);
    expect([folder.files(), folder.read("out.csv")]).toEqual([["in.csv", "out.csv"], "old"]);
    expect((await runCli([...args, "--on-error", "skip"])).code).toBe(0);
    expect([folder.files(), folder.read("out.csv")]).toEqual([["in.csv", "out.csv"], "x,y\n1,1\n"]);
  });

  test("the input can be replaced", async () => {
    const { rows } = await writeTable("t.csv", 300_000);
    for (let i = 0; i < 2; i++)
      expect(
        (await runCli(["map", folder.at("t.csv"), "-e", `z${i} = x + y`, "-o", folder.at("t.csv")])).code,
      ).toBe(0);
    const lines = folder.read("t.csv").split("\n");
    expect([lines.length, lines[0], lines[2]]).toEqual([
      rows + 2,
      "id,x,y,text,z0,z1",
      "1,1,7,some text of row 1,8,8",
    ]);
    expect(folder.files()).toEqual(["t.csv"]);
  });

  test.skipIf(process.platform === "win32")("a link stays, and so do permissions", async () => {
    folder.write("in.csv", "x\n1\n");
    chmodSync(folder.write("real.csv", ""), 0o640);
    symlinkSync("real.csv", folder.at("link.csv"));
    expect((await runCli(["map", folder.at("in.csv"), "-o", folder.at("link.csv")])).code).toBe(0);
    expect(lstatSync(folder.at("link.csv")).isSymbolicLink()).toBe(true);
    expect([folder.read("real.csv"), statSync(folder.at("real.csv")).mode & 0o777]).toEqual([
      "x\n1\n",
      0o640,
    ]);
  });

  test.skipIf(process.platform === "win32")("what is no file is written to, not replaced", async () => {
    folder.write("in.csv", "x\n1\n");
    const args = ["map", folder.at("in.csv"), "--to", "csv", "-o", "/dev/null"];
    expect((await runCli(args)).code).toBe(0);
    expect(statSync("/dev/null").isCharacterDevice()).toBe(true);
  });

  test("says what cannot be read or written", async () => {
    folder.write("in.csv", "x\n1\n");
    mkdirSync(folder.at("dir.csv"));
    for (const [from, to, message] of [
      ["none.csv", "out.csv", "cannot read .*none.csv: there is no such file"],
      ["none.parquet", "out.csv", "cannot read .*none.parquet: there is no such file"],
      ["none.arrow", "out.csv", "cannot read .*none.arrow: there is no such file"],
      ["dir.csv", "out.csv", "cannot read .*dir.csv: it is a folder"],
      ["in.csv", "dir.csv", "cannot write .*dir.csv: it is a folder"],
      ["in.csv", "none/out.csv", "cannot write .*none/out.csv: there is no such folder"],
      ["in.csv", "in.csv/out.csv", "cannot write .*a part of the path is no folder"],
    ] as const) {
      const { code, stderr } = await runCli(["map", folder.at(from), "-o", folder.at(to)]);
      expect([code, stderr]).toEqual([1, expect.stringMatching(message)]);
    }
    expect(folder.files()).toEqual(["dir.csv", "in.csv"]);
  });

  test.skipIf(process.platform === "win32").each([
    ["SIGINT", 130, "out.csv"],
    ["SIGTERM", 143, "out.parquet"],
    ["SIGINT", 130, "out.arrow"],
  ] as const)("%s ends it with code %i and leaves nothing of %s", async (signal, code, output) => {
    // Its input never ends, so that it is in the middle whenever the signal comes.
    const child = spawn(process.execPath, [MAIN, "map", "-", "-e", "y = x * 2", "-o", folder.at(output)]);
    child.stdin.on("error", () => {});
    child.stdin.write("x\n");
    const rows = `${"1.5\n".repeat(4000)}`;
    const feeding = setInterval(() => child.stdin.write(rows), 5);
    await until(
      () => folder.files().length > 0 && statSync(folder.at(folder.files()[0] as string)).size > 0,
      child,
    );
    expect(folder.files()).toEqual([expect.stringMatching(/^\.out\..*\.tmp$/)]);
    child.kill(signal);
    const [exitCode] = await once(child, "exit");
    clearInterval(feeding);
    expect([exitCode, folder.files()]).toEqual([code, []]);
  });
});

async function until(condition: () => boolean, child: ChildProcess): Promise<void> {
  while (!condition()) {
    if (child.exitCode !== null) throw new Error(`it ended with code ${child.exitCode}`);
    await setTimeout(20);
  }
}

describe("files larger than the heap", () => {
  test("pass through CSV and Arrow, with 32 MB for JavaScript's objects", { timeout: 240_000 }, async () => {
    const { rows, sum } = await writeTable("in.csv", 70_000_000);
    // The same limit is too low for reading such a file at once.
    const atOnce = `require("fs").readFileSync(process.argv[1], "utf8").split("\\n").map((line) => line.split(","))`;
    const args = ["--max-old-space-size=32", "-e", atOnce, folder.at("in.csv")];
    expect(spawnSync(process.execPath, args).status).not.toBe(0);
    const run = (from: string, to: string, ...args: string[]): void => {
      const { status, stderr } = spawnSync(
        process.execPath,
        ["--max-old-space-size=32", MAIN, "map", folder.at(from), ...args, "-o", folder.at(to)],
        { encoding: "utf8" },
      );
      expect([status, stderr]).toEqual([0, ""]);
    };
    run("in.csv", "a.csv", "-e", "s = x + y");
    run("a.csv", "b.arrow", "--where", "s >= 0");
    run("b.arrow", "c.csv", "-e", "t = s * 2");
    let total = 0;
    let lines = -1;
    for (const line of readFileSync(folder.at("c.csv"), "utf8").trimEnd().split("\n")) {
      if (lines++ >= 0) total += Number(line.slice(line.lastIndexOf(",") + 1));
    }
    expect([lines, total]).toEqual([rows, sum * 2]);
  });
});

describe("pipes", () => {
  const map = (args: readonly string[], input: string | Uint8Array): Buffer => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, "map", "-", ...args, "-o", "-"], {
      input,
      maxBuffer: 1 << 28,
    });
    expect([status, String(stderr)]).toEqual([0, ""]);
    return stdout;
  };

  test("carry CSV and Arrow streams", () => {
    const csv = `x\n${Array.from({ length: 50_000 }, (_, i) => i).join("\n")}\n`;
    const stream = map(["--to", "arrow-stream", "-e", "y = x + 1"], csv);
    expect(arrow.tableFromIPC(stream).numRows).toBe(50_000);
    const back = String(map(["--from", "arrow-stream", "--where", "x >= 49999"], stream));
    expect(back).toBe("x,y\n49999,50000\n");
  });

  test.skipIf(process.platform === "win32")("that nobody reads any more end it quietly", () => {
    const csv = `x\n${"1\n".repeat(500_000)}`;
    const script = '("$0" "$1" map - -e "y = x" -o -; echo "exit $?" >&2) | head -n 2';
    const { stdout, stderr } = spawnSync("sh", ["-c", script, process.execPath, MAIN], {
      encoding: "utf8",
      input: csv,
    });
    expect({ stdout, stderr }).toEqual({ stdout: "x,y\n1,1\n", stderr: "exit 0\n" });
  });

  test("show no progress", async () => {
    await writeTable("in.csv", 1_000_000);
    const { stderr } = await runCli(["map", folder.at("in.csv"), "-e", "z = x", "-o", folder.at("o.csv")]);
    expect(stderr).toBe("");
  });
});
