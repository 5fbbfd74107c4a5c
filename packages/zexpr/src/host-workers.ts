// Workers of the host, web workers or those of node:worker_threads, in one form.
import { ExprError } from "@zexpr/errors";

/** Path from this module to that of the workers. Defined by the build. */
declare const ZEXPR_WORKER: string;

/** A worker, seen from the thread that started it. */
export interface HostWorker {
  post(message: unknown): void;
  /** Whether it keeps the process alive. A web page has no such thing. */
  hold(keepsAlive: boolean): void;
  terminate(): Promise<void>;
}

export interface HostWorkerEvents {
  message(message: unknown): void;
  /** It is gone, or cannot start. */
  stopped(reason: string): void;
}

interface NodeEmitter {
  on(event: string, listener: (value: unknown) => void): void;
  postMessage(message: unknown): void;
}

interface NodeWorker extends NodeEmitter {
  ref(): void;
  unref(): void;
  terminate(): Promise<number>;
}

interface WebScope {
  addEventListener(type: string, listener: (event: { data?: unknown; message?: string }) => void): void;
  postMessage(message: unknown): void;
}

interface WebWorker extends WebScope {
  terminate(): void;
}

/** Address of a module, a `URL` for example. */
export type ModuleAddress = string | { readonly href: string };

interface Host {
  readonly URL: new (address: string, base?: string) => { readonly href: string };
  readonly process?: { getBuiltinModule?(id: string): unknown };
  readonly navigator?: { readonly hardwareConcurrency?: number };
  readonly Worker?: new (address: string, options: { type: "module" }) => WebWorker;
}

interface NodeThreads {
  readonly Worker: new (address: { readonly href: string }, options: { execArgv: string[] }) => NodeWorker;
  readonly parentPort: NodeEmitter | null;
}

const HOST = globalThis as unknown as Host & WebScope;

function node<T>(module: string): T | undefined {
  return HOST.process?.getBuiltinModule?.(module) as T | undefined;
}

/** Threads that the machine can run at once. */
export function hostConcurrency(): number {
  const os = node<{ availableParallelism(): number }>("node:os");
  return os?.availableParallelism() ?? HOST.navigator?.hardwareConcurrency ?? 2;
}

/** The module of zexpr's workers. */
export function workerModule(): ModuleAddress {
  return new HOST.URL(ZEXPR_WORKER, (import.meta as unknown as { url: string }).url);
}

/**
 * Starts a worker.
 *
 * @throws {@link ExprError} `Other` where there are none, or not from that address
 */
export function startWorker(address: ModuleAddress, events: HostWorkerEvents): HostWorker {
  const href = typeof address === "string" ? address : address.href;
  const threads = node<NodeThreads>("node:worker_threads");
  try {
    // Without the flags of this process, which may be loaders that the worker needs not.
    if (threads !== undefined)
      return nodeWorker(new threads.Worker(new HOST.URL(href), { execArgv: [] }), events);
    if (HOST.Worker !== undefined) return webWorker(new HOST.Worker(href, { type: "module" }), href, events);
  } catch (cause) {
    const message = `no worker can be started from ${href}: \`workerUrl\` has to be the address of the module zexpr/worker`;
    throw new ExprError("Other", message, { cause });
  }
  throw new ExprError("Other", "this host has no workers: use `evaluate` instead of `evaluateParallel`");
}

function webWorker(worker: WebWorker, href: string, events: HostWorkerEvents): HostWorker {
  worker.addEventListener("message", ({ data }) => events.message(data));
  worker.addEventListener("error", ({ message }) => events.stopped(message ?? `${href} cannot be loaded`));
  worker.addEventListener("messageerror", () => events.stopped("it cannot receive the memory"));
  return {
    post: (message) => worker.postMessage(message),
    hold: () => {},
    terminate: async () => worker.terminate(),
  };
}

function nodeWorker(worker: NodeWorker, events: HostWorkerEvents): HostWorker {
  worker.on("message", (message) => events.message(message));
  worker.on("messageerror", () => events.stopped("it cannot receive the memory"));
  worker.on("error", (error) =>
    events.stopped(`${String(error)} (\`workerUrl\` says where zexpr/worker is)`),
  );
  worker.on("exit", (code) => events.stopped(`it has ended with the code ${code}`));
  worker.unref();
  return {
    post: (message) => worker.postMessage(message),
    hold: (keepsAlive) => (keepsAlive ? worker.ref() : worker.unref()),
    terminate: async () => void (await worker.terminate()),
  };
}

/** Inside a worker: the thread that started it. */
export function parentOf(message: (message: unknown) => void): { post(message: unknown): void } {
  const port = node<NodeThreads>("node:worker_threads")?.parentPort;
  if (port !== undefined && port !== null) {
    port.on("message", message);
    return { post: (reply) => port.postMessage(reply) };
  }
  HOST.addEventListener("message", ({ data }) => message(data));
  return { post: (reply) => HOST.postMessage(reply) };
}
