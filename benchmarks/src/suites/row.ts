/** What a suite gives: one row per expression (or input), nanoseconds per candidate. */
export interface Row {
  readonly id: string;
  /** Nanoseconds per operation. A candidate that cannot express the row is missing. */
  readonly ns: Readonly<Record<string, number>>;
}

/** @returns how many times the time of `baseline` each other candidate takes, or undefined where one is missing */
export function ratio(row: Row, name: string, baseline: string): number | undefined {
  const own = row.ns[name];
  const base = row.ns[baseline];
  return own === undefined || base === undefined ? undefined : own / base;
}

/** @returns the geometric mean of the ratios over the rows that both can express; NaN when there is none */
export function meanRatio(rows: readonly Row[], name: string, baseline: string): number {
  const logs = rows.flatMap((row) => {
    const value = ratio(row, name, baseline);
    return value === undefined ? [] : [Math.log(value)];
  });
  return Math.exp(logs.reduce((sum, value) => sum + value, 0) / logs.length);
}

/** @returns every candidate's name, in the order in which rows mention them */
export function candidateNames(rows: readonly Row[]): string[] {
  return [...new Set(rows.flatMap((row) => Object.keys(row.ns)))];
}
