import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

/** Of V8 in the page: no concurrent work, and room for whole windows in the young generation. */
export const BROWSER_V8_FLAGS: readonly string[] = [
  "--expose-gc",
  "--single-threaded",
  "--min-semi-space-size=64",
  "--max-semi-space-size=64",
  "--sampling-heap-profiler-suppress-randomness",
];

/** Of Chromium: exact heap sizes for the page, and nothing that goes on by itself. */
const FLAGS = [
  "--enable-precise-memory-info",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Where Debian puts it. */
const DEBIAN = "/usr/bin/chromium";

/**
 * Starts Chromium without a window: the one that the environment variable `CHROMIUM` names, or Debian's, which is
 * installed if it is missing.
 *
 * @param v8Flags - besides the usual ones
 * @throws Error when there is none and it cannot be installed
 */
export function launchChromium(v8Flags: readonly string[] = []): Promise<Browser> {
  const executablePath = process.env.CHROMIUM ?? DEBIAN;
  if (!existsSync(executablePath)) installChromium(executablePath);
  const flags = `--js-flags=${[...BROWSER_V8_FLAGS, ...v8Flags].join(" ")}`;
  return chromium.launch({ executablePath, headless: true, args: [...FLAGS, flags] });
}

const APT_GET = "/usr/bin/apt-get";

function installChromium(wanted: string): void {
  if (wanted !== DEBIAN || process.getuid?.() !== 0 || !existsSync(APT_GET)) {
    throw new Error(`there is no ${wanted}: install Chromium, or set CHROMIUM to its path`);
  }
  console.error("installing Chromium");
  const stdio = ["ignore", "ignore", "inherit"] as const;
  execFileSync(APT_GET, ["update"], { stdio: [...stdio] });
  execFileSync(APT_GET, ["install", "-y", "--no-install-recommends", "chromium"], { stdio: [...stdio] });
}
