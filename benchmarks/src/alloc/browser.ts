import type { Browser } from "playwright-core";
import { BROWSER_V8_FLAGS, launchChromium } from "./browser-launch.ts";
import { measureInPage, openPage } from "./browser-measure.ts";
import type { Measurement, Outcome, Reading } from "./measure.ts";
import { CONTROLS, PATHS } from "./paths/index.ts";
import { ALLOCATING, CONTROL, FULL, QUICK, type Settings } from "./settings.ts";

/** Bytes of a boxed double in Chromium, whose V8 compresses pointers: a map word of four bytes, and the number. */
export const BROWSER_PLANTED_BYTES = 12;

/** What {@link allocInChromium} finds: as in Node, and what it was found with. */
export interface BrowserMeasurement extends Measurement {
  /** `Chromium 156.0.8078.79`. */
  readonly browser: string;
  readonly v8: string;
  readonly v8Flags: readonly string[];
  /** Evaluations in a new page until none allocates, in the order of `PATHS`, null for never; not in a quick run. */
  readonly warmUps?: readonly (number | null | undefined)[];
}

/** Largest window of a warm-up, a power of two: what has not stopped allocating then does not stop. */
const LAST_WINDOW = 2 ** 20;

/**
 * Measures the controls, then every path, in one page of Chromium; unless it is a quick run, also the warm-up of every
 * path, each in a page of its own.
 *
 * Cost: as long as in Node, and a tenth of a second per new page.
 *
 * @throws Error when Chromium cannot be started
 */
export async function allocInChromium({ quick }: { readonly quick: boolean }): Promise<BrowserMeasurement> {
  const browser = await launchChromium();
  try {
    const measurement = await measureAll(browser, quick);
    return {
      ...(await describeBrowser(browser)),
      ...measurement,
      ...(quick ? {} : { warmUps: await measureWarmUps(browser) }),
    };
  } finally {
    await browser.close();
  }
}

/** Which Chromium it is. */
export async function describeChromium(): ReturnType<typeof describeBrowser> {
  const browser = await launchChromium();
  try {
    return await describeBrowser(browser);
  } finally {
    await browser.close();
  }
}

async function describeBrowser(
  browser: Browser,
): Promise<Pick<BrowserMeasurement, "browser" | "v8" | "v8Flags">> {
  const session = await browser.newBrowserCDPSession();
  const { jsVersion } = await session.send("Browser.getVersion");
  return { browser: `Chromium ${browser.version()}`, v8: jsVersion, v8Flags: BROWSER_V8_FLAGS };
}

async function measureAll(browser: Browser, quick: boolean): Promise<Measurement> {
  const page = await openPage(browser);
  const session = await page.context().newCDPSession(page);
  const measure = (kind: "controls" | "paths", index: number, settings: Settings) =>
    attempt(() => measureInPage(page, session, kind, index, settings));
  const controls: Outcome[] = [];
  for (const index of CONTROLS.keys()) controls.push(await measure("controls", index, CONTROL));
  const paths: (Outcome | null)[] = [];
  let last = "";
  for (const [index, { group, claim }] of PATHS.entries()) {
    if (group !== last) console.error(`  ${group}`);
    last = group;
    if (claim === "zero") paths.push(await measure("paths", index, quick ? QUICK : FULL));
    else paths.push(quick ? null : await measure("paths", index, ALLOCATING));
  }
  await page.close();
  return { controls, paths };
}

async function attempt(action: () => Promise<Reading>): Promise<Outcome> {
  try {
    return { reading: await action() };
  } catch (error) {
    return { error: String(error) };
  }
}

/** Undefined for what claims nothing. */
async function measureWarmUps(browser: Browser): Promise<(number | null | undefined)[]> {
  const warmUps: (number | null | undefined)[] = [];
  for (const [index, { claim }] of PATHS.entries()) {
    if (claim !== "zero") {
      warmUps.push(undefined);
      continue;
    }
    const page = await openPage(browser);
    await page.evaluate((path) => zexprPage.prepare("paths", path), index);
    warmUps.push(await page.evaluate((lastWindow) => zexprPage.measureWarmUp(lastWindow), LAST_WINDOW));
    await page.close();
  }
  return warmUps;
}
