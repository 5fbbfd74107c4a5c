import {
  OP_ABS,
  OP_ADD,
  OP_BIT_AND,
  OP_BIT_NOT,
  OP_BIT_OR,
  OP_BIT_XOR,
  OP_BOOL,
  OP_CEIL,
  OP_DIV,
  OP_EQ,
  OP_FLOOR,
  OP_FROUND,
  OP_GLOBAL,
  OP_LE,
  OP_LOGICAL_AND,
  OP_LOGICAL_OR,
  OP_LT,
  OP_MAX,
  OP_MIN,
  OP_MOD,
  OP_MOVE,
  OP_MUL,
  OP_NE,
  OP_NEG,
  OP_NOT,
  OP_ROL,
  OP_ROR,
  OP_ROUND,
  OP_SHL,
  OP_SHR,
  OP_SIGN,
  OP_SQRT,
  OP_SUB,
  OP_TRUNC,
} from "@zexpr/ir/opcodes";

/**
 * One pass of an instruction over the first `n` rows of columns; `d`, `a` and `b` are where those begin in `r`. It may write one
 * row more where `n` is odd, since the length of a column is even.
 */
export type Operation = (r: Float64Array, n: number, d: number, a: number, b: number) => void;

/**
 * The instructions that compute, but kernels, by opcode; the same values as in the interpreter's loop. A function each: V8
 * optimises such a loop by itself, and does not give up on it as part of a long function. Truth becomes a number by `+`, which
 * takes no branch: nobody can predict the truth of a row, and a wrong prediction costs several rows. The cheapest instructions
 * take two rows a turn, which is a quarter faster.
 */
export const OPERATIONS: Readonly<Record<number, Operation>> = {
  [OP_MOVE]: copy,
  [OP_GLOBAL]: copy,
  [OP_BOOL]: (r, n, d, a) => {
    for (let i = 0; i < n; i++) r[d + i] = +(r[a + i] !== 0);
  },
  [OP_NOT]: (r, n, d, a) => {
    for (let i = 0; i < n; i++) r[d + i] = +(r[a + i] === 0);
  },
  [OP_LOGICAL_AND]: (r, n, d, a, b) => {
    for (let i = 0; i < n; i++) r[d + i] = +(r[a + i] !== 0) & +(r[b + i] !== 0);
  },
  [OP_LOGICAL_OR]: (r, n, d, a, b) => {
    for (let i = 0; i < n; i++) r[d + i] = +(r[a + i] !== 0) | +(r[b + i] !== 0);
  },
  [OP_ADD]: (r, n, d, a, b) => {
    for (let i = 0; i < n; i += 2) {
      r[d + i] = r[a + i] + r[b + i];
      r[d + i + 1] = r[a + i + 1] + r[b + i + 1];
    }
  },
  [OP_SUB]: (r, n, d, a, b) => {
    for (let i = 0; i < n; i += 2) {
      r[d + i] = r[a + i] - r[b + i];
      r[d + i + 1] = r[a + i + 1] - r[b + i + 1];
    }
  },
  [OP_MUL]: (r, n, d, a, b) => {
    for (let i = 0; i < n; i += 2) {
      r[d + i] = r[a + i] * r[b + i];
      r[d + i + 1] = r[a + i + 1] * r[b + i + 1];
    }
  },
  [OP_DIV]: (r, n, d, a, b) => {
    for (let i = 0; i < n; i++) r[d + i] = r[a + i] / r[b + i];
  },
  [OP_MOD]: (r, n, d, a, b) => {
    for (let i = 0; i < n; i++) r[d + i] = r[a + i] % r[b + i];
  },
  [OP_NEG]: (r, n, d, a) => {
    for (let i = 0; i < n; i++) r[d + i] = -r[a + i];
  },
  [OP_EQ]: (r, n, d, a, b) => {
    for (let i = 0; i < n; i++) r[d + i] = +(r[a + i] === r[b + i]);
  },
  [OP_NE]: (r, n, d, a, b) => {
    for (let i = 0; i < n; i++) r[d + i] = +(r[a + i] !== r[b + i]);
  },
  [OP_LT]: (r, n, d, a, b) => {
    for (let i = 0; i < n; i++) r[d + i] = +(r[a + i] < r[b + i]);
  },
  [OP_LE]: (r, n, d, a, b) => {
    for (let i = 0; i < n; i++) r[d + i] = +(r[a + i] <= r[b + i]);
  },
  [OP_BIT_AND]: (r, n, d, a, b) => {
    for (let i = 0; i < n; i++) r[d + i] = r[a + i] & r[b + i];
  },
  [OP_BIT_OR]: (r, n, d, a, b) => {
    for (let i = 0; i < n; i++) r[d + i] = r[a + i] | r[b + i];
  },
  [OP_BIT_XOR]: (r, n, d, a, b) => {
    for (let i = 0; i < n; i++) r[d + i] = r[a + i] ^ r[b + i];
  },
  [OP_BIT_NOT]: (r, n, d, a) => {
    for (let i = 0; i < n; i++) r[d + i] = ~r[a + i];
  },
  [OP_SHL]: (r, n, d, a, b) => {
    for (let i = 0; i < n; i++) r[d + i] = r[a + i] << r[b + i];
  },
  [OP_SHR]: (r, n, d, a, b) => {
    for (let i = 0; i < n; i++) r[d + i] = r[a + i] >> r[b + i];
  },
  [OP_ROL]: (r, n, d, a, b) => {
    for (let i = 0; i < n; i++) r[d + i] = (r[a + i] << r[b + i]) | (r[a + i] >>> -r[b + i]);
  },
  [OP_ROR]: (r, n, d, a, b) => {
    for (let i = 0; i < n; i++) r[d + i] = (r[a + i] >>> r[b + i]) | (r[a + i] << -r[b + i]);
  },
  [OP_MIN]: (r, n, d, a, b) => {
    for (let i = 0; i < n; i++) {
      const x = r[a + i];
      const y = r[b + i];
      r[d + i] = Number.isNaN(x) ? y : Number.isNaN(y) ? x : Math.min(x, y);
    }
  },
  [OP_MAX]: (r, n, d, a, b) => {
    for (let i = 0; i < n; i++) {
      const x = r[a + i];
      const y = r[b + i];
      r[d + i] = Number.isNaN(x) ? y : Number.isNaN(y) ? x : Math.max(x, y);
    }
  },
  [OP_ABS]: (r, n, d, a) => {
    for (let i = 0; i < n; i++) r[d + i] = Math.abs(r[a + i]);
  },
  [OP_SIGN]: (r, n, d, a) => {
    for (let i = 0; i < n; i++) {
      const x = r[a + i];
      r[d + i] = +(x > 0) - +(x < 0);
    }
  },
  [OP_FLOOR]: (r, n, d, a) => {
    for (let i = 0; i < n; i++) r[d + i] = Math.floor(r[a + i]);
  },
  [OP_CEIL]: (r, n, d, a) => {
    for (let i = 0; i < n; i++) r[d + i] = Math.ceil(r[a + i]);
  },
  [OP_ROUND]: (r, n, d, a) => {
    for (let i = 0; i < n; i++) {
      const x = r[a + i];
      const y = Math.trunc(x);
      r[d + i] = Math.abs(x - y) >= 0.5 ? y + (x < 0 ? -1 : 1) : y;
    }
  },
  [OP_TRUNC]: (r, n, d, a) => {
    for (let i = 0; i < n; i++) r[d + i] = Math.trunc(r[a + i]);
  },
  [OP_SQRT]: (r, n, d, a) => {
    for (let i = 0; i < n; i++) r[d + i] = Math.sqrt(r[a + i]);
  },
  [OP_FROUND]: (r, n, d, a) => {
    for (let i = 0; i < n; i++) r[d + i] = Math.fround(r[a + i]);
  },
};

function copy(r: Float64Array, n: number, d: number, a: number): void {
  for (let i = 0; i < n; i++) r[d + i] = r[a + i];
}
