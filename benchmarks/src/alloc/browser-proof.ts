import { allocInChromium, BROWSER_PLANTED_BYTES } from "./browser.ts";
import { type Proof, resultsOf } from "./proof.ts";

/** Measures in Chromium, in one page. */
export async function proveInChromium(options: { readonly quick: boolean }): Promise<Proof> {
  const measurement = await allocInChromium(options);
  const information = (measurement.warmUps ?? []).map((warmUp) => ({ warmUp }));
  return {
    ...{ engine: measurement.browser, v8: measurement.v8, plantedBytes: BROWSER_PLANTED_BYTES },
    ...resultsOf(measurement, information),
    soaks: [],
  };
}
