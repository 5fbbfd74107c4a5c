import { DirectUnit } from "./direct-unit.ts";
import { RETURN } from "./encoding.ts";
import type { ModuleBuilder } from "./module-builder.ts";
import type { PlannedFunction } from "./plan.ts";
import { emitGlobal, type Target } from "./target.ts";

/** An expression function as a WebAssembly function: parameters and result are f64. */
export class FunctionUnit extends DirectUnit {
  /**
   * @param base - first cell of its frame in memory: as far from the end of the stack as its calls need, so that neither its
   *   callers' windows nor its callees' frames are there
   */
  constructor(target: Target, fn: PlannedFunction, base: number) {
    super(target, fn.parameters, base);
    this.emitRange(fn);
    // Behind the RETURN; for the validator.
    this.code.constF64(0);
  }

  define(builder: ModuleBuilder, index: number): void {
    this.target.noteLocals?.(index, this.locals);
    builder.define(index, this.code, 1, this.locals.count);
  }

  protected override loadGlobal(cell: number): void {
    emitGlobal(this.target, this.code, cell);
  }

  protected override leave(): void {
    this.code.constF64(0);
    this.code.u8(RETURN);
  }

  protected override returnCell(cell: number): void {
    this.load(cell);
    this.code.u8(RETURN);
  }
}
