import { type LinearMemory, Status } from "zexpr";
import type { Callbacks, LogStub } from "./callbacks.ts";
import { checkRange } from "./pointers.ts";
import { statusOf, textOf } from "./status.ts";
import { encodeUtf8 } from "./utf8.ts";

const TEXT_BYTES = 256;

/** Tells C of faults inside the library, which would otherwise look like failures of a call. */
export class PanicHandler {
  readonly #memory: LinearMemory;
  readonly #callbacks: Callbacks;
  #flag = 0;
  #log: LogStub | undefined;
  /** Block for the text: when memory is exhausted it is too late to ask for one. */
  #text = 0;
  #logging = false;

  constructor(memory: LinearMemory, callbacks: Callbacks) {
    this.#memory = memory;
    this.#callbacks = callbacks;
  }

  /** @throws {@link Refusal} for a flag outside the memory or a wrong function; {@link ExprError} `ArenaExhausted` */
  register(flag: number, log: number): void {
    if (flag !== 0) checkRange(this.#memory, flag, 4, 4, "the flag");
    const stub = log === 0 ? undefined : this.#callbacks.log(log);
    if (stub !== undefined && this.#text === 0) this.#text = this.#memory.allocate(TEXT_BYTES);
    this.#flag = flag;
    this.#log = stub;
  }

  /** Status of what function `name` has thrown; reports it if it was a fault. Never throws itself. */
  statusOf(name: string, thrown: unknown): number {
    const status = statusOf(thrown);
    if (status === undefined) this.#report(name, thrown);
    return status ?? Status.Other;
  }

  #report(where: string, thrown: unknown): void {
    const memory = this.#memory;
    memory.refresh();
    if (this.#flag !== 0) memory.i32[this.#flag >>> 2] = 1;
    // A log function may meet a fault itself: its text must stay, and it must end.
    if (this.#log === undefined || this.#logging) return;
    this.#logging = true;
    const end = encodeUtf8(`${where}: ${textOf(thrown)}`, memory.u8, this.#text, this.#text + TEXT_BYTES);
    try {
      this.#log(this.#text, end - this.#text);
    } catch {
      // A handler that fails has nobody to tell.
    }
    this.#logging = false;
  }
}
