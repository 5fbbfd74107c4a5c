@external("k", "f") declare function f(x: f64, y: f64): f64;
export function loop(dst: i32, a: i32, b: i32, n: i32): void {
  for (let i = 0; i < n; i++) store<f64>(dst + (i << 3), f(load<f64>(a + (i << 3)), load<f64>(b + (i << 3))));
}
