import { afterEach, describe, expect, test, vi } from "vitest";

type Zexpr = typeof import("zexpr");

/** What the types of this project leave out. */
const { CompileError } = WebAssembly as unknown as { CompileError: ErrorConstructor };

const HOST = Object.getOwnPropertyDescriptors(WebAssembly);
const { Module } = WebAssembly;

afterEach(() => {
  Object.defineProperties(WebAssembly, HOST);
  vi.resetModules();
});

/** Replaces the host's class of modules: `refuse` throws for those that it does not compile. */
function watchModules(refuse: (bytes: Uint8Array<ArrayBuffer>) => void): void {
  const value = new Proxy(Module, {
    construct(target, args) {
      refuse(args[0]);
      return Reflect.construct(target, args);
    },
  });
  Object.defineProperty(WebAssembly, "Module", { ...HOST.Module, value });
}

const REFUSE = () => {
  throw new CompileError("Wasm code generation disallowed by embedder");
};

const ROWS = 5_001;

/** Text of all bits that the columns of a batch with kernels, branches and lookups leave. */
function evaluated({ Batch, Context }: Pick<Zexpr, "Batch" | "Context">, tier?: "wasm" | "interpreter") {
  const context = new Context();
  context.setArray("t", [1, 2, 3]);
  const batch = new Batch({ context, tier, wasmAfter: 0 });
  batch.addVariable("x");
  batch.addFunction("f", ["p"], "p > 0 ? sin(p) : exp(p)");
  batch.addExpression("f(x) + x % 0.3");
  batch.addExpression("x > 0.5 ? t[x * 4] : t[0]");
  const table = batch.columns({ rows: ROWS });
  const x = table.input("x");
  for (let row = 0; row < ROWS; row++) x[row] = ((row * 7919) % 2003) / 2003 - 0.4;
  x[4_200] = 9;
  const status = table.tryEvaluate();
  const bits = [0, 1].map((i) => Buffer.from(table.output(i).slice().buffer).toString("base64"));
  return {
    tier: table.statistics().tier,
    left: { status, bits, row: table.failedRow, error: table.lastError?.message },
  };
}

describe("the same bits", () => {
  test("in vector code, in the interpreter, and in a library without any translator", async () => {
    vi.resetModules();
    const bare = evaluated((await import("zexpr/interpreter")) as unknown as Zexpr);
    expect(bare.tier).toBe("interpreter");
    const zexpr = await import("zexpr");
    const vectors = evaluated(zexpr, "wasm");
    expect(vectors.tier).toBe("simd");
    expect(bare.left).toEqual(vectors.left);
    expect(evaluated(zexpr, "interpreter")).toEqual(bare);
    expect(bare.left).toMatchObject({ row: 4_200, error: expect.stringMatching(/^row 4200: index/) });
  });

  test("where the host refuses to compile: tier auto stays in the interpreter", async () => {
    const expected = evaluated(await import("zexpr"), "interpreter");
    vi.resetModules();
    watchModules(REFUSE);
    expect(evaluated(await import("zexpr"))).toEqual(expected);
  });

  test("where it compiles no vectors", async () => {
    const expected = evaluated(await import("zexpr"), "interpreter");
    vi.resetModules();
    let refused = 0;
    // The kernels are what is compiled first.
    watchModules((bytes) => {
      const names = Module.exports(new Module(bytes)).map(({ name }) => name);
      if (!names.some((name) => name.endsWith("_x2"))) return;
      refused++;
      throw new CompileError("invalid value type 's128', enable with --experimental-wasm-simd");
    });
    const zexpr = await import("zexpr");
    expect(evaluated(zexpr)).toEqual(expected);
    evaluated(zexpr);
    // The host is asked once, however many programs there are.
    expect(refused).toBe(1);
    const batch = new zexpr.Batch({ tier: "wasm" });
    batch.addExpression("sin(1)");
    batch.evaluate();
    expect(batch.statistics().tier).toBe("wasm");
    expect(() => batch.columns({ rows: 3 }).evaluate()).toThrow(
      expect.objectContaining({
        code: "Other",
        message: expect.stringMatching(/WebAssembly with vector instructions.*"auto" or "interpreter"/),
      }),
    );
  });

  test('tier "wasm" in a library without a translator is an error', async () => {
    vi.resetModules();
    const { Batch } = await import("zexpr/interpreter");
    expect(() => new Batch({ tier: "wasm" })).toThrow(expect.objectContaining({ code: "Other" }));
  });
});
