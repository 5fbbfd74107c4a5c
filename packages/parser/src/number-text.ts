/** From here up, and below {@link SMALL}, exponents read better than zeros. */
const LARGE = 1e16;
const SMALL = 1e-4;

/** Shortest source text of a literal's value, which no sign precedes: it parses to the same bits. */
export function numberText(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return "1e999";
  if (value < LARGE && (value >= SMALL || value === 0)) return String(value);
  return value.toExponential().replace("+", "");
}
