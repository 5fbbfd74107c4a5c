import { allocInChromium, BROWSER_PLANTED_BYTES, describeChromium } from "./browser.ts";
import { proveColdInChromium } from "./browser-cold.ts";
import { type Proof, type ProofOptions, resultsOf } from "./proof.ts";

/** Measures in Chromium: what is warm in one page. */
export async function proveInChromium({ quick, coldOnly }: ProofOptions): Promise<Proof> {
  const cold = await proveColdInChromium({ quick });
  if (coldOnly) {
    const { browser, v8 } = await describeChromium();
    return {
      engine: browser,
      v8,
      plantedBytes: BROWSER_PLANTED_BYTES,
      controls: [],
      paths: [],
      soaks: [],
      cold,
    };
  }
  const measurement = await allocInChromium({ quick });
  const information = (measurement.warmUps ?? []).map((warmUp) => ({ warmUp }));
  return {
    ...{ engine: measurement.browser, v8: measurement.v8, plantedBytes: BROWSER_PLANTED_BYTES },
    ...resultsOf(measurement, information),
    soaks: [],
    cold,
  };
}
