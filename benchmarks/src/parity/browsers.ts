import { execFileSync, type StdioOptions } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";

/** A browser as Debian ships it, started as a person would: no debugging protocol, so one way serves all engines. */
export interface BrowserKind {
  readonly name: "chromium" | "firefox" | "webkit";
  /** Environment variable with the path of another one. */
  readonly variable: string;
  /** Where Debian puts it; undefined if it is not installed. */
  find(): string | undefined;
  readonly packages: readonly string[];
  readonly needsDisplay: boolean;
  /** @param profile - an empty folder for everything that it stores */
  args(profile: string, url: string): readonly string[];
  /** Files for the profile, by name. */
  readonly files: Readonly<Record<string, string>>;
}

const FIREFOX_PREFERENCES = {
  "browser.shell.checkDefaultBrowser": false,
  "browser.startup.homepage_override.mstone": "ignore",
  "datareporting.policy.dataSubmissionEnabled": false,
  "toolkit.telemetry.enabled": false,
  "app.update.enabled": false,
  "network.captive-portal-service.enabled": false,
  "network.connectivity-service.enabled": false,
  "browser.tabs.remote.autostart": true,
  "dom.max_script_run_time": 0,
};

export const BROWSERS: readonly BrowserKind[] = [
  {
    name: "chromium",
    variable: "CHROMIUM",
    find: () => existing("/usr/bin/chromium"),
    packages: ["chromium"],
    needsDisplay: false,
    args: (profile, url) => [
      ...["--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync"],
      ...["--disable-background-networking", "--disable-component-update", "--disable-quic"],
      ...[`--user-data-dir=${profile}`, url],
    ],
    files: {},
  },
  {
    name: "firefox",
    variable: "FIREFOX",
    find: () => existing("/usr/bin/firefox-esr"),
    packages: ["firefox-esr"],
    needsDisplay: false,
    args: (profile, url) => ["--headless", "--no-remote", "--profile", profile, url],
    files: {
      "user.js": Object.entries(FIREFOX_PREFERENCES)
        .map(([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`)
        .join(""),
    },
  },
  {
    name: "webkit",
    variable: "WEBKIT",
    // One folder for each architecture.
    find: () =>
      readdirSync("/usr/lib")
        .map((folder) => existing(`/usr/lib/${folder}/webkit2gtk-4.1/MiniBrowser`))
        .find((path) => path !== undefined),
    packages: ["libwebkit2gtk-4.1-0", "xvfb"],
    needsDisplay: true,
    args: (_, url) => ["--private", url],
    files: {},
  },
];

function existing(path: string): string | undefined {
  return existsSync(path) ? path : undefined;
}

const APT_GET = "/usr/bin/apt-get";
/** An X server without a screen. */
export const DISPLAY_SERVER = "/usr/bin/Xvfb";

/**
 * Path of a browser, which is installed if it is missing.
 *
 * @throws Error when there is none and it cannot be installed
 */
export function installed(kind: BrowserKind): string {
  const named = process.env[kind.variable];
  if (named !== undefined) return named;
  const isComplete = (): boolean => !kind.needsDisplay || existsSync(DISPLAY_SERVER);
  let path = kind.find();
  if (path !== undefined && isComplete()) return path;
  if (process.getuid?.() !== 0 || !existsSync(APT_GET)) {
    throw new Error(`there is no ${kind.name}: install ${kind.packages.join(" ")}, or set ${kind.variable}`);
  }
  console.error(`installing ${kind.packages.join(" ")}`);
  const stdio: StdioOptions = ["ignore", "ignore", "inherit"];
  execFileSync(APT_GET, ["update"], { stdio });
  execFileSync(APT_GET, ["install", "-y", "--no-install-recommends", ...kind.packages], { stdio });
  path = kind.find();
  if (path === undefined) throw new Error(`${kind.packages.join(" ")} brought no ${kind.name}`);
  return path;
}
