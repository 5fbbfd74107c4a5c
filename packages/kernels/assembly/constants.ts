/** Constants that the scalar and the two-lane kernels share. */

/** Adding and subtracting it rounds to an integer, ties to even. */
export const MAGIC: f64 = 6755399441055744.0; // 1.5 * 2^52
export const TWO_OVER_PI_F64: f64 = 0.6366197723675814;
/** pi/2: its first 33 bits, and the rest. */
export const PIO2_1: f64 = 1.5707963267341256;
export const PIO2_1T: f64 = 6.077100506506192e-11;
/** pi/2 as two doubles. */
export const PIO2_HI: f64 = 1.5707963267948966;
export const PIO2_LO: f64 = 6.123233995736766e-17;
/** |x| up to here is reduced modulo pi/2 by subtraction: 2^20 * pi/2, rounded down. */
export const REDUCE_LIMIT: f64 = 1647099.0;
/** A remainder below |x| times this has lost too many bits. */
export const REDUCE_LOSS: f64 = 7.450580596923828e-9; // 2^-27

/** fdlibm's k_sin.c and k_cos.c, with the other sign: they are subtracted, so that the sine of -0 is -0. */
export const SIN_1: f64 = 1.66666666666666324348e-01;
export const SIN_2: f64 = -8.33333333332248946124e-03;
export const SIN_3: f64 = 1.98412698298579493134e-04;
export const SIN_4: f64 = -2.75573137070700676789e-06;
export const SIN_5: f64 = 2.50507602534068634195e-08;
export const SIN_6: f64 = -1.58969099521155010221e-10;
export const COS_1: f64 = -4.16666666666666019037e-02;
export const COS_2: f64 = 1.38888888888741095749e-03;
export const COS_3: f64 = -2.48015872894767294178e-05;
export const COS_4: f64 = 2.75573143513906633035e-07;
export const COS_5: f64 = -2.08757232129817482790e-09;
export const COS_6: f64 = 1.13596475577881948265e-11;

/** 128 / ln 2, and ln 2 / 128: its first 36 bits, and the rest. */
export const PER_LN2_128: f64 = 184.6649652337873;
export const LN2_128_HI: f64 = 0.005415212348111709;
export const LN2_128_LO: f64 = 1.2864023111638346e-14;

/** ln 2: its first 42 bits, a multiple of 2^-42 so that k times it is exact, and the rest. */
export const LN2_HI: f64 = 0.6931471805598903;
export const LN2_LO: f64 = 5.497923018708371e-14;
/** Rounds to multiples of 2^-21. */
export const LOG_GRID: f64 = 3221225472.0; // 1.5 * 2^31
/** High word of the logarithm table's first argument, 0.7057. */
export const LOG_FIRST: i32 = 0x3fe69555;
