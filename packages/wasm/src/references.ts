import {
  BLOCK,
  BLOCK_EMPTY,
  BR,
  BR_IF,
  BR_TABLE,
  CALL,
  DROP,
  ELSE,
  END,
  F32_CONST,
  F64_CONST,
  GLOBAL_GET,
  GLOBAL_SET,
  I32_CONST,
  I32_EQZ,
  I32_LOAD,
  I64_CONST,
  I64_EXTEND32_S,
  I64_STORE32,
  I64_TRUNC_SAT_F64_U,
  IF,
  LOCAL_GET,
  LOCAL_TEE,
  LOOP,
  MISC,
  NOP,
  RETURN,
  SELECT,
  SIMD,
} from "./encoding.ts";
import { Reader } from "./reader.ts";

/** A place in code that has to change where the code is moved: it names a function, a global or a local by its index, or returns. */
export interface Reference {
  readonly kind: "function" | "global" | "local" | "return";
  readonly index: number;
  /** Bytes of the index, from the start of the body, or of the instruction that returns; `end` is exclusive. */
  readonly start: number;
  readonly end: number;
  /** Blocks around it. */
  readonly depth: number;
  /** Of a local: its value is used. */
  readonly isRead: boolean;
}

/**
 * What a function's body refers to, in order. Linear.
 *
 * @param body - an entry of the code section, without its length
 * @throws Error for an instruction beyond WebAssembly 1.0, sign extension, saturating conversion and vectors, and for indirect calls
 */
export function referencesOf(body: Uint8Array): Reference[] {
  const reader = new Reader(body);
  const found: Reference[] = [];
  readLocals(reader);
  let depth = 0;
  while (reader.at < body.length) {
    const opcode = reader.u8();
    const kind = kindOf(opcode);
    if (kind !== undefined) {
      const start = kind === "return" ? reader.at - 1 : reader.at;
      const index = kind === "return" ? 0 : reader.u32();
      found.push({ kind, index, start, end: reader.at, depth, isRead: opcode === LOCAL_GET });
      continue;
    }
    if (opcode === BLOCK || opcode === LOOP || opcode === IF) depth++;
    else if (opcode === END) depth--;
    skipImmediates(reader, opcode);
  }
  return found;
}

/** Types of a body's locals beside its parameters. The reader is at the first instruction then. */
export function readLocals(reader: Reader): number[] {
  const types: number[] = [];
  for (let groups = reader.u32(); groups > 0; groups--) {
    const count = reader.u32();
    types.push(...Array<number>(count).fill(reader.u8()));
  }
  return types;
}

function kindOf(opcode: number): Reference["kind"] | undefined {
  if (opcode === CALL) return "function";
  if (opcode === GLOBAL_GET || opcode === GLOBAL_SET) return "global";
  if (opcode >= LOCAL_GET && opcode <= LOCAL_TEE) return "local";
  return opcode === RETURN ? "return" : undefined;
}

function skipImmediates(reader: Reader, opcode: number): void {
  if (opcode === BLOCK || opcode === LOOP || opcode === IF) {
    // A type by its index would have to be relocated, too.
    if (reader.u8() < BLOCK_EMPTY) refuse(opcode);
  } else if (opcode === BR_TABLE) {
    for (let labels = reader.u32() + 1; labels > 0; labels--) reader.u32();
  } else if (opcode >= I32_LOAD && opcode <= I64_STORE32) {
    reader.u32();
    reader.u32();
  } else if (opcode === BR || opcode === BR_IF || opcode === I32_CONST || opcode === I64_CONST) {
    reader.skipInteger();
  } else if (opcode === F32_CONST || opcode === F64_CONST) {
    reader.at += opcode === F64_CONST ? 8 : 4;
  } else if (opcode === MISC) {
    if (reader.u32() > I64_TRUNC_SAT_F64_U) refuse(opcode);
  } else if (opcode === SIMD) skipVectorImmediates(reader, reader.u32());
  else if (!isPlain(opcode)) refuse(opcode);
}

/** Of instructions behind the prefix, by their ranges in the specification. */
function skipVectorImmediates(reader: Reader, opcode: number): void {
  const isLaneAccess = opcode >= 84 && opcode <= 91;
  const isAccess = opcode <= 11 || isLaneAccess || opcode === 92 || opcode === 93;
  if (isAccess) {
    reader.u32();
    reader.u32();
  }
  // A constant, or a shuffle; then instructions on one lane.
  if (opcode === 12 || opcode === 13) reader.at += 16;
  else if (isLaneAccess || (opcode >= 21 && opcode <= 34)) reader.at++;
}

/** Without immediates. */
function isPlain(opcode: number): boolean {
  return (
    opcode <= NOP ||
    opcode === ELSE ||
    opcode === END ||
    opcode === DROP ||
    opcode === SELECT ||
    (opcode >= I32_EQZ && opcode <= I64_EXTEND32_S)
  );
}

function refuse(opcode: number): never {
  throw new Error(`cannot link code with instruction 0x${opcode.toString(16)}`);
}
