/**
 * Every kernel and how many doubles it takes, in the order of the documentation. The build makes the exports from
 * assembly/sources.json; a test compares the two lists.
 */
export const KERNELS = {
  sin: 1,
  cos: 1,
  tan: 1,
  asin: 1,
  acos: 1,
  atan: 1,
  atan2: 2,
  sinh: 1,
  cosh: 1,
  tanh: 1,
  asinh: 1,
  acosh: 1,
  atanh: 1,
  exp: 1,
  exp2: 1,
  expm1: 1,
  ln: 1,
  log10: 1,
  log2: 1,
  log1p: 1,
  pow: 2,
  cbrt: 1,
  hypot: 2,
  fmod: 2,
  round: 1,
  trunc: 1,
  floor: 1,
  ceil: 1,
  sign: 1,
  isnan: 1,
  isinf: 1,
  isfinite: 1,
  fmin: 2,
  fmax: 2,
} as const;

/** Names of all kernels. */
export type KernelName = keyof typeof KERNELS;

/** Kernels with one argument. */
export type Kernel1 = { [K in KernelName]: (typeof KERNELS)[K] extends 1 ? K : never }[KernelName];
/** Kernels with two arguments: atan2(y, x), pow(x, y), hypot, fmod(x, y), fmin, fmax. */
export type Kernel2 = Exclude<KernelName, Kernel1>;

/**
 * The integer forms: byte addresses of doubles (multiples of 8) in the memory, the destination first; it may be one of the sources.
 * No double crosses the call, so none is boxed for it.
 */
export type CellKernels = {
  readonly [K in Kernel1 as `${K}_into`]: (destination: number, a: number) => void;
} & { readonly [K in Kernel2 as `${K}_into`]: (destination: number, a: number, b: number) => void };

/** The forms on doubles, for calls from other WebAssembly code: from JavaScript each call boxes its result. */
export type DoubleKernels = { readonly [K in Kernel1]: (x: number) => number } & {
  readonly [K in Kernel2]: (x: number, y: number) => number;
};

/** Kernels without a form for vectors or for f32: WebAssembly's own instructions do them, and they are exact. */
export type Plain =
  | "round"
  | "trunc"
  | "floor"
  | "ceil"
  | "sign"
  | "isnan"
  | "isinf"
  | "isfinite"
  | "fmin"
  | "fmax";

/** The integer forms of the f32 kernels: the cells are doubles all the same, whose values are f32, as is the result. */
export type F32CellKernels = {
  readonly [K in keyof CellKernels as K extends `${Plain}_into` ? never : K]: CellKernels[K];
};
