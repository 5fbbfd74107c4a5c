import { ExprError } from "@zexpr/errors";

/** In debug mode, every byte that nobody owns holds this. Eight of them make a tiny negative double. */
const POISON = 0xa5;

export function poison(bytes: Uint8Array, start: number, end: number): void {
  bytes.fill(POISON, start, end);
}

/**
 * Checks that nobody wrote to bytes while they were free. O(bytes).
 *
 * @throws {@link ExprError} `Other` naming the first written byte
 */
export function checkPoison(bytes: Uint8Array, start: number, end: number): void {
  const written = bytes.subarray(start, end).findIndex((byte) => byte !== POISON);
  if (written >= 0) {
    throw new ExprError("Other", `byte ${start + written} was written while free`);
  }
}
