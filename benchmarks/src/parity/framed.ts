import {
  FUNCTION_ENTRY,
  FUNCTION_WORDS,
  H_CODE_END,
  H_FUNCTION_COUNT,
  H_FUNCTIONS,
  INSTRUCTION_WORDS,
  OP_CALL,
  OP_RETURN,
} from "@zexpr/ir/opcodes";

/**
 * Whether every function of a program reaches a recursion. Then none becomes a function of WebAssembly, all run on the engine's
 * frames, and the high-water marks of both tiers are the same.
 */
export function framedOnly(words: Int32Array): boolean {
  const at = (index: number): number => words[index] as number;
  const callees: number[][] = [];
  for (let f = 0; f < at(H_FUNCTION_COUNT); f++) {
    const called: number[] = [];
    const entry = at(at(H_FUNCTIONS) + f * FUNCTION_WORDS + FUNCTION_ENTRY);
    for (let pc = entry; pc < at(H_CODE_END) && at(pc) !== OP_RETURN; pc += INSTRUCTION_WORDS) {
      if (at(pc) === OP_CALL) called.push(at(pc + 3));
    }
    callees.push(called);
  }
  const reached = callees.map((called) => reach(called, callees));
  return reached.every((set) => [...set].some((f) => reached[f]?.has(f)));
}

function reach(from: readonly number[], callees: readonly (readonly number[])[]): Set<number> {
  const found = new Set<number>();
  const waiting = [...from];
  for (let f = waiting.pop(); f !== undefined; f = waiting.pop()) {
    if (found.has(f)) continue;
    found.add(f);
    waiting.push(...(callees[f] ?? []));
  }
  return found;
}
