import { MODULE_STATUSES, type ModuleLayout } from "zexpr/build";

/** The layout of a module as TypeScript's types. */
export function moduleTypes(file: string, layout: ModuleLayout): string {
  const statuses = Object.entries(MODULE_STATUSES);
  return `// Layout of ${file.replaceAll(/[^ -~]/g, "?")}, written by zexpr build.

/** What \`evaluate\` returns: ${statuses.map(([name, status]) => `${status} ${name}`).join(", ")}. */
export type Status = ${statuses.map(([, status]) => status).join(" | ")};

/** Exports of an instance. The module imports nothing. */
export interface Exports {
  /** Of a fixed size. Values are doubles, least significant byte first. */
  readonly memory: WebAssembly.Memory;
  /**
   * Evaluates all expressions. If the status is not 0, the result of the expression that failed and all later ones are NaN.
   */
  readonly evaluate: () => Status;
}

/**
 * Where the memory holds what, in bytes. The module's custom section \`zexpr\` is this object as JSON:
 * \`WebAssembly.Module.customSections(module, "zexpr")\`.
 */
export interface Layout {
  /** Size of the memory, in pages of 64 KiB. */
  readonly memoryPages: ${layout.memoryPages};
  readonly variables: ${typeText(layout.variables)};
  /** Attributes, as \`object.attribute\`. */
  readonly context: ${typeText(layout.context)};
  readonly arrays: ${typeText(layout.arrays)};
  /** Of the expressions in order. */
  readonly results: ${typeText(layout.results)};
  /** A 32-bit integer: index of the expression that failed in the last evaluation, -1 if none did. */
  readonly failedExpression: ${layout.failedExpression};
}
`;
}

/** A value as the type that has only this value. */
function typeText(value: unknown): string {
  if (typeof value !== "object" || value === null) return String(value);
  const fields = Object.entries(value).map(
    ([name, field]) => `readonly ${/^\w+$/.test(name) ? name : JSON.stringify(name)}: ${typeText(field)}`,
  );
  return fields.length === 0 ? "Readonly<Record<never, never>>" : `{ ${fields.join("; ")} }`;
}
