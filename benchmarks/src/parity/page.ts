import { type ParityOptions, runParity } from "./run.ts";

/** What a page tells the server that it came from. */
export type Message =
  | { readonly progress: number }
  | { readonly result: Awaited<ReturnType<typeof runParity>>; readonly engine: string }
  | { readonly error: string };

/** Milliseconds between two messages on progress. */
const PROGRESS_EVERY = 1_000;

const host = globalThis as unknown as { parityOptions: ParityOptions; navigator: { userAgent: string } };
let lastMessage = 0;

function tell(message: Message): void {
  lastMessage = performance.now();
  fetch("/", { method: "POST", body: JSON.stringify(message) });
}

try {
  const result = await runParity(host.parityOptions, (progress) => {
    if (performance.now() - lastMessage > PROGRESS_EVERY) tell({ progress });
  });
  tell({ result, engine: host.navigator.userAgent });
} catch (error) {
  tell({ error: `${String(error)} ${(error as Error).stack ?? ""}` });
}
