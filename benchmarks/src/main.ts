import { parseArgs } from "node:util";

const USAGE = `Usage: node dist/main.js bench [--quick]   speed against other libraries
       node dist/main.js heap [--quick]    JavaScript heap bytes per evaluation (needs the flags in package.json)`;

/** Each command loads only what it needs: the heap meter should not have nine libraries on its heap. */
async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { quick: { type: "boolean" } },
  });
  const options = { quick: values.quick === true };
  switch (positionals[0]) {
    case "bench":
      return (await import("./bench.ts")).bench(options);
    case "heap":
      return (await import("./heap.ts")).heap(options);
    default:
      console.error(USAGE);
      return 2;
  }
}

process.exitCode = await main();
