// The same with two columns.
@external("k", "f") declare function f(x: v128, y: v128): v128;
export function loop(dst: i32, a: i32, b: i32, bytes: i32): void {
  for (let i = 0; i < bytes; i += 16) v128.store(dst + i, f(v128.load(a + i), v128.load(b + i)));
}
