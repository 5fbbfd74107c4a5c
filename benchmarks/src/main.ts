import { parseArgs } from "node:util";

const USAGE = `Usage: node dist/main.js bench [--quick] [--suite NAME]…             speed against other libraries and loops written by hand
       node dist/main.js alloc [--quick] [--all-nodes] [--browser] [--cold]   JavaScript heap bytes per evaluation`;

/** Each command loads only what it needs: a heap meter should not have nine libraries on its heap. */
async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      quick: { type: "boolean" },
      suite: { type: "string", multiple: true },
      "all-nodes": { type: "boolean" },
      browser: { type: "boolean" },
      cold: { type: "boolean" },
    },
  });
  const { quick = false, "all-nodes": allNodes = false, browser = false, cold = false } = values;
  switch (positionals[0]) {
    case "bench": {
      const { bench, SUITES } = await import("./bench.ts");
      const { suite: suites = SUITES } = values;
      const unknown = suites.find((name) => !SUITES.includes(name));
      if (unknown === undefined) return bench({ quick, suites });
      console.error(`There is no suite ${unknown}: ${SUITES.join(", ")}.`);
      return 2;
    }
    case "bench-first": {
      const { timeFirst, TIERS } = await import("./suites/total.ts");
      const tier = TIERS.find((name) => name === positionals[1]) ?? "auto";
      console.log(timeFirst(tier, Number(positionals[2])));
      return 0;
    }
    case "alloc":
      return (await import("./alloc/alloc.ts")).alloc({ quick, allNodes, browser, coldOnly: cold });
    case "alloc-child":
      return (await import("./alloc/child-main.ts")).answerTask(positionals[1], positionals[2]);
    default:
      console.error(USAGE);
      return 2;
  }
}

process.exitCode = await main();
