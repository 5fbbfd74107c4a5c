import { afterEach, describe, expect, test, vi } from "vitest";

type Zexpr = typeof import("zexpr");

/** A library that nothing was asked of yet, as in a fresh realm. */
async function fresh(): Promise<Zexpr> {
  vi.resetModules();
  return await import("zexpr");
}

/** What the types of this project leave out. */
const { CompileError } = WebAssembly as unknown as { CompileError: ErrorConstructor };

const HOST = Object.getOwnPropertyDescriptors(WebAssembly);

afterEach(() => {
  Object.defineProperties(WebAssembly, HOST);
  vi.resetModules();
});

/** Has `seen` called whenever a function or class of the host is used. */
function watch(name: "Module" | "Instance" | "validate" | "compile" | "instantiate", seen: () => void): void {
  const handler: ProxyHandler<() => void> = {
    apply(target, self, args) {
      seen();
      return Reflect.apply(target, self, args);
    },
    construct(target, args) {
      seen();
      return Reflect.construct(target, args);
    },
  };
  const value = new Proxy(Reflect.get(WebAssembly, name) as () => void, handler);
  Object.defineProperty(WebAssembly, name, { ...Object.getOwnPropertyDescriptor(WebAssembly, name), value });
}

/** Makes the host refuse modules, from the one after `first` on. Gives the number of attempts. */
function refuseModules(first = 0): () => number {
  let attempts = 0;
  watch("Module", () => {
    if (++attempts > first) throw new CompileError("Wasm code generation disallowed by embedder");
  });
  return () => attempts;
}

/** A batch of two expressions with the value 7 and 13, and a table. */
function batchOf({ Batch, Context }: Zexpr, options: ConstructorParameters<Zexpr["Batch"]>[0] = {}) {
  const context = new Context();
  context.setArray("t", [1, 2]);
  const batch = new Batch({ context, ...options });
  batch.addVariable("x", 3);
  batch.addFunction("fib", ["n"], "n < 2 ? n : fib(n - 1) + fib(n - 2)");
  batch.addExpression("x * 2 + t[0] + sin(0)");
  batch.addExpression("fib(x + 4)");
  return batch;
}

describe("a host that refuses to compile", () => {
  test("is asked once in all; tier auto stays in the interpreter and gives results", async () => {
    const zexpr = await fresh();
    const attempts = refuseModules();
    for (const options of [{ wasmAfter: 0 }, {}, { tier: "auto" }, { wasmAfter: 20 }] as const) {
      const batch = batchOf(zexpr, options);
      batch.prepare();
      for (let i = 0; i < 50; i++) {
        batch.evaluate();
        expect([...batch.results]).toEqual([7, 13]);
      }
      expect(batch.statistics()).toMatchObject({
        tier: "interpreter",
        kernels: "javascript",
        evaluations: 50,
      });
      batch.setExpression(1, "x");
      batch.prepare();
      batch.evaluate();
      expect([...batch.results]).toEqual([7, 3]);
    }
    expect(attempts()).toBe(1);
  });

  test("tier wasm says so at construction, and how to go on", async () => {
    const zexpr = await fresh();
    const attempts = refuseModules();
    const ways: (() => unknown)[] = [
      () => new zexpr.Batch({ tier: "wasm" }),
      () => zexpr.evaluate("1", {}, { tier: "wasm" }),
      () => zexpr.compile("1", [], { tier: "wasm" }),
      () => {
        throw zexpr.check("1", [], { tier: "wasm" })[0];
      },
      () => zexpr.Program.load(batchOf(zexpr).toProgram(), new zexpr.LinearMemory(), {}, { tier: "wasm" }),
    ];
    for (const way of ways) {
      expect(way).toThrow(
        expect.objectContaining({
          code: "Other",
          message: expect.stringContaining("Content-Security-Policy"),
        }),
      );
      expect(way).toThrow(/"auto" or "interpreter"/);
      expect(way).toThrow(expect.objectContaining({ cause: expect.any(CompileError) }));
    }
    expect(attempts()).toBe(1);
    expect(zexpr.evaluate("1 + 1")).toBe(2);
  });

  test("the refused one is a small module: a positive control that others are seen", async () => {
    const zexpr = await fresh();
    const attempts = refuseModules(Number.POSITIVE_INFINITY);
    const batch = batchOf(zexpr, { tier: "wasm" });
    batch.evaluate();
    expect([[...batch.results], attempts()]).toEqual([[7, 13], 2]);
    batch.setExpression(1, "x");
    batch.evaluate();
    expect([[...batch.results], attempts()]).toEqual([[7, 3], 3]);
  });

  test("one program alone, as too large: tier auto interprets it, tier wasm says so at each evaluation", async () => {
    const zexpr = await fresh();
    refuseModules(1);
    const batch = batchOf(zexpr);
    batch.prepare();
    for (let i = 0; i < 3; i++) batch.evaluate();
    expect([[...batch.results], batch.statistics().tier]).toEqual([[7, 13], "interpreter"]);
    const strict = batchOf(zexpr, { tier: "wasm" });
    for (let i = 0; i < 3; i++) {
      expect(strict.tryEvaluate()).toBe(zexpr.Status.Other);
      expect(strict.lastError?.message).toContain("the host cannot compile this program");
    }
    Object.defineProperties(WebAssembly, HOST);
    strict.evaluate();
    expect([[...strict.results], strict.statistics().tier]).toEqual([[7, 13], "wasm"]);
  });
});

describe("tier interpreter", () => {
  /** Counts what is asked of the host's compiler. */
  function spies(): () => number {
    let asked = 0;
    for (const name of ["Module", "Instance", "validate", "compile", "instantiate"] as const)
      watch(name, () => asked++);
    return () => asked;
  }

  /** Uses a library in many ways. */
  function use(zexpr: Zexpr, tier: "interpreter" | "wasm"): void {
    const batch = batchOf(zexpr, { tier, wasmAfter: 0 });
    for (let i = 0; i < 20; i++) {
      batch.prepare();
      batch.evaluate();
      expect([...batch.results].slice(0, 2)).toEqual([7, 13]);
      batch.addExpression("pow(x, 0.3)");
    }
    const program = zexpr.Program.load(
      batch.toProgram(),
      new zexpr.LinearMemory(),
      {},
      { tier, wasmAfter: 0 },
    );
    program.prepare();
    program.evaluate();
    expect(program.results[1]).toBe(13);
    expect(zexpr.evaluate("cos(0) + x", { x: 1 }, { tier })).toBe(2);
    expect(zexpr.compile("exp(x)", ["x"], { tier }).call(0)).toBe(1);
    expect(zexpr.check("exp(x)", ["x"], { tier })).toEqual([]);
    batch.dispose();
  }

  test("never asks the host to compile, validate or instantiate", async () => {
    const zexpr = await fresh();
    const asked = spies();
    use(zexpr, "interpreter");
    expect(asked()).toBe(0);
    // The positive control: the same calls are seen for another tier.
    use(zexpr, "wasm");
    expect(asked()).toBeGreaterThan(20);
  });

  test("neither does loading the library, nor a batch of tier auto that is young", async () => {
    const asked = spies();
    const zexpr = await fresh();
    const batch = batchOf(zexpr);
    for (let i = 0; i < 10; i++) batch.evaluate();
    expect([...batch.results]).toEqual([7, 13]);
    expect(asked()).toBe(0);
    batch.prepare();
    expect(asked()).toBeGreaterThan(0);
  });
});

describe("zexpr/interpreter, where zexpr is not imported", () => {
  test("refuses tier wasm by name, and interprets all others", async () => {
    vi.resetModules();
    const interpreter = (await import("zexpr/interpreter")) as Zexpr;
    for (const way of [
      () => new interpreter.Batch({ tier: "wasm" }),
      () => interpreter.evaluate("1", {}, { tier: "wasm" }),
    ])
      expect(way).toThrow(
        expect.objectContaining({ code: "Other", message: expect.stringContaining("zexpr/interpreter") }),
      );
    let modules = 0;
    watch("Module", () => modules++);
    for (const options of [{ wasmAfter: 0 }, { tier: "auto" }, { tier: "interpreter" }] as const) {
      const batch = batchOf(interpreter, options);
      batch.prepare();
      for (let i = 0; i < 3; i++) batch.evaluate();
      expect([[...batch.results], batch.statistics().tier]).toEqual([[7, 13], "interpreter"]);
    }
    expect(modules).toBe(0);

    // The positive control: with zexpr in the same realm it is there.
    await import("zexpr");
    const batch = batchOf(interpreter, { tier: "wasm" });
    batch.evaluate();
    expect([[...batch.results], batch.statistics().tier]).toEqual([[7, 13], "wasm"]);
  });
});

describe("a host without WebAssembly", () => {
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  test("interprets tier auto, and refuses tier wasm", async () => {
    vi.stubGlobal("WebAssembly", undefined);
    const zexpr = await fresh();
    const batch = batchOf(zexpr, { wasmAfter: 0 });
    batch.prepare();
    for (let i = 0; i < 3; i++) batch.evaluate();
    expect([[...batch.results], batch.statistics().tier]).toEqual([[7, 13], "interpreter"]);
    expect(() => new zexpr.Batch({ tier: "wasm" })).toThrow(expect.objectContaining({ code: "Other" }));
  });
});
