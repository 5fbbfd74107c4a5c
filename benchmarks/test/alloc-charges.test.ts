import { describe, expect, test } from "vitest";
import { chargesBelow, type ProfileNode } from "../src/alloc/charges.ts";

function node(
  functionName: string,
  url: string,
  selfSize: number,
  children: ProfileNode[] = [],
): ProfileNode {
  return { callFrame: { functionName, url, lineNumber: 4, columnNumber: 0 }, selfSize, children };
}

/** A script without a file beside it that maps it to its source. */
const SCRIPT = "https://example.org/script.js";

describe("chargesBelow", () => {
  test("counts what the named function called, by function, and nothing else", () => {
    const head = node("(root)", "", 1_000, [
      node("post", "node:inspector", 500),
      node("run", SCRIPT, 1, [
        node("evaluate", SCRIPT, 10, [node("inner", SCRIPT, 100)]),
        node("evaluate", SCRIPT, 20),
      ]),
    ]);
    expect(chargesBelow(head, "run")).toEqual([
      { bytes: 100, function: "inner", place: `${SCRIPT}:5` },
      { bytes: 30, function: "evaluate", place: `${SCRIPT}:5` },
      { bytes: 1, function: "run", place: `${SCRIPT}:5` },
    ]);
  });

  test("charges V8's own functions, which have no file, to their callers", () => {
    const values = node("values", "", 208, [node("(V8 API)", "", 8)]);
    const head = node("(root)", "", 0, [node("run", SCRIPT, 0, [node("isStatus", SCRIPT, 0, [values])])]);
    expect(chargesBelow(head, "run")).toEqual([{ bytes: 216, function: "isStatus", place: `${SCRIPT}:5` }]);
  });

  test("is empty where nothing was allocated", () => {
    expect(chargesBelow(node("(root)", "", 9, [node("run", SCRIPT, 0)]), "run")).toEqual([]);
  });
});
