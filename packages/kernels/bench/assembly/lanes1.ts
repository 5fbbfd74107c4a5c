// A column through a vector kernel, 16 bytes at a time: two doubles or four f32.
@external("k", "f") declare function f(x: v128): v128;
export function loop(dst: i32, a: i32, bytes: i32): void {
  for (let i = 0; i < bytes; i += 16) v128.store(dst + i, f(v128.load(a + i)));
}
