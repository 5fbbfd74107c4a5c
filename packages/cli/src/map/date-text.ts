import type { TimestampUnit } from "./block.ts";

const DAY = 86_400_000;
/** Units in a second, and digits of its fraction. */
const UNITS: Readonly<Record<TimestampUnit, readonly [perSecond: bigint, digits: number]>> = {
  s: [1n, 0],
  ms: [1_000n, 3],
  us: [1_000_000n, 6],
  ns: [1_000_000_000n, 9],
};

/** A day as ISO 8601: `2024-02-29`. Beyond JavaScript's years the number itself. @param days - since 1970-01-01 */
export function dateText(days: number): string {
  return isoSeconds(days * DAY)?.slice(0, -"T00:00:00".length) ?? String(days);
}

/**
 * A time as ISO 8601, with all digits of its unit: `2024-02-29T12:00:00.000001Z`; without Z if it is no moment. Beyond
 * JavaScript's years the number itself.
 */
export function timestampText(value: bigint, { unit, utc }: { unit: TimestampUnit; utc: boolean }): string {
  const [perSecond, digits] = UNITS[unit];
  let fraction = value % perSecond;
  if (fraction < 0n) fraction += perSecond;
  const whole = isoSeconds(Number((value - fraction) / perSecond) * 1000);
  if (whole === undefined) return String(value);
  return `${whole}${digits === 0 ? "" : `.${String(fraction).padStart(digits, "0")}`}${utc ? "Z" : ""}`;
}

function isoSeconds(milliseconds: number): string | undefined {
  const date = new Date(milliseconds);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString().slice(0, -".000Z".length);
}
