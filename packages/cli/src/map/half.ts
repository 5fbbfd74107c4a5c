/** The number whose binary16 bits these are. */
export function halfToNumber(bits: number): number {
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  let magnitude: number;
  if (exponent === 0) magnitude = fraction * 2 ** -24;
  else if (exponent < 31) magnitude = (1024 + fraction) * 2 ** (exponent - 25);
  else magnitude = fraction === 0 ? Number.POSITIVE_INFINITY : Number.NaN;
  return bits < 0x8000 ? magnitude : -magnitude;
}
