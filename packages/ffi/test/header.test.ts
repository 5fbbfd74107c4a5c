import { expect, test } from "vitest";
import { printHeader } from "./print-header.ts";

test("zexpr.h is what the table of prototypes says", async () => {
  await expect(printHeader()).toMatchFileSnapshot("../include/zexpr.h");
});
