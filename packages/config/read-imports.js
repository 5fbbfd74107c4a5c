// TypeScript 7 has no compiler API, so imports are read by pattern. Biome keeps the statements in one shape:
// they begin a line and end with a quoted specifier.

/** Without comments; a string that holds a comment opener does not occur in an import. @param {string} text */
function withoutComments(text) {
  return text.replace(/^\s*\/\*[\s\S]*?\*\//gm, "").replace(/^\s*\/\/.*$/gm, "");
}

/**
 * Every module that a file names: static imports and re-exports (also type-only), dynamic imports of a literal,
 * and workers made from a URL beside the file.
 *
 * @param {string} text the source
 * @returns {string[]} specifiers in order of kind, duplicates kept
 */
export function importsOf(text) {
  const code = withoutComments(text);
  return [
    ...code.matchAll(/^(?:import|export)\b[^"';]*?\bfrom\s*["']([^"']+)["']/gm),
    ...code.matchAll(/^import\s*["']([^"']+)["']/gm),
    ...code.matchAll(/\bimport\(\s*["']([^"']+)["']\s*[,)]/g),
    ...code.matchAll(/\bimport\.meta\.resolve\(\s*["']([^"']+)["']/g),
  ].map((match) => match[1] ?? "");
}

/**
 * Whether a file holds nothing but `export { … } from` and `export type { … } from`.
 *
 * @param {string} text the source
 */
export function onlyReexports(text) {
  const rest = withoutComments(text).replace(
    /^(?:export\s+(?:type\s+)?\{[^}]*\}\s*from|import)\s*["'][^"']+["'];?/gm,
    "",
  );
  return rest.trim() === "" && !/\bdefault\b/.test(withoutComments(text));
}
