import { Code } from "./code.ts";
import { GLOBAL_GET } from "./encoding.ts";
import { Locals } from "./locals.ts";
import { addressOf, type Target } from "./target.ts";
import { UnitEmitter } from "./unit.ts";

/** A unit whose cells are locals, as far as there are enough. */
export abstract class DirectUnit extends UnitEmitter {
  protected readonly locals: Locals;
  protected override readonly scratch: number;
  /** First cell of the frame that the unit has in memory, for host functions and reports. */
  protected readonly base: number;

  constructor(target: Target, parameters: number, base: number) {
    super(target, new Code());
    this.scratch = parameters;
    this.locals = new Locals(parameters + 1);
    for (let i = 0; i < parameters; i++) this.locals.parameter(i, i);
    this.base = base;
  }

  /** The cell's local; -1 if it is in memory. */
  protected localOf(cell: number): number {
    return this.locals.of(cell);
  }

  protected override load(cell: number): void {
    const local = this.localOf(cell);
    if (local >= 0) this.code.get(local);
    else this.#loadFromMemory(cell);
  }

  protected override beginStore(cell: number): void {
    if (this.localOf(cell) < 0) this.code.constI32(0);
  }

  protected override endStore(cell: number): void {
    const local = this.localOf(cell);
    if (local >= 0) this.code.set(local);
    else this.code.storeF64(this.#address(cell));
  }

  protected override frameIndex(): void {
    this.code.constI32(this.base);
  }

  protected override flush(cell: number, count: number): void {
    for (let i = cell; i < cell + count; i++) {
      if (this.localOf(i) < 0) continue;
      this.code.constI32(0);
      this.load(i);
      this.code.storeF64(this.#address(i));
    }
  }

  protected override reload(cell: number): void {
    if (this.localOf(cell) < 0) return;
    this.#loadFromMemory(cell);
    this.endStore(cell);
  }

  protected override call(dst: number, window: number, fn: number): void {
    const { direct, functions } = this.target;
    const { parameters, canFail } = functions[fn] as (typeof functions)[number];
    this.beginStore(dst);
    for (let i = 0; i < parameters; i++) this.load(window + i);
    this.code.call(direct[fn] as number);
    this.endStore(dst);
    if (canFail) this.leaveIfFailed();
  }

  /** After a callee that may have failed. */
  protected leaveIfFailed(): void {
    this.code.u8(GLOBAL_GET);
    this.code.u32(this.target.failed);
    this.code.if(() => {
      this.leave();
    });
  }

  #address(cell: number): number {
    return addressOf(this.target, this.base + cell);
  }

  #loadFromMemory(cell: number): void {
    this.code.constI32(0);
    this.code.loadF64(this.#address(cell));
  }
}
