/** As arguments, 64 KiB of stack. V8 alone wants half of that to compile a function that is called for the first time. */
const ARGUMENTS: number[] = /* @__PURE__ */ Array(8_192).fill(0);

/**
 * Begins what must not be left half done: where the host's stack ends soon, it has to end here. In microseconds.
 *
 * @throws what the host throws when its stack ends
 */
export function needStack(): void {
  Reflect.apply(Boolean, undefined, ARGUMENTS);
}
