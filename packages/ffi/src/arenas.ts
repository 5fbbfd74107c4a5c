import type { Handles } from "./handles.ts";
import type { Implementations, Services } from "./services.ts";
import { Refusal } from "./status.ts";
import { TrackedArena } from "./tracking.ts";

/** Bytes of an arena for which 0 is asked. */
export const DEFAULT_ARENA_BYTES = 8_192;

type ArenaFunctions = Pick<Implementations, Extract<keyof Implementations, `expr_arena_${string}`>>;

export function arenaFunctions({ memory, handles }: Services): ArenaFunctions {
  return {
    expr_arena_new: (size) => handles.add(() => new TrackedArena(memory, size || DEFAULT_ARENA_BYTES)),
    expr_arena_free: (arena) => {
      if (arena === 0) return;
      const object = findIdleArena(handles, arena);
      handles.remove(arena);
      object.dispose();
    },
    expr_arena_reset: (arena) => findIdleArena(handles, arena).reset(),
    expr_arena_used: (arena) => findArena(handles, arena).used,
    expr_arena_capacity: (arena) => findArena(handles, arena).allocated,
    expr_arena_high_water: (arena) => findArena(handles, arena).highWater,
  };
}

/** @throws Refusal or ExprError for a handle that is no arena */
export function findArena(handles: Handles, handle: number): TrackedArena {
  const object = handles.find(handle);
  if (object instanceof TrackedArena) return object;
  throw handles.explain(handle, "arena");
}

/** A function that a batch calls still has its result to write into the arena. */
function findIdleArena(handles: Handles, handle: number): TrackedArena {
  const arena = findArena(handles, handle);
  for (const batch of arena.batches)
    if (batch.running) throw new Refusal("NoMutableAccess", "a batch in the arena is being evaluated");
  return arena;
}
