import { createLibrary, type Library, type LibraryOptions } from "@zexpr/ffi";

/** Bytes of an ExprResult as C sees it. */
export const RESULT_BYTES = 280;

/** An ExprResult, read field by field. */
interface Result {
  readonly status: number;
  readonly value: number;
  readonly index: number;
  readonly error: string;
}

interface ProgramOptions extends LibraryOptions {
  /** Address from which on the program keeps its own texts and structs. Default: blocks of the library's memory. */
  readonly data?: number;
}

/** What a C program is to the library: someone who owns texts and structs in the memory and passes addresses. */
export class Program {
  readonly library: Library;
  /** An ExprResult of the program's. */
  readonly result: number;
  #data: number | undefined;
  readonly #texts = new Map<string, number>();

  constructor({ data, ...options }: ProgramOptions = {}) {
    this.library = createLibrary(options);
    this.#data = data;
    this.result = this.room(RESULT_BYTES);
  }

  /** The memory as it is now: views made before it grew are of no use. */
  get bytes(): Uint8Array<ArrayBuffer> {
    this.library.linearMemory.refresh();
    return this.library.linearMemory.u8 as Uint8Array<ArrayBuffer>;
  }

  get view(): DataView {
    const { buffer } = this.bytes;
    return new DataView(buffer);
  }

  /** Bytes of the program's own, aligned to 16. */
  room(size: number): number {
    if (this.#data === undefined) return this.library.linearMemory.allocate(size);
    const address = Math.ceil(this.#data / 16) * 16;
    this.#data = address + size;
    return address;
  }

  /** Address of bytes of the program's, followed by a NUL. */
  raw(bytes: ArrayLike<number>): number {
    const address = this.room(bytes.length + 1);
    this.bytes.set([...Array.from(bytes), 0], address);
    return address;
  }

  /** Address of a text. Equal texts share one. */
  text(value: string): number {
    const known = this.#texts.get(value);
    if (known !== undefined) return known;
    const address = this.raw(new TextEncoder().encode(value));
    this.#texts.set(value, address);
    return address;
  }

  doubles(values: readonly number[]): number {
    const address = this.room(8 * values.length);
    for (const [i, value] of values.entries()) this.view.setFloat64(address + 8 * i, value, true);
    return address;
  }

  /** The text at an address; fails unless it is valid UTF-8. */
  string(address: number, end = this.bytes.indexOf(0, address)): string {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(this.bytes.slice(address, end));
  }

  read(address: number = this.result): Result {
    const { view } = this;
    return {
      status: view.getInt32(address, true),
      value: view.getFloat64(address + 8, true),
      index: view.getInt32(address + 16, true),
      error: this.string(address + 20),
    };
  }

  addVariable(batch: number, name: string, value = 0): Result {
    this.library.expr_batch_add_variable(this.result, batch, this.text(name), value);
    return this.read();
  }

  addExpression(batch: number, source: string): Result {
    this.library.expr_batch_add_expression(this.result, batch, this.text(source));
    return this.read();
  }

  addExpressionFunction(batch: number, name: string, parameters: string, body: string): number {
    const texts = [name, parameters, body].map((each) => this.text(each));
    return this.library.expr_batch_add_expression_function(batch, ...texts);
  }

  evaluateEx(batch: number, context = 0): Result {
    this.library.expr_batch_evaluate_ex(this.result, batch, context);
    return this.read();
  }

  isValid(batch: number): Result {
    this.library.expr_batch_is_valid(this.result, batch);
    return this.read();
  }

  /** A batch of its own with these variables, from 1 on, and expressions. */
  batch(variables: readonly string[], expressions: readonly string[], arena?: number): number {
    const batch =
      arena === undefined ? this.library.expr_batch_new_sized(0) : this.library.expr_batch_new(arena);
    for (const [i, name] of variables.entries()) this.addVariable(batch, name, i + 1);
    for (const source of expressions) {
      const { status, error } = this.addExpression(batch, source);
      if (status !== 0) throw new Error(error);
    }
    return batch;
  }

  /** The first `count` results. */
  results(batch: number, count: number): number[] {
    return Array.from({ length: count }, (_, i) => this.library.expr_batch_get_result(batch, i));
  }

  /** Counts of allocations: arena count, arena bytes, host count, host bytes. */
  stats(): number[] {
    const address = this.result;
    this.library.expr_alloc_stats(address);
    return [0, 4, 8, 12].map((offset) => this.view.getUint32(address + offset, true));
  }
}

/** Address of the first byte in which two copies of the memory differ; -1 if there is none. */
export function firstDifference(left: Uint8Array, right: Uint8Array): number {
  if (Buffer.compare(left, right) === 0) return -1;
  const at = left.findIndex((byte, i) => byte !== right[i]);
  return at < 0 ? Math.min(left.length, right.length) : at;
}
