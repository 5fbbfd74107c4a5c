import { PassThrough } from "node:stream";
import { describe, expect, test } from "vitest";
import type { Source } from "../src/map/block.ts";
import { durationText, startProgress } from "../src/map/progress.ts";
import { run } from "../src/program.ts";
import { useFolder } from "./map-folder.ts";
import { textOf } from "./run-cli.ts";

const folder = useFolder();

/** A stream that says it is a terminal. */
function terminal(): PassThrough & { isTTY: boolean } {
  return Object.assign(new PassThrough(), { isTTY: true, columns: 80, cursorTo() {}, clearLine() {} });
}

describe("on a terminal", () => {
  test.each([
    [{ done: 250, total: 1000 }, /25% .*[\d,]+ rows\/s {2}\d+:\d\d left/],
    [undefined, /5,000 rows, [\d,]+ rows\/s/],
  ])("shows rate, and time left if that can be known: %j", async (progress, expected) => {
    const stderr = terminal();
    const io = { stdin: new PassThrough(), stdout: new PassThrough(), stderr, env: {} };
    const bar = await startProgress({ progress: () => progress } as Source, io);
    await new Promise((resolve) => setTimeout(resolve, 150));
    bar.update(5000);
    await new Promise((resolve) => setTimeout(resolve, 150));
    bar.stop();
    expect(textOf(stderr)).toMatch(expected);
  });

  test("a whole run shows a bar", async () => {
    folder.write("in.csv", `x\n${"1\n".repeat(100_000)}`);
    const stderr = terminal();
    const io = { stdin: new PassThrough(), stdout: new PassThrough(), stderr, env: {} };
    const args = ["map", folder.at("in.csv"), "-e", "y = x", "-o", folder.at("out.csv")];
    expect(await run(args, io)).toBe(0);
    expect(textOf(stderr)).toContain("rows/s");
  });
});

test.each([
  [0, "0:00"],
  [59.4, "0:59"],
  [125, "2:05"],
  [3600 + 62, "1:01:02"],
])("%d seconds are %j", (seconds, text) => {
  expect(durationText(seconds)).toBe(text);
});
