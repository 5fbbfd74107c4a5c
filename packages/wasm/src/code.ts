import { Bytes } from "./bytes.ts";
import {
  BLOCK_EMPTY,
  CALL,
  END,
  F32_LOAD,
  F32_STORE,
  F64_CONST,
  F64_LOAD,
  F64_STORE,
  I32_CONST,
  I32_LOAD,
  I32_STORE,
  IF,
  LOCAL_GET,
  LOCAL_SET,
  LOCAL_TEE,
  SIMD,
  V128_CONST,
  V128_LOAD,
  V128_STORE,
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

  /** Writes what is done if the i32 on the stack is not 0. */
  if(then: () => void): void {
    this.u8(IF);
    this.u8(BLOCK_EMPTY);
    then();
    this.u8(END);
  }

  /** A vector instruction without immediates. */
  simd(opcode: number): void {
    this.u8(SIMD);
    this.u32(opcode);
  }

  /** A vector instruction on one lane. */
  lane(opcode: number, lane: number): void {
    this.simd(opcode);
    this.u8(lane);
  }

  /** @param bits - 16 bytes */
  constV128(bits: Uint8Array): void {
    this.simd(V128_CONST);
    this.bytes(bits);
  }

  /** Expects the address, a multiple of `2 ** align`, on the stack. */
  loadV128(offset: number, align: number, opcode: number = V128_LOAD): void {
    this.u8(SIMD);
    this.#access(opcode, align, offset);
  }

  /** Expects address and value. */
  storeV128(offset: number, align: number): void {
    this.u8(SIMD);
    this.#access(V128_STORE, align, offset);
  }

  loadF32(offset: number): void {
    this.#access(F32_LOAD, 2, offset);
  }

  storeF32(offset: number): void {
    this.#access(F32_STORE, 2, offset);
  }

  #access(opcode: number, align: number, offset: number): void {
    this.u8(opcode);
    this.u8(align);
    this.u32(offset);
  }
}
