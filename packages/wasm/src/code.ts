import { Bytes } from "./bytes.ts";
import {
  CALL,
  F64_CONST,
  F64_LOAD,
  F64_STORE,
  I32_CONST,
  I32_LOAD,
  I32_STORE,
  LOCAL_GET,
  LOCAL_SET,
  LOCAL_TEE,
} from "./encoding.ts";

/** A function's instructions, in the order in which they are written. */
export class Code extends Bytes {
  get(local: number): void {
    this.u8(LOCAL_GET);
    this.u32(local);
  }

  set(local: number): void {
    this.u8(LOCAL_SET);
    this.u32(local);
  }

  tee(local: number): void {
    this.u8(LOCAL_TEE);
    this.u32(local);
  }

  constI32(value: number): void {
    this.u8(I32_CONST);
    this.i32(value);
  }

  constF64(value: number): void {
    this.u8(F64_CONST);
    this.f64(value);
  }

  call(fn: number): void {
    this.u8(CALL);
    this.u32(fn);
  }

  /** Expects the address, a multiple of 8, on the stack. */
  loadF64(offset: number): void {
    this.#access(F64_LOAD, 3, offset);
  }

  /** Expects address and value. */
  storeF64(offset: number): void {
    this.#access(F64_STORE, 3, offset);
  }

  loadI32(offset: number): void {
    this.#access(I32_LOAD, 2, offset);
  }

  storeI32(offset: number): void {
    this.#access(I32_STORE, 2, offset);
  }

  #access(opcode: number, align: number, offset: number): void {
    this.u8(opcode);
    this.u8(align);
    this.u32(offset);
  }
}
