import { describe, expect, test } from "vitest";
import { codeFrame, ExprError, Status } from "../src/index.ts";

const source = "1 + coz(x)";
const span = { start: 4, end: 7 };

describe("ExprError", () => {
  test("is an Error with a name, a code and the code's status", () => {
    const error = new ExprError("UnknownFunction", "unknown function `coz`");
    expect(error).toBeInstanceOf(Error);
    expect(error.name).toBe("ExprError");
    expect(error.code).toBe("UnknownFunction");
    expect(error.status).toBe(Status.UnknownFunction);
    expect(String(error)).toBe("ExprError: unknown function `coz`");
  });

  test("carries what it is given", () => {
    const cause = new TypeError("inner");
    const error = new ExprError("Other", "message", { span, source, suggestions: ["cos"], cause });
    expect(error).toMatchObject({ span, source, suggestions: ["cos"], cause });
  });

  test("carries nothing by default", () => {
    const error = new ExprError("Other", "message");
    expect(error.span).toBeUndefined();
    expect(error.source).toBeUndefined();
    expect(error.suggestions).toEqual([]);
    expect("cause" in error).toBe(false);
  });

  test("keeps undefined as a cause", () => {
    expect("cause" in new ExprError("Other", "message", { cause: undefined })).toBe(true);
  });

  test("frames the message with the source line", () => {
    const error = new ExprError("UnknownFunction", "unknown function `coz`", { span, source });
    expect(error.frame()).toBe(`unknown function \`coz\`\n${codeFrame(source, span)}`);
  });

  test.each([{}, { span }, { source }])("frames the message alone given %o", (details) => {
    expect(new ExprError("Other", "message", details).frame()).toBe("message");
  });

  test("accepts span and source later", () => {
    const error = new ExprError("Other", "message");
    error.span = span;
    error.source = source;
    expect(error.frame()).toContain("^^^");
  });
});
