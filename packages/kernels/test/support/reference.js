/**
 * Correctly rounded values from MPFR (gmp-wasm), and errors in units in the last place.
 */
import { init } from "gmp-wasm";

const PRECISION = 160;
const NEAREST = 0;

/**
 * MPFR's name of each kernel.
 *
 * @type {Readonly<Record<string, string>>}
 */
const MPFR = {
  sin: "sin",
  cos: "cos",
  tan: "tan",
  asin: "asin",
  acos: "acos",
  atan: "atan",
  atan2: "atan2",
  sinh: "sinh",
  cosh: "cosh",
  tanh: "tanh",
  asinh: "asinh",
  acosh: "acosh",
  atanh: "atanh",
  exp: "exp",
  exp2: "exp2",
  expm1: "expm1",
  ln: "log",
  log10: "log10",
  log2: "log2",
  log1p: "log1p",
  pow: "pow",
  cbrt: "cbrt",
  hypot: "hypot",
  fmod: "fmod",
  round: "round",
  trunc: "trunc",
  floor: "floor",
  ceil: "ceil",
};

/** @typedef {(r: number, ...operands: number[]) => number} Operation of MPFR: pointers, and how to round */

/**
 * Makes the function that measures: kernel, its result, its arguments to the error in ulp; Infinity for a wrong special
 * value. It may be called any number of times and allocates nothing in MPFR.
 *
 * @param {boolean} single whether results are f32, and the errors in their ulp
 * @returns {Promise<(name: string, got: number, x: number, y?: number) => number>}
 */
export async function makeUlpError(single = false) {
  const [bits, least, greatest] = single
    ? [24, -149, (2 - 2 ** -23) * 2 ** 127]
    : [53, -1074, Number.MAX_VALUE];
  const { binding } = await init();
  const make = () => {
    const pointer = binding.mpfr_t();
    binding.mpfr_init2(pointer, PRECISION);
    return pointer;
  };
  const [a, b, r, d] = [make(), make(), make(), make()];
  const operations = /** @type {Record<string, Operation>} */ (/** @type {unknown} */ (binding));
  const call = Object.fromEntries(
    Object.entries(MPFR).map(([name, mpfr]) => [name, operations[`mpfr_${mpfr}`]]),
  );
  const rounding = new Set(["round", "trunc", "floor", "ceil"]);
  return (name, got, x, y) => {
    binding.mpfr_set_d(a, x, NEAREST);
    if (y !== undefined) {
      binding.mpfr_set_d(b, y, NEAREST);
      call[name](r, a, b, NEAREST);
    } else if (rounding.has(name)) {
      call[name](r, a);
    } else {
      call[name](r, a, NEAREST);
    }
    const double = binding.mpfr_get_d(r, NEAREST);
    const nearest = single ? Math.fround(double) : double;
    if (Number.isNaN(nearest)) return Number.isNaN(got) ? 0 : Infinity;
    if (got === nearest) {
      // The sign of zero counts: MPFR gives the one C99 asks for.
      if (got === 0) return Object.is(got, nearest) ? 0 : Infinity;
      if (got === Infinity || got === -Infinity) return 0;
    } else if (Number.isNaN(got) || Math.abs(got) === Infinity || binding.mpfr_number_p(r) === 0) {
      if (Number.isNaN(got) || binding.mpfr_number_p(r) === 0) return Infinity;
      // One of two neighbours of the border to infinity: count from it.
      if (Math.sign(got) !== Math.sign(nearest) || Math.abs(nearest) < greatest * 0.999) return Infinity;
      return 1;
    }
    if (binding.mpfr_zero_p(r) !== 0) return got === 0 ? 0 : Infinity;
    const exponent = Math.max(binding.mpfr_get_exp(r) - bits, least);
    binding.mpfr_sub_d(d, r, Math.abs(got) === Infinity ? Math.sign(got) * greatest : got, NEAREST);
    binding.mpfr_mul_2si(d, d, -exponent, NEAREST);
    return Math.abs(binding.mpfr_get_d(d, NEAREST));
  };
}

/** Kernels that can be compared. */
export const REFERENCES = Object.keys(MPFR);
