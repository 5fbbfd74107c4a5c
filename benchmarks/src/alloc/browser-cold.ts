import type { Browser } from "playwright-core";
import { launchChromium } from "./browser-launch.ts";
import { openPage } from "./browser-measure.ts";
import { profileGrowth } from "./browser-profile.ts";
import { type ColdKind, type ColdOutcome, coldReading } from "./cold.ts";
import { COLD_FULL, COLD_QUICK, type ColdMode, type Counts } from "./cold-modes.ts";
import { type ColdProof, chosenModes, coldPaths, coldProof } from "./cold-proof.ts";
import { COLD_CONTROLS } from "./paths/index.ts";

/** Measures in Chromium, one of its own for each mode, each path in a new page. */
export async function proveColdInChromium({ quick }: { readonly quick: boolean }): Promise<ColdProof[]> {
  const proofs: ColdProof[] = [];
  for (const mode of chosenModes(quick)) {
    console.error(`WebAssembly with nothing warmed up: ${mode.name}`);
    proofs.push(await proveMode(mode, coldPaths(quick), quick ? COLD_QUICK : COLD_FULL));
  }
  return proofs;
}

async function proveMode(mode: ColdMode, indices: readonly number[], counts: Counts): Promise<ColdProof> {
  const browser = await launchChromium(mode.flags);
  try {
    const controls = await measureEach(browser, "controls", [...COLD_CONTROLS.keys()], counts);
    return coldProof(mode, controls, indices, await measureEach(browser, "paths", indices, counts));
  } finally {
    await browser.close();
  }
}

async function measureEach(
  browser: Browser,
  kind: ColdKind,
  indices: readonly number[],
  counts: Counts,
): Promise<ColdOutcome[]> {
  const outcomes: ColdOutcome[] = [];
  for (const index of indices) {
    const page = await openPage(browser);
    try {
      const session = await page.context().newCDPSession(page);
      await page.evaluate((where) => zexprPage.prepareCold(...where), [kind, index] as const);
      const run = (evaluations: number) =>
        page.evaluate((count) => zexprPage.runProfiled(count), evaluations);
      const charges = await profileGrowth(session, "runProfiled", run, counts);
      outcomes.push({ reading: coldReading(counts, charges) });
    } catch (error) {
      outcomes.push({ error: String(error) });
    }
    await page.close();
  }
  return outcomes;
}
