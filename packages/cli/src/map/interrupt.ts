/** Signals that ask a process to end, and what a shell reports: 128 and their number. */
const EXIT_CODES = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

/**
 * Calls `clean` when the process is told to end, and ends it; also when it ends for another reason.
 *
 * @param clean - must do all it does at once; may be called twice
 * @returns what takes this back
 */
export function onInterrupt(clean: () => void): () => void {
  const handlers = Object.entries(EXIT_CODES).map(([signal, code]) => {
    const handler = (): void => {
      clean();
      process.exit(code);
    };
    process.on(signal, handler);
    return [signal, handler] as const;
  });
  process.on("exit", clean);
  return () => {
    process.off("exit", clean);
    for (const [signal, handler] of handlers) process.off(signal, handler);
  };
}
