/**
 * Speed and memory of `zexpr map` on large files, beside what the libraries of the formats need to read and write the same
 * file without it.
 *
 *     npm run bench:map -- [--megabytes 1000] [--folder /tmp]
 *
 * Needs a build, and about six times the size as free space. Prints a table; rows/s are those of the input.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdtemp, open, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const HERE = fileURLToPath(import.meta.url);
const MAIN = fileURLToPath(new URL("../dist/main.js", import.meta.url));
/** A child writes its peak memory, in KB, to a pipe of its own when it ends. */
const REPORT =
  'data:text/javascript,import{writeSync}from"node:fs";process.on("exit",()=>writeSync(3,String(process.resourceUsage().maxRSS)))';
const EXPRESSIONS = ["-e", "speed = sqrt(vx^2 + vy^2 + vz^2)", "-e", "energy = mass * speed^2 / 2"];

/** The least that a program using the libraries has to do: read a table and write it. */
const PLAIN = {
  async csv(from, to) {
    const { default: Papa } = await import("papaparse");
    const parser = new Papa.Parser({ delimiter: ",", newline: "\n" });
    const output = createWriteStream(to);
    let rest = "";
    for await (const text of createReadStream(from, { encoding: "utf8" })) {
      const piece = rest + text;
      const { data, meta } = parser.parse(piece, 0, true);
      rest = piece.slice(meta.cursor);
      if (data.length === 0) continue;
      if (!output.write(`${Papa.unparse(data, { newline: "\n" })}\n`)) await once(output, "drain");
    }
    output.end();
    await once(output, "finish");
  },

  async parquet(from, to) {
    const { asyncBufferFromFile, parquetMetadataAsync, parquetScan } = await import("hyparquet");
    const { ByteWriter, ParquetWriter } = await import("hyparquet-writer");
    const output = await open(to, "w");
    const bytes = Object.assign(new ByteWriter(), {
      async flush() {
        await output.write(new Uint8Array(this.buffer, 0, this.index));
        this.index = 0;
      },
      finish() {
        return this.flush();
      },
    });
    const file = await asyncBufferFromFile(from);
    const metadata = await parquetMetadataAsync(file);
    const scan = await parquetScan({ file, metadata });
    const writer = new ParquetWriter({ writer: bytes, schema: metadata.schema });
    for (const { rowStart, rowEnd } of scan.ranges) {
      const columnData = [];
      for (const { name } of metadata.schema.slice(1))
        columnData.push({ name, data: await scan.readColumn({ column: name, rowStart, rowEnd }) });
      await writer.write({ columnData, rowGroupSize: rowEnd - rowStart });
    }
    await writer.finish();
    await output.close();
  },

  async arrow(from, to) {
    const { RecordBatchFileWriter, RecordBatchReader } = await import("apache-arrow");
    const output = createWriteStream(to);
    const reader = await RecordBatchReader.from(await open(from));
    const writer = new RecordBatchFileWriter();
    const bytes = writer[Symbol.asyncIterator]();
    let next = bytes.next();
    // One batch at a time: the writer's queue is empty when nothing has come after a turn of the event loop.
    const drain = async () => {
      for (;;) {
        const idle = new Promise((resolve) => setImmediate(resolve));
        const result = await Promise.race([next, idle]);
        if (result === undefined || result.done) return;
        next = bytes.next();
        if (!output.write(result.value)) await once(output, "drain");
      }
    };
    for await (const batch of reader) {
      writer.write(batch);
      await drain();
    }
    writer.finish();
    await drain();
    output.end();
    await once(output, "finish");
  },
};

/** Writes a table of 8 columns; the same one for a size every time. Returns its number of rows. */
async function generate(path, bytes) {
  const output = createWriteStream(path);
  let state = 12_345;
  const random = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const velocity = () => ((random() - 0.5) * 100).toFixed(6);
  output.write("id,name,time,vx,vy,vz,mass,note\n");
  let rows = 0;
  for (let written = 0; written < bytes; ) {
    let text = "";
    for (let i = 0; i < 2000; i++) {
      rows++;
      const mass = random() < 0.01 ? "" : (random() * 10).toFixed(4);
      const note = random() < 0.05 ? `"a, ""quoted"" note ${rows}"` : "plain";
      text += `${rows},p${Math.floor(random() * 10_000)},${(rows / 1000).toFixed(3)},${velocity()},${velocity()},${(random() - 0.5) * 100},${mass},${note}\n`;
    }
    written += text.length;
    if (!output.write(text)) await once(output, "drain");
  }
  output.end();
  await once(output, "finish");
  return rows;
}

/** Runs a script of Node's, and gives its time in seconds, and its peak memory in MB. */
async function measure(args) {
  const begin = performance.now();
  const child = spawn(process.execPath, ["--import", REPORT, ...args], {
    stdio: ["ignore", "inherit", "inherit", "pipe"],
  });
  let kilobytes = "";
  child.stdio[3].on("data", (chunk) => {
    kilobytes += chunk;
  });
  const [code] = await once(child, "close");
  if (code !== 0) throw new Error(`${args.join(" ")} ended with code ${code}`);
  return { seconds: (performance.now() - begin) / 1000, megabytes: Number(kilobytes) / 1024 };
}

async function main() {
  const { values } = parseArgs({
    options: {
      megabytes: { type: "string", default: "1000" },
      folder: { type: "string", default: tmpdir() },
    },
  });
  const folder = await mkdtemp(join(values.folder, "zexpr-bench-map-"));
  const at = (name) => join(folder, name);
  try {
    const rows = await generate(at("in.csv"), Number(values.megabytes) * 1e6);
    const line = (what, seconds, rate, peak) =>
      console.log(`${what.padEnd(34)}${seconds.padStart(9)}${rate.padStart(12)}${peak.padStart(9)}`);
    console.log(
      `${rows.toLocaleString("en-US")} rows, ${((await stat(at("in.csv"))).size / 1e6).toFixed(0)} MB of CSV`,
    );
    line("", "seconds", "rows/s", "peak MB");
    const show = async (what, args) => {
      const { seconds, megabytes } = await measure(args);
      line(
        what,
        seconds.toFixed(1),
        Math.round(rows / seconds).toLocaleString("en-US"),
        megabytes.toFixed(0),
      );
    };
    const map = (from, to, ...options) => [MAIN, "map", at(from), ...options, "-o", at(to)];
    const plain = (format) => [HERE, "plain", format, at(`in.${format}`), at(`out.${format}`)];
    await show("CSV: read and write", plain("csv"));
    await show("CSV → CSV: map", map("in.csv", "out.csv", ...EXPRESSIONS));
    await show("CSV → CSV: map, --where", map("in.csv", "out.csv", ...EXPRESSIONS, "--where", "speed > 30"));
    await rm(at("out.csv"));
    // Numbers of CSV that no expression uses would be text.
    const numbers = ["vx", "vy", "vz", "mass"].flatMap((name) => ["-e", `${name} = ${name}`]);
    await show("CSV → Parquet: convert", map("in.csv", "in.parquet", ...numbers));
    await show("CSV → Arrow: convert", map("in.csv", "in.arrow", ...numbers));
    await rm(at("in.csv"));
    await show("Parquet: read and write", plain("parquet"));
    await show("Parquet → Parquet: map", map("in.parquet", "out.parquet", ...EXPRESSIONS));
    await show("Arrow: read and write", plain("arrow"));
    await show("Arrow → Arrow: map", map("in.arrow", "out.arrow", ...EXPRESSIONS));
  } finally {
    await rm(folder, { recursive: true });
  }
}

const [command, format, from, to] = process.argv.slice(2);
if (command === "plain") await PLAIN[format](from, to);
else await main();
