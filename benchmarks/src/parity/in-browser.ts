import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BrowserKind, DISPLAY_SERVER, installed } from "./browsers.ts";
import type { EngineResult } from "./judgement.ts";
import type { Message } from "./page.ts";
import type { ParityOptions } from "./run.ts";

/** The bundle that rolldown.config.js makes. */
const BUNDLE = new URL("parity-page.js", import.meta.url);
/** Milliseconds without a word from the page after which it counts as lost. */
const SILENCE = 120_000;

/**
 * Runs the comparison in a page of a browser, which a server on this machine gives out and which tells the server what it finds.
 *
 * @throws Error when the browser cannot be had, ends early or falls silent, and with what the page throws
 */
export async function runInBrowser(
  kind: BrowserKind,
  options: ParityOptions,
  onProgress: (programs: number) => void,
): Promise<EngineResult> {
  const path = installed(kind);
  const profile = mkdtempSync(join(tmpdir(), "zexpr-parity-"));
  const children: ChildProcess[] = [];
  let server: Server | undefined;
  let timer: NodeJS.Timeout | undefined;
  try {
    for (const [name, text] of Object.entries(kind.files)) writeFileSync(join(profile, name), text);
    const display = kind.needsDisplay ? await startDisplay(children) : undefined;
    return await new Promise((resolve, reject) => {
      const silent = (): void => reject(new Error(`${kind.name} has said nothing for ${SILENCE / 1_000} s`));
      timer = setTimeout(silent, SILENCE);
      server = createServer((request, response) => {
        timer?.refresh();
        answer(request, response, options, (message) => {
          if ("progress" in message) onProgress(message.progress);
          else if ("result" in message)
            resolve({ engine: nameOf(kind, message.engine), result: message.result });
          else reject(new Error(message.error));
        });
      }).listen(0, "127.0.0.1", () => {
        const { port } = (server as Server).address() as AddressInfo;
        const args = kind.args(profile, `http://127.0.0.1:${port}/`);
        const env = { ...process.env, HOME: profile, ...(display !== undefined && { DISPLAY: display }) };
        // A group of its own, to end with all of its processes.
        const browser = spawn(path, args, { env, detached: true, stdio: "ignore" });
        children.push(browser);
        browser.on("error", reject);
        browser.on("exit", (code) => reject(new Error(`${kind.name} ended with ${code}`)));
      });
    });
  } finally {
    clearTimeout(timer);
    for (const child of children.reverse()) await end(child);
    server?.closeAllConnections();
    server?.close();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

/** With the version that the browser tells servers. */
function nameOf({ name }: BrowserKind, userAgent: string): string {
  return `${name} ${/(?:Chrome|Firefox|Version)\/([\d.]+)/.exec(userAgent)?.[1] ?? ""}`;
}

/** The page, its script, or nothing for a message. */
function answer(
  request: IncomingMessage,
  response: ServerResponse,
  options: ParityOptions,
  onMessage: (message: Message) => void,
): void {
  if (request.method === "POST") {
    const parts: Buffer[] = [];
    request.on("data", (part) => parts.push(part));
    request.on("end", () => {
      response.end();
      onMessage(JSON.parse(Buffer.concat(parts).toString()));
    });
    return;
  }
  const isScript = request.url === "/page.js";
  const page = `<!doctype html><title>zexpr</title><script>parityOptions = ${JSON.stringify(options)}</script><script type="module" src="/page.js"></script>`;
  response.setHeader("content-type", isScript ? "text/javascript" : "text/html");
  response.end(isScript ? readFileSync(BUNDLE) : page);
}

/** Starts an X server and returns the name of its display. */
async function startDisplay(children: ChildProcess[]): Promise<string> {
  const server = spawn(
    DISPLAY_SERVER,
    ["-displayfd", "3", "-screen", "0", "800x600x24", "-nolisten", "tcp"],
    {
      detached: true,
      stdio: ["ignore", "ignore", "ignore", "pipe"],
    },
  );
  children.push(server);
  const [number] = await once(server.stdio[3] as NodeJS.ReadableStream, "data");
  return `:${String(number).trim()}`;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  process.kill(-child.pid, "SIGKILL");
  await gone;
}
