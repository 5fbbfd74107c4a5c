import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { rolldown } from "rolldown";

/** A package as one script. */
export interface Bundle {
  /** Defines a global variable with the package's exports. */
  readonly code: string;
  /** Files that went into it, relative to `packages/`. */
  readonly files: readonly string[];
}

/** Bundles a package of this workspace from its sources. */
export async function bundle(folder: string, name: string): Promise<Bundle> {
  const packages = fileURLToPath(new URL("../../", import.meta.url));
  const build = await rolldown({
    input: `${packages}${folder}/src/index.ts`,
    resolve: { conditionNames: ["source"] },
  });
  const { output } = await build.generate({ format: "iife", name });
  await build.close();
  const files = Object.keys(output[0].modules).map((file) => file.replace(packages, ""));
  return { code: output[0].code, files };
}

/**
 * Runs a script, which may use `await`, in a worker thread and returns what it posts with `post(value)`. Rejects if nothing is posted for
 * `silence` milliseconds (posting `undefined` is a sign of life), after which the worker is ended, whatever it does.
 */
export async function runInWorker(
  script: string,
  {
    data,
    stackSizeMb = 4,
    silence = 20_000,
  }: { data?: unknown; stackSizeMb?: number; silence?: number } = {},
): Promise<unknown[]> {
  const worker = new Worker(
    `const { parentPort, workerData } = require("node:worker_threads");
    const post = (value) => parentPort.postMessage(value);
    (async () => { ${script}; parentPort.postMessage("the end"); })();`,
    { eval: true, workerData: data, resourceLimits: { stackSizeMb } },
  );
  const values: unknown[] = [];
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise((resolve, reject) => {
      timer = setTimeout(
        () => reject(new Error(`silent for ${silence} ms after ${values.length} values`)),
        silence,
      );
      worker.on("message", (value) => {
        timer?.refresh();
        if (value === "the end") resolve(values);
        else if (value !== undefined) values.push(value);
      });
      worker.on("error", reject);
      worker.on("exit", (code) => reject(new Error(`ended with ${code}`)));
    });
  } finally {
    clearTimeout(timer);
    await worker.terminate();
  }
}
