/**
 * Finds one cycle of imports by a depth-first walk. O(files + imports).
 *
 * @param {ReadonlyMap<string, readonly string[]>} graph file to the files it imports; others are ignored
 * @returns {string[] | undefined} the files of the cycle, the first repeated at the end
 */
export function findCycle(graph) {
  /** @type {Set<string>} */
  const done = new Set();
  /** @type {string[]} */
  const path = [];

  /** @param {string} file @returns {string[] | undefined} */
  function visit(file) {
    const start = path.indexOf(file);
    if (start >= 0) return [...path.slice(start), file];
    if (done.has(file)) return undefined;
    path.push(file);
    for (const next of graph.get(file) ?? []) {
      const cycle = graph.has(next) ? visit(next) : undefined;
      if (cycle !== undefined) return cycle;
    }
    path.pop();
    done.add(file);
    return undefined;
  }

  for (const file of graph.keys()) {
    const cycle = visit(file);
    if (cycle !== undefined) return cycle;
  }
  return undefined;
}
