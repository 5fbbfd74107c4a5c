import { codeFrame } from "./code-frame.ts";
import type { Span } from "./span.ts";
import { Status, type StatusName } from "./status.ts";

/** What an {@link ExprError} may carry beside code and message. */
export interface ErrorDetails {
  /** Where in the source. */
  readonly span?: Span | undefined;
  /** The text that `span` refers to. */
  readonly source?: string | undefined;
  /** Known names near an unknown one, best first. */
  readonly suggestions?: readonly string[] | undefined;
  /** What was caught, as in `ErrorOptions`: the value that a native function threw. */
  readonly cause?: unknown;
}

/**
 * The only error that zexpr throws. Tell errors apart by {@link code} or {@link status}, not by the message.
 */
export class ExprError extends Error {
  override readonly name = "ExprError";
  readonly code: StatusName;
  /**
   * Not readonly: the layer that finds an error may know neither place nor text, and the layers above add
   * them.
   */
  span?: Span | undefined;
  /** The text that {@link span} refers to. */
  source?: string | undefined;
  /** Known names near the unknown one, best first; empty when the error is not about a name. */
  readonly suggestions: readonly string[];

  /** @param message - plain English: what happened, where, what to do; no code frame */
  constructor(code: StatusName, message: string, details: ErrorDetails = {}) {
    super(message, details); // takes `cause` if it is there, even undefined: a native function may throw that
    this.code = code;
    this.span = details.span;
    this.source = details.source;
    this.suggestions = details.suggestions ?? [];
  }

  /** Number of {@link code} in `Status`, as the C ABI and `try…` methods return it. */
  get status(): number {
    return Status[this.code];
  }

  /**
   * The message, and under it the source line with carets. The message alone without a span or source.
   *
   * Cost: as {@link codeFrame}.
   */
  frame(): string {
    if (this.span === undefined || this.source === undefined) return this.message;
    return `${this.message}\n${codeFrame(this.source, this.span)}`;
  }
}
