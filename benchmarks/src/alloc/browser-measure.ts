import type { Browser, CDPSession, Page } from "playwright-core";
import { profilePage } from "./browser-profile.ts";
import type { Reading } from "./measure.ts";
import type { SamplingReading } from "./sampling-meter.ts";
import { ALLOCATING, type Settings } from "./settings.ts";

/** The bundle that rolldown.config.js makes. */
const BUNDLE = new URL("browser-page.js", import.meta.url);

/** A page with nothing in it but the bundle, which it gets from its file: profiles name what has an address only. */
export async function openPage(browser: Browser): Promise<Page> {
  const page = await browser.newPage();
  await page.goto(BUNDLE.href);
  await page.addScriptTag({ url: BUNDLE.href });
  return page;
}

/** Measures one control or path with both meters. @throws what it throws in the page */
export async function measureInPage(
  page: Page,
  session: CDPSession,
  kind: "controls" | "paths",
  index: number,
  { warmup, heap: heapOptions, sampling: samplingOptions }: Settings,
): Promise<Reading> {
  await page.evaluate((where) => zexprPage.prepare(...where), [kind, index] as const);
  const second = await page.evaluate(() => {
    zexprPage.runProfiled(2);
    return zexprPage.figures();
  });
  await page.evaluate((count) => zexprPage.warmUp(count), warmup);
  const warm = await page.evaluate(() => zexprPage.figures());
  const heap = await page.evaluate((options) => zexprPage.measureHeap(options), heapOptions);
  // Where there are many allocations, few tell as much.
  const often = heap.bytes >= heap.count;
  const sampling = await sample(page, session, often ? ALLOCATING.sampling : samplingOptions);
  await page.evaluate(() => zexprPage.dispose());
  return { heap, sampling, ...(second === null || warm === null ? {} : { figures: { second, warm } }) };
}

/** The profile with the fewest bytes: V8 now and then compiles something in one. */
async function sample(
  page: Page,
  session: CDPSession,
  { count, warmup, runs }: Settings["sampling"],
): Promise<SamplingReading> {
  let lowest: SamplingReading | undefined;
  for (let i = 0; i < runs && lowest?.bytes !== 0; i++) {
    await page.evaluate((evaluations) => zexprPage.warmUp(evaluations), warmup);
    const charges = await profilePage(session, "runProfiled", () =>
      page.evaluate((evaluations) => zexprPage.runProfiled(evaluations), count),
    );
    const bytes = charges.reduce((sum, charge) => sum + charge.bytes, 0);
    if (lowest === undefined || bytes < lowest.bytes) lowest = { count, bytes, charges };
  }
  return lowest as SamplingReading;
}
