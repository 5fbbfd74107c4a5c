/**
 * Arguments that are worth trying: dense where a function lives, all binades, borders, specials. Deterministic.
 */

/** @typedef {ReturnType<typeof makeRandom>} Random */

/**
 * Random numbers from a generator of 32-bit integers (xorshift); the same sequence for the same seed.
 *
 * @param {number} seed
 */
function makeRandom(seed) {
  let s = seed | 0 || 1;
  const next = () => {
    s ^= s << 13;
    s ^= s >>> 17;
    s ^= s << 5;
    return s;
  };
  /** @param {number} lo @param {number} hi */
  const uniform = (lo, hi) =>
    lo + (hi - lo) * (((next() >>> 0) * 2097152 + (next() >>> 11)) / 9007199254740992);
  const words = new Int32Array(2);
  const cell = new Float64Array(words.buffer);
  /** Any bit pattern: all binades, subnormals, infinities, NaN. */
  const anyDouble = () => {
    words[0] = next();
    words[1] = next();
    return cell[0];
  };
  /** x moved by up to n units in the last place. @param {number} x @param {number} n */
  const near = (x, n) => {
    cell[0] = x;
    const big = new BigInt64Array(words.buffer);
    const step = BigInt((next() >>> 0) % (2 * n + 1)) - BigInt(n);
    if (x !== 0 && Math.abs(x) < Infinity) big[0] += step;
    return cell[0];
  };
  /** Of either sign, in a binade from 2^lo to 2^hi. @param {number} lo @param {number} hi */
  const binade = (lo, hi) => (next() < 0 ? -1 : 1) * uniform(1, 2) * 2 ** Math.floor(uniform(lo, hi + 1));
  /** @template T @param {readonly T[]} list */
  const pick = (list) => list[(next() >>> 0) % list.length];
  return { next, uniform, anyDouble, near, binade, pick };
}

/** Borders of the kernels' cases, and of the format. */
const SPECIALS = [
  0,
  -0,
  1,
  -1,
  0.5,
  -0.5,
  2,
  -2,
  3,
  -3,
  Infinity,
  -Infinity,
  NaN,
  5e-324,
  -5e-324,
  2.2250738585072014e-308,
  2.225073858507201e-308,
  -2.2250738585072014e-308,
  Number.MAX_VALUE,
  -Number.MAX_VALUE,
  2 ** 52,
  2 ** 53,
  2 ** 53 - 1,
  -(2 ** 53),
  2 ** 63,
  0.49999999999999994,
  1.5,
  2.5,
  -2.5,
  4503599627370495.5,
  1 - 2 ** -53,
  1 + 2 ** -52,
  Math.PI,
  Math.PI / 2,
  Math.PI / 4,
  Math.E,
  1e-300,
  1e300,
  6381956970095103 * 2 ** 797,
  5.319372648326541e255,
  0.7057,
  10,
  100,
  1000,
  1e22,
  709.782712893384,
  709.7827128933841,
  -745.1332191019411,
  -745.1332191019412,
  710.4758600739439,
  710.475860073944,
  1024,
  1023.9999999999999,
  -1074,
  -1075,
  -1074.5,
  -1022,
  22,
  64,
  708,
];

/**
 * Where each function's interesting part lies: [from, to] pairs.
 *
 * @type {Record<string, readonly (readonly [number, number])[]>}
 */
const DENSE = {
  sin: [
    [-0.8, 0.8],
    [-10, 10],
    [-2000, 2000],
    [-1.7e6, 1.7e6],
  ],
  asin: [
    [-1, 1],
    [0.45, 0.55],
    [0.96, 1],
  ],
  atan: [
    [-1, 1],
    [-5, 5],
    [-100, 100],
  ],
  sinh: [
    [-0.01, 0.01],
    [-1, 1],
    [-25, 25],
    [-711, 711],
  ],
  tanh: [
    [-0.01, 0.01],
    [-1, 1],
    [-23, 23],
  ],
  asinh: [
    [-0.1, 0.1],
    [-2, 2],
    [-100, 100],
  ],
  acosh: [
    [1, 1.001],
    [1, 2],
    [1, 100],
  ],
  atanh: [
    [-0.01, 0.01],
    [-1, 1],
    [0.99, 1],
  ],
  exp: [
    [-0.01, 0.01],
    [-1, 1],
    [-50, 50],
    [-746, 710],
  ],
  exp2: [
    [-0.01, 0.01],
    [-1, 1],
    [-60, 60],
    [-1080, 1025],
  ],
  expm1: [
    [-0.01, 0.01],
    [-1, 1],
    [-50, 50],
    [-70, 710],
  ],
  ln: [
    [0.99, 1.01],
    [0.6, 1.6],
    [0, 10],
    [0, 1e6],
  ],
  log1p: [
    [-0.01, 0.01],
    [-1, 1],
    [-1, 10],
    [0, 1e6],
  ],
  cbrt: [
    [-10, 10],
    [-1000, 1000],
  ],
  round: [
    [-10, 10],
    [-1e6, 1e6],
  ],
};
for (const [name, like] of Object.entries({
  cos: "sin",
  tan: "sin",
  acos: "asin",
  cosh: "sinh",
  log2: "ln",
  log10: "ln",
  trunc: "round",
  floor: "round",
  ceil: "round",
  sign: "round",
  isnan: "round",
  isinf: "round",
  isfinite: "round",
}))
  DENSE[name] = DENSE[like];

/**
 * Calls `visit(x, y)` with about `count` arguments for the kernel.
 *
 * @param {string} name
 * @param {number} arity
 * @param {number} count besides the borders, which are always tried
 * @param {number} seed
 * @param {(x: number, y?: number) => void} visit
 */
export function forArguments(name, arity, count, seed, visit) {
  const random = makeRandom(seed);
  const { uniform, anyDouble, near, binade, pick } = random;
  for (const x of SPECIALS) {
    if (arity === 1) visit(x);
    else for (const y of SPECIALS) visit(x, y);
  }
  const trigonometric = DENSE[name] === DENSE.sin;
  for (let i = 0; i < count; i++) {
    if (arity === 2) {
      visit(...two(name, i, random));
      continue;
    }
    switch (i & 7) {
      case 0:
        visit(anyDouble());
        break;
      case 1:
        visit(near(pick(SPECIALS), 50));
        break;
      case 2:
        visit(
          trigonometric
            ? near(Math.floor(uniform(-1e6, 1e6)) * (Math.PI / pick([1, 2, 4])), 2)
            : binade(-40, 40),
        );
        break;
      case 3:
        visit(trigonometric ? near(Math.floor(uniform(-400, 400)) * (Math.PI / 4), 3) : binade(-8, 8));
        break;
      default:
        visit(uniform(...pick(DENSE[name])));
    }
  }
}

/**
 * A pair of arguments.
 *
 * @param {string} name
 * @param {number} i decides the kind of pair
 * @param {Random} random
 * @returns {[number, number]}
 */
function two(name, i, { uniform, anyDouble, near, binade, pick }) {
  if ((i & 7) === 0) return [anyDouble(), anyDouble()];
  if ((i & 7) === 1) return [near(pick(SPECIALS), 5), near(pick(SPECIALS), 5)];
  if (name === "pow") {
    switch (i & 7) {
      case 2:
        return [uniform(0, 100), uniform(-20, 20)];
      case 3: {
        const x = Math.abs(anyDouble());
        return [x, uniform(-745, 710) / Math.log(x)];
      } // results of every size
      case 4:
        return [1 + binade(-52, -2), binade(0, 60)]; // near 1 to a great power
      case 5:
        return [Math.floor(uniform(-50, 50)), Math.floor(uniform(-30, 30))]; // exact cases
      case 6: {
        const x = uniform(0.1, 10);
        return [x, uniform(-746, -708) / Math.log(x)];
      } // subnormal results
      default:
        return [-Math.abs(binade(-10, 10)), Math.floor(uniform(-60, 60))];
    }
  }
  switch (i & 7) {
    case 2:
      return [binade(-30, 30), binade(-30, 30)];
    case 3: {
      const x = binade(-1060, 1000);
      return [x * uniform(-4, 4), x];
    }
    case 4: {
      const x = anyDouble();
      return [near(x, 100), x];
    }
    case 5:
      return name === "fmod" ? [binade(0, 1000), binade(-1000, 0)] : [binade(-3, 3), binade(-3, 3)];
    case 6:
      return [Math.floor(uniform(-1000, 1000)), Math.floor(uniform(-100, 100))];
    default:
      return [uniform(-10, 10), uniform(-10, 10)];
  }
}

/** Borders of the f32 kernels' cases, and of the format. */
const F32_SPECIALS = [
  0,
  1,
  0.5,
  2,
  3,
  2.5,
  Infinity,
  NaN,
  2 ** -149,
  2 ** -126,
  2 ** -126 - 2 ** -149,
  (2 - 2 ** -23) * 2 ** 127,
  2 ** 24,
  2 ** 24 - 1,
  2 ** 23 + 0.5,
  2 ** -12,
  2 ** -29,
  1 - 2 ** -24,
  1 + 2 ** -23,
  1647099,
  Math.PI,
  Math.PI / 2,
  Math.PI / 4,
  Math.SQRT1_2,
  Math.SQRT2,
  16367173 * 2 ** 72, // the f32 nearest to a multiple of pi/2 (J.-M. Muller)
  88.72283,
  89.4,
  87.33654,
  103.97207,
  103.27893,
  110,
  100,
  128,
  126,
  149,
  150,
  149.5,
  10,
  40,
].flatMap((x) => [Math.fround(x), Math.fround(-x)]);

/**
 * Calls `visit(x, y)` with about `count` f32 arguments for the kernel: borders and what is near them, any bit pattern, and those of
 * {@link forArguments}, rounded.
 *
 * @param {string} name
 * @param {number} arity
 * @param {number} count besides the borders, which are always tried
 * @param {number} seed
 * @param {(x: number, y?: number) => void} visit
 */
export function forF32Arguments(name, arity, count, seed, visit) {
  const { next, pick } = makeRandom(seed + 1000);
  const word = new Int32Array(1);
  const cell = new Float32Array(word.buffer);
  const any = () => {
    word[0] = next();
    return cell[0];
  };
  const near = () => {
    cell[0] = pick(F32_SPECIALS);
    if (Math.abs(cell[0]) < Infinity) word[0] += ((next() >>> 0) % 9) - 4;
    return cell[0];
  };
  for (const x of F32_SPECIALS) {
    if (arity === 1) visit(x);
    else for (const y of F32_SPECIALS) visit(x, y);
  }
  for (let i = 0; i < count / 2; i++) {
    if (arity === 1) visit(i % 4 === 0 ? near() : any());
    else if (i % 4 === 0) visit(near(), near());
    else if (i % 4 === 1) visit(any(), near());
    else if (i % 4 === 2) visit(near(), any());
    else visit(any(), any());
  }
  forArguments(name, arity, count / 2, seed, (x, y) =>
    y === undefined ? visit(Math.fround(x)) : visit(Math.fround(x), Math.fround(y)),
  );
}
