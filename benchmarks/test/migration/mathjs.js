// @ts-nocheck: the document shows it as people write it, without types.
import { all, create } from "mathjs";

const math = create(all);
math.import({ noise: (x) => x + 0.25 });

const formula = math.compile("gain * log(x) + noise(x)");
for (const x of [1, 10]) console.log(formula.evaluate({ gain: 2, x }));
// → 1.25
// → 14.855170185988092
