import { imageCells } from "@zexpr/ir";
import {
  FUNCTION_CELLS,
  FUNCTION_COST,
  FUNCTION_ENTRY,
  FUNCTION_PARAMETERS,
  FUNCTION_WORDS,
  H_BUDGET_HIGH,
  H_BUDGET_LOW,
  H_CALL_DEPTH,
  H_CODE_END,
  H_COST,
  H_FRAMES,
  H_FUNCTION_COUNT,
  H_FUNCTIONS,
  H_MAIN,
  H_REGISTERS,
  H_STACK,
  INSTRUCTION_WORDS,
  OP_CALL,
  OP_INDEX,
  OP_NATIVE,
  OP_TRAP,
} from "@zexpr/ir/opcodes";

/** Parameters and stack bytes up to which a function becomes one of WebAssembly's: their native stack is small. */
const MOST_PARAMETERS = 16;
const MOST_STACK = 65_536;
/** Native stack that a call takes beside its cells: generous for every compiler. */
const FRAME_BYTES = 256;

/** A function of the program. */
export interface PlannedFunction {
  /** Words from the first instruction to behind the RETURN. */
  readonly start: number;
  readonly end: number;
  readonly parameters: number;
  readonly cells: number;
  /** Cells of its frame and of the frames of its callees, which begin at the windows of its calls. */
  readonly need: number;
  readonly cost: number;
  /** It becomes a WebAssembly function; otherwise it runs on frames in memory. */
  readonly direct: boolean;
  /** It, or what it calls, can stop with a status. */
  readonly canFail: boolean;
}

/**
 * Decides how each function is run. Direct are those whose calls cannot fail: the whole tree below has no recursion, a
 * small stack, and stays within the limits of depth and instructions whatever happens. So they need no checks.
 */
export function planFunctions(words: Int32Array): PlannedFunction[] {
  const count = word(words, H_FUNCTION_COUNT);
  const rows = Array.from({ length: count }, (_, i) => word(words, H_FUNCTIONS) + i * FUNCTION_WORDS);
  // Functions lie one behind another, up to the end of the code.
  const starts = rows.map((row) => word(words, row + FUNCTION_ENTRY));
  const ranges = starts.map((start, i) => ({ start, end: starts[i + 1] ?? word(words, H_CODE_END) }));
  const stackEnd = imageCells(words) + word(words, H_REGISTERS) + word(words, H_STACK);
  const depthLimit = Math.min(word(words, H_FRAMES), word(words, H_CALL_DEPTH));
  const budget = word(words, H_BUDGET_HIGH) * 2 ** 30 + word(words, H_BUDGET_LOW);

  const needs = calleeNeeds(words, ranges, rows);
  const main = word(words, H_MAIN);
  const batch = sumOfCalls(words, main, main + word(words, H_COST) * INSTRUCTION_WORDS, needs);
  const withinLimits =
    batch.depth <= depthLimit && batch.end <= stackEnd && word(words, H_COST) + batch.cost <= budget;
  return ranges.map(({ start, end }, i) => {
    const row = rows[i] as number;
    const parameters = word(words, row + FUNCTION_PARAMETERS);
    const cells = word(words, row + FUNCTION_CELLS);
    const { end: need, stack, widest, canFail } = needs[i] as Need;
    const small = stack <= MOST_STACK && widest <= MOST_PARAMETERS;
    return {
      start,
      end,
      parameters,
      cells,
      need,
      cost: word(words, row + FUNCTION_COST),
      direct: withinLimits && small,
      canFail,
    };
  });
}

/**
 * Functions that run on frames, by index; undefined where none is needed. What they call runs on frames too.
 */
export function framedFunctions(
  words: Int32Array,
  functions: readonly PlannedFunction[],
): (PlannedFunction | undefined)[] {
  const framed = functions.map((fn) => (fn.direct ? undefined : fn));
  const waiting = framed.filter((fn) => fn !== undefined);
  for (let fn = waiting.pop(); fn !== undefined; fn = waiting.pop()) {
    for (const callee of callees(words, fn.start, fn.end)) {
      if (framed[callee] !== undefined) continue;
      framed[callee] = functions[callee];
      waiting.push(functions[callee] as PlannedFunction);
    }
  }
  return framed;
}

/** What a call of a function takes at most, its callees included. Infinite where they recurse. */
interface Need {
  /** End of the cells in use, from the first of its frame. */
  readonly end: number;
  readonly depth: number;
  readonly cost: number;
  readonly stack: number;
  readonly widest: number;
  readonly canFail: boolean;
}

const ENDLESS: Need = {
  end: Number.POSITIVE_INFINITY,
  depth: Number.POSITIVE_INFINITY,
  cost: Number.POSITIVE_INFINITY,
  stack: Number.POSITIVE_INFINITY,
  widest: 0,
  canFail: true,
};

/** Depth-first over the call graph, with an explicit stack. A function on a cycle, or that reaches one, is endless. */
function calleeNeeds(
  words: Int32Array,
  ranges: readonly { readonly start: number; readonly end: number }[],
  rows: readonly number[],
): Need[] {
  const needs: (Need | undefined)[] = ranges.map(() => undefined);
  const entered = new Set<number>();
  for (let root = 0; root < ranges.length; root++) {
    const path = needs[root] === undefined ? [root] : [];
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const { start, end } = ranges[top] as { start: number; end: number };
      const waiting = entered.has(top)
        ? []
        : callees(words, start, end).filter((f) => needs[f] === undefined);
      entered.add(top);
      // A callee that was entered and is not done is on the path: a cycle.
      const fresh = waiting.filter((f) => !entered.has(f));
      if (fresh.length > 0) {
        path.push(...fresh);
        continue;
      }
      path.pop();
      if (needs[top] !== undefined) continue;
      const row = rows[top] as number;
      const below = sumOfCalls(words, start, end, needs);
      needs[top] = {
        end: Math.max(below.end, word(words, row + FUNCTION_CELLS)),
        depth: below.depth + 1,
        cost: below.cost + word(words, row + FUNCTION_COST),
        stack: below.stack + FRAME_BYTES + 8 * word(words, row + FUNCTION_CELLS),
        widest: Math.max(below.widest, word(words, row + FUNCTION_PARAMETERS)),
        canFail: below.canFail || canStop(words, start, end),
      };
    }
  }
  return needs as Need[];
}

/** Deepest, widest, and the sum of costs of the calls in a range of code, as if all of them were made. */
function sumOfCalls(
  words: Int32Array,
  start: number,
  end: number,
  needs: readonly (Need | undefined)[],
): Need {
  let [top, depth, cost, stack, widest, canFail] = [0, 0, 0, 0, 0, false];
  for (let pc = start; pc < end; pc += INSTRUCTION_WORDS) {
    if (words[pc] !== OP_CALL) continue;
    const need = needs[word(words, pc + 3)] ?? ENDLESS;
    top = Math.max(top, word(words, pc + 2) + need.end);
    depth = Math.max(depth, need.depth);
    stack = Math.max(stack, need.stack);
    widest = Math.max(widest, need.widest);
    cost += need.cost;
    canFail ||= need.canFail;
  }
  return { end: top, depth, cost, stack, widest, canFail };
}

function canStop(words: Int32Array, start: number, end: number): boolean {
  for (let pc = start; pc < end; pc += INSTRUCTION_WORDS)
    if (words[pc] === OP_TRAP || words[pc] === OP_INDEX || words[pc] === OP_NATIVE) return true;
  return false;
}

function callees(words: Int32Array, start: number, end: number): number[] {
  const found: number[] = [];
  for (let pc = start; pc < end; pc += INSTRUCTION_WORDS)
    if (words[pc] === OP_CALL) found.push(word(words, pc + 3));
  return found;
}

function word(words: Int32Array, index: number): number {
  return words[index] as number;
}
