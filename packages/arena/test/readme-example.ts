import { Arena, F64Vector, LinearMemory } from "@zexpr/arena";
import { ExprError } from "@zexpr/errors";

const memory = new LinearMemory({ maximumBytes: 1024 * 1024 });
const arena = new Arena({ memory, limit: 4096 });

const offset = arena.alloc(3 * 8); // bytes, aligned to 8
memory.f64.set([1, 2, 3], offset / 8);

const mark = arena.checkpoint();
const squares = new F64Vector(arena);
for (let i = 0; i < 100; i++) squares.push(i * i);
console.log(squares.get(99), arena.used); // → 9801 2048
arena.rewind(mark); // `squares` is gone, the three numbers are not
console.log(memory.f64[offset / 8 + 2], arena.used, arena.highWater); // → 3 24 2048

try {
  arena.alloc(5000);
} catch (error) {
  if (error instanceof ExprError) console.log(error.code, error.status); // → ArenaExhausted 16
}

arena.reset(); // everything at once; chunks stay for the next round
console.log(arena.used, arena.chunks); // → 0 2
arena.dispose(); // chunks go back to the memory
console.log(memory.used); // → 0
