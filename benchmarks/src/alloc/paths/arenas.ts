import { Arena } from "zexpr";
import type { Loop, Path } from "./path.ts";

const GROUP = "arenas";

/** The bump allocator by itself. Its first chunk is small, so that every round passes several. */
export const ARENA_PATHS: readonly Path[] = [
  arenaPath("alloc, reset", (arena) => (count) => {
    for (let i = 0; i < count; i++) {
      for (let size = 8; size <= 256; size += 31) arena.alloc(size);
      arena.reset();
    }
  }),
  arenaPath("alloc of all alignments, reset", (arena) => (count) => {
    for (let i = 0; i < count; i++) {
      for (let align = 1; align <= 64; align *= 2) arena.alloc(3, align);
      arena.reset();
    }
  }),
  arenaPath("checkpoint, alloc, rewind", (arena) => {
    arena.alloc(40);
    return (count) => {
      for (let i = 0; i < count; i++) {
        const mark = arena.checkpoint();
        arena.alloc(100);
        const inner = arena.checkpoint();
        arena.alloc(200);
        arena.rewind(inner);
        arena.rewind(mark);
      }
    };
  }),
  arenaPath("used, highWater, chunks", (arena) => {
    arena.alloc(300);
    const sum = new Float64Array(1);
    return (count) => {
      for (let i = 0; i < count; i++) sum[0] = arena.used + arena.highWater + arena.chunks;
    };
  }),
];

function arenaPath(name: string, loop: (arena: Arena) => Loop): Path {
  return {
    group: GROUP,
    name,
    claim: "zero",
    prepare() {
      const arena = new Arena({ capacity: 64 });
      return {
        run: loop(arena),
        figures() {
          const { used, allocated, highWater, chunks } = arena;
          return { used, allocated, highWater, chunks };
        },
        dispose: () => arena.dispose(),
      };
    },
  };
}
