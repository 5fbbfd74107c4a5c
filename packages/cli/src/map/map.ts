import type { Io } from "../io.ts";
import type { Names } from "../names.ts";
import { Output, problemJson } from "../output.ts";
import type { Source } from "./block.ts";
import { blockRows } from "./block-rows.ts";
import { checkFormulas, type Formula, formulaOf } from "./expressions.ts";
import { checkColumns, openSource, openWriter } from "./formats.ts";
import { onInterrupt } from "./interrupt.ts";
import { type MapArguments, type Place, type Policy, placesOf, policyOf } from "./options.ts";
import { Pipeline } from "./pipeline.ts";
import { type Progress, startProgress } from "./progress.ts";
import { openFileSink, StreamSink } from "./sink.ts";

/** What is to be done, checked. */
interface Job {
  readonly formulas: readonly Formula[];
  readonly where: string | undefined;
  readonly from: Place;
  readonly to: Place;
  readonly policy: Policy;
  readonly summary: boolean;
  readonly names: Names;
  readonly io: Io;
  /** Standard error if the table goes to standard output. */
  readonly output: Output;
}

/**
 * `zexpr map`: reads a table, adds columns, and writes it, some rows at a time.
 *
 * @param names - definitions that expressions may use
 * @param json - report as JSON
 * @returns the exit code
 * @throws UsageError
 */
export async function map(
  path: string,
  args: MapArguments,
  names: Names,
  io: Io,
  json: boolean,
): Promise<number> {
  const { from, to } = placesOf(path, args);
  const output = new Output(to.path === "-" ? { stdout: io.stderr, stderr: io.stderr } : io, json);
  const job: Job = {
    formulas: (args.expr ?? []).map(formulaOf),
    where: args.where,
    from,
    to,
    policy: policyOf(args.onError),
    summary: args.summary === true,
    names,
    io,
    output,
  };
  try {
    const source = await openSource(from, to, io);
    try {
      return await mapSource(source, job);
    } finally {
      await source.close();
    }
  } catch (error) {
    return output.error(error);
  }
}

async function mapSource(source: Source, job: Job): Promise<number> {
  const { formulas, where, from, to, names, output } = job;
  const filter = where === undefined ? [] : [{ name: "--where", source: where }];
  const checked = checkFormulas([...formulas, ...filter], source, names);
  if (checked.problems.length > 0) {
    const problems = checked.problems.map(problemJson);
    return output.report({
      text: "",
      json: { input: from.path, problems },
      problems: checked.problems,
    });
  }
  const pipeline = new Pipeline(source, {
    formulas: checked.formulas,
    filters: where !== undefined,
    context: names.context,
    policy: job.policy,
    typed: to.format !== "csv",
    rows: blockRows(from, to, source.columns.length),
  });
  try {
    checkColumns(pipeline.columns, from, to, source);
    return await write(source, pipeline, job);
  } finally {
    pipeline.dispose();
  }
}

async function write(
  source: Source,
  pipeline: Pipeline,
  { from, to, io, summary, output }: Job,
): Promise<number> {
  const sink = to.path === "-" ? new StreamSink(io.stdout) : await openFileSink(to.path);
  let progress: Progress | undefined;
  const forget = onInterrupt(() => {
    progress?.stop();
    sink.discard();
  });
  let problem: string | undefined;
  try {
    progress = await startProgress(source, io);
    const writer = await openWriter(to, source, pipeline.columns, sink);
    await pipeline.run(writer, progress, summary);
    await writer.finish();
    // Looks into the input again, which the output may be about to replace.
    problem = await pipeline.problems.report();
    await sink.finish();
  } catch (error) {
    sink.discard();
    throw error;
  } finally {
    progress?.stop();
    forget();
  }
  return report(pipeline, problem, { from, to, io, summary, output });
}

function report(
  { problems, rowsRead, rowsWritten, summaries }: Pipeline,
  problem: string | undefined,
  { from, to, io, summary, output }: Pick<Job, "from" | "to" | "io" | "summary" | "output">,
): number {
  if (problem !== undefined && !output.json) io.stderr.write(`${problem}\n`);
  return output.report({
    text: summary ? summaries.map(([column]) => column.text).join("\n\n") : "",
    json: {
      input: from.path,
      output: to.path,
      rows: { read: rowsRead, written: rowsWritten, skipped: problems.skipped },
      nulled: problems.nulled,
      problem: problem ?? null,
      ...(summary && { summary: summaries.map(([column]) => column.json) }),
    },
  });
}
