/** Rows of inputs: a power of two, so that a loop wraps around with a mask. */
const ROWS = 256;
export const INPUT_MASK: number = ROWS - 1;

/** Numbers that functions treat specially, and some on both sides of every branch. */
const SPECIAL = [
  0,
  -0,
  1,
  -1,
  0.5,
  -0.5,
  2,
  1e-320,
  1e300,
  -1e300,
  2 ** 31,
  -(2 ** 31) - 1,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  Number.NaN,
];

/**
 * One value an evaluation, the same in every run: one in sixteen is special, the others are fractions from -10 to 10.
 * Fractions, because V8 boxes no small integer, which would hide an allocation.
 */
export const INPUTS: Float64Array = /* @__PURE__ */ Float64Array.from({ length: ROWS }, (_, row) => {
  if (row % 16 === 15) return SPECIAL[(row >> 4) % SPECIAL.length] as number;
  // Multiples of an irrational number modulo 1 are spread evenly.
  return 20 * ((row * 0.6180339887498949) % 1) - 10;
});

/** Integers that hold one input. Of 16 bits: V8 boxes none of them, in any of its forms. */
export const PARTS = 4;

/** The inputs as integers. */
export const INPUT_PARTS: Uint16Array = /* @__PURE__ */ new Uint16Array(INPUTS.buffer);

/** The same numbers, boxed already: JavaScript passes these on without another box. Smaller integers have none. */
export const BOXED: readonly number[] = /* @__PURE__ */ boxed();

function boxed(): number[] {
  const mixed: unknown[] = ["an array of mixed elements boxes its doubles", ...INPUTS];
  mixed.shift();
  return mixed as number[];
}

/** How far apart the rows of two variables are, so that they differ. */
export const INPUT_STRIDE = 37;
