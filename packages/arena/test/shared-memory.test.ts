import type { ExprError } from "@zexpr/errors";
import { afterEach, describe, expect, test, vi } from "vitest";
import { caught } from "./memories.ts";

const MIB = 1024 * 1024;

afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
});

describe("sharedMemory", () => {
  test("is one wasm memory of 16 MiB, made on first use", async () => {
    let made = 0;
    class Memory extends WebAssembly.Memory {
      constructor(descriptor: WebAssembly.MemoryDescriptor) {
        super(descriptor);
        made++;
      }
    }
    vi.stubGlobal("WebAssembly", { Memory });
    const { Arena, sharedMemory } = await import("../src/index.ts");
    expect(made).toBe(0);
    const arena = new Arena();
    expect(made).toBe(1);
    expect(sharedMemory()).toBe(arena.memory);
    expect(sharedMemory().wasm).toBeDefined();
    expect(sharedMemory().buffer.byteLength).toBe(16 * MIB);
    expect(made).toBe(1);
  });

  test("is an ArrayBuffer where WebAssembly is missing", async () => {
    vi.stubGlobal("WebAssembly", undefined);
    const { Arena, sharedMemory } = await import("../src/index.ts");
    expect(sharedMemory().wasm).toBeUndefined();
    expect(sharedMemory().buffer.byteLength).toBe(16 * MIB);
    expect(new Arena().alloc(8)).toBeGreaterThan(0);
  });

  test("is never grown: what does not fit is ArenaExhausted and says what to do", async () => {
    const { Arena, sharedMemory } = await import("../src/index.ts");
    const memory = sharedMemory();
    const { u8, epoch } = memory;
    const arena = new Arena();
    arena.alloc(10 * MIB);
    const error = caught(() => new Arena().alloc(7 * MIB)) as ExprError;
    expect(error.code).toBe("ArenaExhausted");
    expect(error.message).toBe(
      "memory exhausted: 7340032 bytes requested, 10485760 used, limit 16777216; dispose arenas, or raise maximumBytes",
    );
    arena.dispose();
    new Arena().alloc(7 * MIB);
    expect(memory.u8).toBe(u8);
    expect(memory.epoch).toBe(epoch);
  });
});
