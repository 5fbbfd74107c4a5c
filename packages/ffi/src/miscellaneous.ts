import { estimateArenaSize } from "./estimate.ts";
import { checkRange, newString } from "./pointers.ts";
import type { Implementations, Services } from "./services.ts";
import { anyStatusName } from "./status.ts";

/** Version of this package; the bundler puts it in. */
declare const ZEXPR_VERSION: string;

/** Layout of ExprAllocStats: 4 bytes a field. */
const ALLOC_STATS = {
  size: 16,
  fields: ["arenaCount", "arenaBytes", "hostCount", "hostBytes"],
} as const;

type MiscellaneousFunctions = Omit<
  Implementations,
  Extract<keyof Implementations, `expr_${"arena" | "context" | "batch"}_${string}`>
>;

export function miscellaneousFunctions({ memory, panic }: Services): MiscellaneousFunctions {
  const { counts } = memory;
  /** Addresses of texts that C was given: each is written once and stays. */
  const texts = new Map<string, number>();

  function textAddress(text: string): number {
    let address = texts.get(text);
    if (address === undefined) {
      address = newString(memory, text);
      texts.set(text, address);
    }
    return address;
  }

  return {
    expr_estimate_arena_size: (expressions, length, parameters) =>
      Math.min(estimateArenaSize(expressions, length, parameters), 0xffff_ffff),
    expr_alloc_tracking_enable: () => {
      counts.enabled = true;
    },
    expr_alloc_tracking_disable: () => {
      counts.enabled = false;
    },
    expr_alloc_tracking_reset: () => counts.reset(),
    expr_alloc_stats: (stats) => {
      checkRange(memory, stats, ALLOC_STATS.size, 4, "the statistics");
      ALLOC_STATS.fields.forEach((field, i) => {
        memory.i32[(stats >>> 2) + i] = counts[field];
      });
    },
    expr_version: () => textAddress(ZEXPR_VERSION),
    expr_status_name: (status) => textAddress(anyStatusName(status | 0)),
    expr_register_panic_handler: (flag, log) => panic.register(flag, log),
  };
}
