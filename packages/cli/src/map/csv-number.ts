/** NaN and infinities as other programs write them. */
const SPECIAL = /^\s*([+-]?)(?:(nan)|inf(?:inity)?)\s*$/i;

/**
 * The number that a cell holds: what JavaScript reads, blanks around it allowed, and `nan`, `inf` and `infinity` in any case.
 *
 * @returns undefined if it is none
 */
export function cellNumber(text: string): number | undefined {
  const value = Number(text);
  // Number gives 0 for blanks alone.
  if (!Number.isNaN(value)) return value !== 0 || /\d/.test(text) ? value : undefined;
  const special = SPECIAL.exec(text);
  if (special === null) return undefined;
  if (special[2] !== undefined) return Number.NaN;
  return special[1] === "-" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}
