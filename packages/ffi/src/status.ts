import { ExprError, Status, statusName } from "zexpr";

/** Statuses for mistakes that only C can make. Numbers follow exp-rs: append only, never renumber. */
export const CStatus = {
  NullPointer: -1,
  InvalidUtf8: -2,
  /** Reserved: there is no batch without an arena. */
  NoArena: -3,
  /** The batch is being evaluated: a callback may not change it. */
  NoMutableAccess: -4,
  /** Not a handle of that kind, an address outside the memory, a callback of another type. */
  InvalidPointer: -5,
} as const;

/** Why the library refuses a call, where an ExprError has no status for it. */
export class Refusal extends Error {
  readonly status: number;

  constructor(code: keyof typeof CStatus, message: string) {
    super(message);
    this.status = CStatus[code];
  }
}

/** Status of an error that was foreseen; undefined for a fault inside the library. */
export function statusOf(error: unknown): number | undefined {
  try {
    return error instanceof Refusal || error instanceof ExprError ? error.status : undefined;
  } catch {
    return undefined; // a Proxy that does not want to be asked
  }
}

/** Name of any status number: `"Other"` for one that does not exist. */
export function anyStatusName(status: number): string {
  const own = Object.entries(CStatus).find(([, number]) => number === status);
  return own === undefined ? statusName(status) : own[0];
}

/** All statuses in the order of the header. */
export function allStatuses(): [name: string, number: number][] {
  return [...Object.entries(Status), ...Object.entries(CStatus)];
}

/** Message of anything that was thrown. */
export function textOf(thrown: unknown): string {
  try {
    return String(thrown instanceof Error ? thrown.message : thrown);
  } catch {
    return "something without a text was thrown";
  }
}
