import type { Random } from "./random.ts";

/** What formulas are evaluated with and arrays hold: where operations change their ways, or are known to go wrong. */
export const SPECIAL: readonly number[] = [
  ...[0, -0, 1, -1, 0.5, -0.5, 1.5, 2, -2.5, 3, 10, -1e-3, 0.1, Math.PI, Math.PI / 2, -Math.PI / 4, 1e5],
  ...[Number.NaN, Infinity, -Infinity],
  ...[5e-324, -5e-324, 2 ** -1022, -(2 ** -1022), 2 ** -1022 - 5e-324, 2 ** -1030, -(2 ** -1060)],
  ...[Number.MAX_VALUE, -Number.MAX_VALUE, 1e300, -1e300, 1e154, 2 ** 1023, 1e22, 1e-300],
  ...[2 ** 31, 2 ** 31 - 1, -(2 ** 31), -(2 ** 31) - 1, 2 ** 31 + 0.5, -(2 ** 31) - 0.5, 2 ** 31 - 0.5],
  ...[2 ** 32, 2 ** 32 - 1, -(2 ** 32), 2 ** 32 + 5, -(2 ** 32) - 5, 2 ** 32 - 0.5, 2 ** 33 + 2 ** 31],
  ...[2 ** 52, 2 ** 52 + 0.5, 2 ** 53, 2 ** 53 + 2, -(2 ** 63), 2 ** 63, 2 ** 64, 2 ** 84, 2 ** 84 + 2 ** 32],
  ...[1 - 2 ** -53, 1 + 2 ** -52, -1 + 2 ** -53, 0.5 - 2 ** -54, 0.49999999999999994, 709.78, -745.2, 710],
];

/** A number of one of the kinds: special, any bits, near 2^31 or 2^32, small whole, ordinary, subnormal. */
export function randomNumber(random: Random): number {
  switch (random.below(16)) {
    case 0:
      return random.double();
    case 1:
      return random.pick([1, -1]) * (random.pick([2 ** 31, 2 ** 32, 2 ** 33]) + (random.below(41) - 20) / 4);
    case 2:
      return random.bits() * 2 ** -1074;
    case 3:
    case 4:
    case 5:
      return random.below(11) - 5;
    case 6:
    case 7:
      return random.bits() / 2 ** 21;
    case 8:
    case 9:
      return random.bits() / 2 ** 30;
    case 10:
      return (random.bits() / 2 ** 31) * random.pick([1e6, 1e-6, 1e15, 1e-12, 1e100, 1e-100]);
    default:
      return random.pick(SPECIAL);
  }
}

/** A number that can be written as a literal: not negative, and no NaN. */
export function randomLiteral(random: Random): number {
  if (random.oneIn(2)) return random.pick([0, 1, 2, 3, 0.5, 10, 31, 32]);
  const x = Math.abs(randomNumber(random));
  return Number.isNaN(x) ? 1 : x;
}
