/** The S-expression with single spaces and every number in JavaScript's spelling, so that trees compare by value. */
export function normaliseSExpression(text: string): string {
  const tokens = text.match(/[()]|[^\s()]+/g) ?? [];
  return tokens
    .map((token) =>
      /^[\d.]/.test(token) && Number.isFinite(Number(token)) && token !== "." ? String(Number(token)) : token,
    )
    .join(" ");
}
