import type { CDPSession } from "playwright-core";
import { expect, test } from "vitest";
import { profilePage } from "../src/alloc/browser-profile.ts";

/** A node of a profile; without a script it is V8's own. */
function node(functionName: string, url: string, selfSize: number, children: object[] = []): object {
  return { callFrame: { functionName, url, lineNumber: 6, columnNumber: 0 }, selfSize, children };
}

test("profilePage charges what was run by function, V8's own allocations to the caller", async () => {
  const head = node("(root)", "", 0, [
    node("somethingElse", "page.js", 500),
    node("measured", "page.js", 0, [
      node("loop", "page.js", 12, [
        node("Map", "", 100, [node("hash", "", 4)]),
        node("inner", "page.js", 300),
      ]),
    ]),
  ]);
  const sent: string[] = [];
  const session = {
    send(method: string) {
      sent.push(method);
      return Promise.resolve(method.endsWith("stopSampling") ? { profile: { head } } : {});
    },
  };
  const charges = await profilePage(session as unknown as CDPSession, "measured", () => {
    sent.push("run");
    return Promise.resolve();
  });
  expect(sent).toEqual(["HeapProfiler.startSampling", "run", "HeapProfiler.stopSampling"]);
  expect(charges).toEqual([
    { bytes: 300, function: "inner", place: "page.js:7" },
    { bytes: 116, function: "loop", place: "page.js:7" },
  ]);
});
