// Longer than other files: the loop is one function, so that its state stays in machine registers.
import { FRAME_WORDS, STATE_WORDS } from "@zexpr/ir";
import {
  ARRAY_WORDS,
  FUNCTION_CELLS,
  FUNCTION_COST,
  FUNCTION_ENTRY,
  FUNCTION_WORDS,
  H_ARRAYS,
  H_CALL_DEPTH,
  H_FRAMES,
  H_FUNCTIONS,
  INSTRUCTION_WORDS,
  OP_ABS,
  OP_ADD,
  OP_BIT_AND,
  OP_BIT_NOT,
  OP_BIT_OR,
  OP_BIT_XOR,
  OP_BOOL,
  OP_CALL,
  OP_CEIL,
  OP_DIV,
  OP_EQ,
  OP_FLOOR,
  OP_FROUND,
  OP_GLOBAL,
  OP_INDEX,
  OP_JUMP,
  OP_JUMP_FALSE,
  OP_JUMP_TRUE,
  OP_LE,
  OP_LOGICAL_AND,
  OP_LOGICAL_OR,
  OP_LT,
  OP_MAX,
  OP_MIN,
  OP_MOD,
  OP_MOVE,
  OP_MUL,
  OP_NATIVE,
  OP_NE,
  OP_NEG,
  OP_NOT,
  OP_RETURN,
  OP_ROL,
  OP_ROR,
  OP_ROUND,
  OP_SHL,
  OP_SHR,
  OP_SIGN,
  OP_SQRT,
  OP_SUB,
  OP_TRAP,
  OP_TRUNC,
  PART,
  S_BASE,
  S_BATCH_PC,
  S_CELLS_HIGH,
  S_FRAMES_HIGH,
  S_FUEL,
  S_FUEL_PARTS,
  S_PC,
  S_SP,
} from "@zexpr/ir/opcodes";
import { runKernel } from "./kernels.ts";
import {
  ARRAY_INDEX_OUT_OF_BOUNDS,
  BUDGET_EXCEEDED,
  CAPACITY_EXCEEDED,
  KERNEL_PENDING,
  NATIVE_PENDING,
  OK,
  RECURSION_LIMIT,
} from "./state.ts";

/**
 * Runs a verified program and returns a status, or {@link NATIVE_PENDING} with the state ahead of a host call. Results stay in cells.
 *
 * No allocation, closure, recursion or `try`, and no call in the inner loop, so that the optimiser keeps addresses and
 * lengths of the three views in registers there; kernels are called between two runs of it. No double crosses a call. Jumps
 * only go forward, and every call is charged to the budget, so it ends.
 *
 * @param words - the program image
 * @param cells - cells of the image, registers and stack
 * @param state - state block and call frames
 * @param entry - word to begin at
 * @param end - the END word of the part that is run; reached between its instructions only
 * @param frame - first cell of the frame
 * @param top - end of the call frames in use
 */
export function run(
  words: Int32Array,
  cells: Float64Array,
  state: Int32Array,
  entry: number,
  end: number,
  frame: number,
  top: number,
): number {
  // `| 0` keeps integers untagged and without overflow checks.
  let pc = entry | 0;
  let base = frame | 0;
  let sp = top | 0;
  let status: number = OK;
  let x = 0;
  let y = 0;

  for (;;) {
    // Touching a view before the loop lets the optimiser check it here instead of at every instruction.
    x = cells[0];
    const functions = words[H_FUNCTIONS];
    const arrays = words[H_ARRAYS];
    loop: do {
      const opcode = words[pc];
      const dst = (base + words[(pc + 1) | 0]) | 0;
      const a = (base + words[(pc + 2) | 0]) | 0;
      const b = (base + words[(pc + 3) | 0]) | 0;
      pc = (pc + INSTRUCTION_WORDS) | 0;
      switch (opcode) {
        case OP_MOVE:
          cells[dst] = cells[a];
          break;
        case OP_GLOBAL:
          cells[dst] = cells[(a - base) | 0];
          break;
        case OP_JUMP:
          pc = (a - base) | 0;
          break;
        case OP_JUMP_FALSE:
          if (cells[b] === 0) pc = (a - base) | 0;
          break;
        case OP_JUMP_TRUE:
          if (cells[b] !== 0) pc = (a - base) | 0;
          break;
        case OP_CALL: {
          const row = (functions + Math.imul(b - base, FUNCTION_WORDS)) | 0;
          const end = (a + words[(row + FUNCTION_CELLS) | 0]) | 0;
          if (sp >= STATE_WORDS + Math.min(words[H_FRAMES], words[H_CALL_DEPTH]) * FRAME_WORDS) {
            status = RECURSION_LIMIT;
            break loop;
          }
          if (end > cells.length) {
            status = CAPACITY_EXCEEDED;
            break loop;
          }
          const fuel = state[S_FUEL] - words[row + FUNCTION_COST];
          if (fuel >= 0) state[S_FUEL] = fuel;
          else if (state[S_FUEL_PARTS] > 0) {
            state[S_FUEL_PARTS]--;
            state[S_FUEL] = fuel + PART;
          } else {
            status = BUDGET_EXCEEDED;
            break loop;
          }
          state[sp] = pc;
          state[sp + 1] = base;
          sp = (sp + FRAME_WORDS) | 0;
          if (sp > state[S_FRAMES_HIGH]) state[S_FRAMES_HIGH] = sp;
          if (end > state[S_CELLS_HIGH]) state[S_CELLS_HIGH] = end;
          base = a;
          pc = words[row + FUNCTION_ENTRY];
          break;
        }
        case OP_RETURN:
          sp = (sp - FRAME_WORDS) | 0;
          pc = state[sp];
          base = state[sp + 1];
          cells[base + words[pc - 3]] = cells[a];
          break;
        case OP_NATIVE:
          status = NATIVE_PENDING;
          break loop;
        case OP_INDEX: {
          const row = (arrays + Math.imul(a - base, ARRAY_WORDS)) | 0;
          x = cells[b];
          if (x > -1 && Math.trunc(x) < words[row + 1]) cells[dst] = cells[words[row] + (x | 0)];
          else {
            status = ARRAY_INDEX_OUT_OF_BOUNDS;
            break loop;
          }
          break;
        }
        case OP_TRAP:
          status = (dst - base) | 0;
          break loop;
        case OP_BOOL:
          cells[dst] = cells[a] === 0 ? 0 : 1;
          break;
        case OP_NOT:
          cells[dst] = cells[a] === 0 ? 1 : 0;
          break;
        case OP_LOGICAL_AND:
          cells[dst] = cells[a] === 0 || cells[b] === 0 ? 0 : 1;
          break;
        case OP_LOGICAL_OR:
          cells[dst] = cells[a] === 0 && cells[b] === 0 ? 0 : 1;
          break;
        case OP_ADD:
          cells[dst] = cells[a] + cells[b];
          break;
        case OP_SUB:
          cells[dst] = cells[a] - cells[b];
          break;
        case OP_MUL:
          cells[dst] = cells[a] * cells[b];
          break;
        case OP_DIV:
          cells[dst] = cells[a] / cells[b];
          break;
        case OP_MOD:
          cells[dst] = cells[a] % cells[b];
          break;
        case OP_NEG:
          cells[dst] = -cells[a];
          break;
        case OP_EQ:
          cells[dst] = cells[a] === cells[b] ? 1 : 0;
          break;
        case OP_NE:
          cells[dst] = cells[a] !== cells[b] ? 1 : 0;
          break;
        case OP_LT:
          cells[dst] = cells[a] < cells[b] ? 1 : 0;
          break;
        case OP_LE:
          cells[dst] = cells[a] <= cells[b] ? 1 : 0;
          break;
        case OP_BIT_AND:
          cells[dst] = cells[a] & cells[b];
          break;
        case OP_BIT_OR:
          cells[dst] = cells[a] | cells[b];
          break;
        case OP_BIT_XOR:
          cells[dst] = cells[a] ^ cells[b];
          break;
        case OP_BIT_NOT:
          cells[dst] = ~cells[a];
          break;
        case OP_SHL:
          cells[dst] = cells[a] << cells[b];
          break;
        case OP_SHR:
          cells[dst] = cells[a] >> cells[b];
          break;
        case OP_ROL:
          cells[dst] = (cells[a] << cells[b]) | (cells[a] >>> -cells[b]);
          break;
        case OP_ROR:
          cells[dst] = (cells[a] >>> cells[b]) | (cells[a] << -cells[b]);
          break;
        case OP_MIN:
          x = cells[a];
          y = cells[b];
          cells[dst] = Number.isNaN(x) ? y : Number.isNaN(y) ? x : Math.min(x, y);
          break;
        case OP_MAX:
          x = cells[a];
          y = cells[b];
          cells[dst] = Number.isNaN(x) ? y : Number.isNaN(y) ? x : Math.max(x, y);
          break;
        case OP_ABS:
          cells[dst] = Math.abs(cells[a]);
          break;
        case OP_SIGN:
          x = cells[a];
          cells[dst] = x > 0 ? 1 : x < 0 ? -1 : 0;
          break;
        case OP_FLOOR:
          cells[dst] = Math.floor(cells[a]);
          break;
        case OP_CEIL:
          cells[dst] = Math.ceil(cells[a]);
          break;
        case OP_ROUND:
          x = cells[a];
          y = Math.trunc(x);
          cells[dst] = Math.abs(x - y) >= 0.5 ? y + (x < 0 ? -1 : 1) : y;
          break;
        case OP_TRUNC:
          cells[dst] = Math.trunc(cells[a]);
          break;
        case OP_SQRT:
          cells[dst] = Math.sqrt(cells[a]);
          break;
        case OP_FROUND:
          cells[dst] = Math.fround(cells[a]);
          break;
        default:
          status = KERNEL_PENDING;
          break loop;
      }
    } while (pc !== end);
    if (status !== KERNEL_PENDING) break;
    runKernel(words, cells, (pc - INSTRUCTION_WORDS) | 0, base);
    if (pc === end) return OK;
    status = OK;
  }
  if (status === OK) return OK;
  state[S_PC] = pc - INSTRUCTION_WORDS;
  state[S_BASE] = base;
  state[S_SP] = sp;
  state[S_BATCH_PC] = (sp === STATE_WORDS ? pc : state[STATE_WORDS]) - INSTRUCTION_WORDS;
  return status;
}
