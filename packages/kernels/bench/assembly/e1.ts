// sin(x)*cos(y)+sqrt(x*x+y*y) over columns, as generated code would do it.
@external("simd", "sin_x2") declare function sin(x: v128): v128;
@external("simd", "cos_x2") declare function cos(x: v128): v128;
export function e1(dst: i32, a: i32, b: i32, rows: i32): void {
  for (let i = 0; i < rows << 3; i += 16) {
    const x = v128.load(a + i), y = v128.load(b + i);
    v128.store(dst + i, f64x2.add(f64x2.mul(sin(x), cos(y)), f64x2.sqrt(f64x2.add(f64x2.mul(x, x), f64x2.mul(y, y)))));
  }
}
