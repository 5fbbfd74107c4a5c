import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { cpus, release, type } from "node:os";

/** What a reader needs to compare two results. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly os: string;
  readonly node: string;
  readonly v8: string;
  /** Of the repository; null outside one. Ends in `-dirty` when files were changed since. */
  readonly commit: string | null;
  readonly packages: Readonly<Record<string, string>>;
}

export function describeMachine(): Machine {
  const processors = cpus();
  return {
    cpu: processors[0]?.model.trim() ?? "unknown",
    cores: processors.length,
    os: `${type()} ${release()} ${process.arch}`,
    node: process.version,
    v8: process.versions.v8,
    commit: commit(),
    packages: packageVersions(),
  };
}

function commit(): string | null {
  try {
    return execFileSync("git", ["describe", "--always", "--dirty", "--abbrev=12", "--exclude=*"], {
      cwd: new URL(".", import.meta.url),
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }).trim();
  } catch {
    return null;
  }
}

/** Installed versions of everything that benchmarks/package.json depends on. */
function packageVersions(): Record<string, string> {
  const root = new URL("../", import.meta.url);
  const read = (file: string) => JSON.parse(readFileSync(new URL(file, root), "utf8"));
  return Object.fromEntries(
    Object.keys(read("package.json").dependencies).map((name) => [
      name,
      read(`node_modules/${name}/package.json`).version,
    ]),
  );
}
