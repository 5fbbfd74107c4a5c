import { Code } from "./code.ts";
import { DirectUnit } from "./direct-unit.ts";
import { GLOBAL_GET, RETURN } from "./encoding.ts";
import type { ModuleBuilder } from "./module-builder.ts";
import { addressOf, type Target } from "./target.ts";
import type { Range } from "./unit.ts";

/** A part of the batch: a WebAssembly function without parameters, from memory to memory, that returns a status. */
export class BatchUnit extends DirectUnit {
  /** Cells that other parts use too: they stay in memory. */
  readonly #common: ReadonlySet<number>;
  /** Variables and context values that this part reads: loaded once. */
  readonly #inputs = new Set<number>();

  constructor(target: Target, range: Range, common: ReadonlySet<number>) {
    super(target, 0, 0);
    this.#common = common;
    this.emitRange(range);
  }

  /** @param begin - code to put before; may use local 0 */
  define(builder: ModuleBuilder, index: number, begin: Code): void {
    const code = new Code();
    code.append(begin);
    for (const cell of this.#inputs) {
      code.constI32(0);
      code.loadF64(addressOf(this.target, cell));
      code.set(this.localOf(cell));
    }
    code.append(this.code);
    code.constI32(0);
    this.target.noteLocals?.(index, this.locals);
    builder.define(index, code, 1, this.locals.count);
  }

  protected override localOf(cell: number): number {
    return this.#common.has(cell) ? -1 : super.localOf(cell);
  }

  protected override load(cell: number): void {
    const { layout } = this.target;
    if (layout.isConstant(cell)) {
      this.code.constF64(this.target.cells[cell] as number);
      return;
    }
    if (layout.isInput(cell) && this.localOf(cell) >= 0) this.#inputs.add(cell);
    super.load(cell);
  }

  /** Results go to memory at once, where the host reads them. */
  protected override endStore(cell: number): void {
    super.endStore(cell);
    if (this.target.layout.isResult(cell)) this.flush(cell, 1);
  }

  /** The batch has no instruction for it: its own cells are the batch's. */
  protected override loadGlobal(cell: number): void {
    this.load(cell);
  }

  protected override call(dst: number, window: number, fn: number): void {
    const planned = this.target.functions[fn] as Target["functions"][number];
    if (planned.direct) super.call(dst, window, fn);
    else this.#callFramed(dst, window, fn);
  }

  #callFramed(dst: number, window: number, fn: number): void {
    const { code, target } = this;
    const { parameters, cells, cost } = target.functions[fn] as Target["functions"][number];
    this.flush(window, parameters);
    this.beginStore(dst);
    code.constI32(target.labels[fn] as number);
    code.constI32(addressOf(target, window));
    code.constI32(addressOf(target, window + cells));
    code.constI32(cost);
    code.constI32(this.pc);
    code.call(target.framed);
    this.endStore(dst);
    this.leaveIfFailed();
  }

  /** The instruction of the batch that was active is this one, whichever failed. */
  protected override leave(): void {
    this.code.constI32(this.pc);
    this.code.call(this.target.unwound);
    this.code.u8(GLOBAL_GET);
    this.code.u32(this.target.failed);
    this.code.u8(RETURN);
  }

  protected override returnCell(): void {
    throw new Error("the batch has no RETURN");
  }
}
