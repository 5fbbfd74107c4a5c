import { describe, expect, test } from "vitest";
import { Batch } from "zexpr";
import { Program, RESULT_BYTES } from "./program.ts";

function errorOf(prepare: (batch: Batch) => void): string {
  try {
    prepare(new Batch());
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error("threw nothing");
}

describe("an ExprResult", () => {
  test("has status, value, index and error at 0, 8, 16 and 20, little-endian", () => {
    const program = new Program();
    const { library, result } = program;
    const batch = program.batch(["a", "b", "c"], ["1"]);
    program.bytes.fill(0xcc, result, result + RESULT_BYTES);
    library.expr_batch_add_expression(result, batch, program.text("a a"));
    const { view } = program;
    expect(view.getInt32(result, true)).toBe(3);
    expect(view.getFloat64(result + 8, true)).toBeNaN();
    expect(view.getInt32(result + 16, true)).toBe(-1);
    expect(program.string(result + 20)).toBe(errorOf((it) => it.addExpression("a a")));
  });

  test("of a success: index of what was added, value 0, no text; whatever stood there before", () => {
    const program = new Program();
    const batch = program.batch([], []);
    for (let i = 0; i < 3; i++) {
      program.bytes.fill(0xff, program.result, program.result + RESULT_BYTES);
      expect(program.addVariable(batch, `v${i}`)).toEqual({ status: 0, value: 0, index: i, error: "" });
      program.bytes.fill(0xff, program.result, program.result + RESULT_BYTES);
      expect(program.addExpression(batch, `v${i}`)).toEqual({ status: 0, value: 0, index: i, error: "" });
    }
    program.bytes.fill(0xff, program.result, program.result + RESULT_BYTES);
    expect(program.evaluateEx(batch)).toEqual({ status: 0, value: 0, index: 0, error: "" });
    expect(program.isValid(batch)).toMatchObject({ status: 0, value: 1, error: "" });
  });

  test("of a failure: status, NaN, -1, and a text; the next success leaves none of it", () => {
    const program = new Program();
    const batch = program.batch([], []);
    const failures = [
      program.addExpression(batch, "1 1"),
      program.addVariable(batch, ""),
      program.isValid(0),
    ];
    for (const [i, status] of [3, 99, -1].entries()) {
      expect(failures[i]).toMatchObject({ status, value: Number.NaN, index: -1 });
      expect(failures[i].error).not.toBe("");
    }
    expect(program.addExpression(batch, "1")).toEqual({ status: 0, value: 0, index: 0, error: "" });
  });

  test("status is what the function returns", () => {
    const program = new Program();
    const { library, result } = program;
    const batch = program.batch(["x"], ["x"]);
    for (const source of ["1", "1 +", "(1", "$", "1 2", "nosuch"]) {
      const returned = library.expr_batch_add_expression(result, batch, program.text(source));
      expect(program.read().status).toBe(returned);
    }
    expect([library.expr_batch_evaluate_ex(result, batch, 0), program.read().status]).toEqual([5, 5]);
  });

  test("carries zexpr's own message", () => {
    const program = new Program();
    const batch = program.batch(["x"], []);
    for (const source of ["1 +", "(1]", "1..2", "f(,1)", "$", "1 ?2"]) {
      expect(program.addExpression(batch, source).error).toBe(errorOf((it) => it.addExpression(source)));
    }
  });
});

describe("a text that does not fit is cut to 255 bytes, between characters", () => {
  /** Message of a name that is taken, as bytes. */
  function full(name: string): Uint8Array {
    return new TextEncoder().encode(
      errorOf((batch) => {
        batch.addVariable(name);
        batch.addVariable(name);
      }),
    );
  }

  const NAMES = ["a", "é", "€", "😀", "aé€😀"].flatMap((unit) =>
    [0, 1, 2, 3].map((shift) => "z".repeat(shift) + unit.repeat(Math.floor((255 - shift) / unit.length))),
  );

  test.each(NAMES)("%s", (name) => {
    const program = new Program();
    const batch = program.batch([name], []);
    program.bytes.fill(0x5a, program.result, program.result + RESULT_BYTES);
    expect(program.addVariable(batch, name).status).toBe(14);
    const message = full(name);
    let end = Math.min(255, message.length);
    while ((message[end] & 0xc0) === 0x80) end--;
    const error = program.result + 20;
    expect(program.bytes.slice(error, error + end)).toEqual(message.slice(0, end));
    expect(program.bytes[error + end]).toBe(0);
    expect(end).toBeGreaterThan(251);
  });

  test("a message of exactly 255 bytes is whole, of 256 is cut by one", () => {
    const frame = full("x").length - 1;
    for (const [length, expected] of [
      [254, 254],
      [255, 255],
      [256, 255],
      [257, 255],
    ]) {
      const program = new Program();
      const name = "q".repeat(length - frame);
      const batch = program.batch([name], []);
      expect(program.addVariable(batch, name).error.length).toBe(expected);
    }
  });
});
