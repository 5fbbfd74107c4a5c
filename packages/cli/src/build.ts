import { basename, dirname, join } from "node:path";
import { Batch, check } from "zexpr";
import { type BuiltModule, buildModule } from "zexpr/build";
import { moduleHeader } from "./module-header.ts";
import { moduleTypes } from "./module-types.ts";
import type { Names } from "./names.ts";
import { countText } from "./numbers.ts";
import { problemJson, type Report } from "./output.ts";
import { UsageError } from "./usage-error.ts";
import { writeFiles } from "./write-files.ts";

/** A module that is to be written. */
export interface ModuleFile {
  readonly path: string;
  /** Name of the file. */
  readonly name: string;
  /** Path without `.wasm`: where the other files go. */
  readonly stem: string;
}

/** The file of the option `-o`. @throws {@link UsageError} if it does not end with .wasm */
export function moduleFile(path: string): ModuleFile {
  const name = basename(path);
  if (!/.\.wasm$/.test(name)) throw new UsageError(`-o takes a file such as formula.wasm, not ${path}`);
  return { path, name, stem: join(dirname(path), name.slice(0, -".wasm".length)) };
}

/**
 * `zexpr build`: a module, and its layout for C and TypeScript. Writes nothing if an expression has a problem.
 *
 * @throws ExprError what else is wrong: limits, a file that cannot be written
 */
export function buildReport(sources: readonly string[], names: Names, file: ModuleFile): Report {
  const problems = sources.flatMap((source) => check(source, [], { context: names.context }));
  if (problems.length > 0)
    return { text: "", json: { expressions: sources, problems: problems.map(problemJson) }, problems };
  const module = moduleOf(sources, names);
  const header = `${file.stem}.h`;
  const types = `${file.stem}.d.ts`;
  writeFiles([
    [file.path, module.bytes],
    [header, moduleHeader(file.name, module.layout, sources)],
    [types, moduleTypes(file.name, module.layout)],
  ]);
  const { bytes, kernels, layout } = module;
  return {
    text: `${file.path}  ${countText(bytes.length)} bytes, kernels: ${kernels.join(", ") || "none"}\n${header}\n${types}`,
    json: {
      expressions: sources,
      problems: [],
      files: { wasm: file.path, header, types },
      bytes: bytes.length,
      kernels,
      layout,
    },
  };
}

function moduleOf(sources: readonly string[], names: Names): BuiltModule {
  const batch = new Batch({ context: names.context, tier: "interpreter" });
  try {
    // Variables of the batch are in the layout whether an expression uses them or not.
    for (const [name, value] of names.values) if (!name.includes(".")) batch.addVariable(name, value);
    for (const source of sources) batch.addExpression(source);
    return buildModule(batch);
  } finally {
    batch.dispose();
  }
}
