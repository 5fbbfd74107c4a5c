import { RETURN } from "../encoding.ts";
import type { ModuleBuilder } from "../module-builder.ts";
import type { PlannedFunction } from "../plan.ts";
import type { LaneTarget } from "./lane-target.ts";
import { LaneUnit } from "./lane-unit.ts";

/** An expression function on vectors: parameters, byte offset of the rows, mask of the lanes that are active. */
export class FunctionLanes extends LaneUnit {
  protected override readonly at: number;
  readonly #entry: number;

  constructor(target: LaneTarget, fn: PlannedFunction) {
    super(target, fn, [], fn.parameters + 2);
    this.at = fn.parameters;
    this.#entry = fn.parameters + 1;
    for (let i = 0; i < fn.parameters; i++) this.parameter(i, i);
    this.emitBody();
    this.code.u8(RETURN);
  }

  define(builder: ModuleBuilder, index: number): void {
    this.defineAs(builder, index, this.code);
  }

  protected override entryMask(): void {
    this.code.get(this.#entry);
  }

  /** All cells of its frame are locals. */
  protected override loadForeign(): boolean {
    return false;
  }
}
