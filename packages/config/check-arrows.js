/**
 * Checks the arrows between packages from their sources and manifests. `node packages/config/check-arrows.js [ROOT]`
 * prints one line per violation and exits 1 when there is one.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { APP_ARROWS, ARROWS, BENCHMARK_ARROWS, PEERS, PROGRAMS } from "./arrows.js";
import { findCycle } from "./find-cycle.js";
import { importsOf, onlyReexports } from "./read-imports.js";

/**
 * @typedef {object} Unit one package, app or the benchmarks
 * @property {string} name folder name
 * @property {string} folder absolute
 * @property {readonly string[] | undefined} allowed packages it may import; undefined when the table lacks it
 * @property {boolean} library no Node modules, no dependencies from the registry but peers
 * @property {readonly string[]} peers of the registry that a library may import
 */

/**
 * Cost: one read and one scan of every source file.
 *
 * @param {string} root of the workspace, absolute
 * @returns {string[]} violations, one sentence each, beginning with the file
 */
export function checkArrows(root) {
  return units(root).flatMap((unit) => [...checkManifest(root, unit), ...checkSources(root, unit)]);
}

/** @param {string} root @returns {Unit[]} */
function units(root) {
  const packages = folders(join(root, "packages")).map((name) => ({
    name,
    folder: join(root, "packages", name),
    allowed: Object.hasOwn(ARROWS, name) ? ARROWS[name] : undefined,
    library: !PROGRAMS.includes(name),
    peers: PEERS[name] ?? [],
  }));
  const apps = folders(join(root, "apps")).map((name) => ({
    name: `apps/${name}`,
    folder: join(root, "apps", name),
    allowed: APP_ARROWS,
    library: false,
    peers: [],
  }));
  const benchmarks = {
    name: "benchmarks",
    folder: join(root, "benchmarks"),
    allowed: BENCHMARK_ARROWS,
    library: false,
    peers: [],
  };
  return [...packages, ...apps, benchmarks].filter((unit) => existsSync(join(unit.folder, "package.json")));
}

/** @param {string} root @param {Unit} unit @returns {string[]} */
function checkManifest(root, unit) {
  const where = relative(root, join(unit.folder, "package.json"));
  if (unit.allowed === undefined) return [`${where}: ${unit.name} is missing in packages/config/arrows.js`];
  const manifest = JSON.parse(readFileSync(join(unit.folder, "package.json"), "utf8"));
  const groups = ["dependencies", "optionalDependencies", "peerDependencies", "devDependencies"];
  return groups.flatMap((group) =>
    Object.keys(manifest[group] ?? {}).flatMap((name) => {
      if (isOurs(name)) return complain(unit, name, where);
      if (group === "peerDependencies" && unit.peers.includes(name)) return [];
      if (unit.library && group !== "devDependencies") return [`${where}: a library depends on ${name}`];
      return [];
    }),
  );
}

/** @param {string} root @param {Unit} unit @returns {string[]} */
function checkSources(root, unit) {
  /** @type {string[]} */
  const violations = [];
  /** @type {Map<string, string[]>} file to the files of the same unit that it imports */
  const graph = new Map();
  for (const file of sourceFiles(unit.folder)) {
    const where = relative(root, file);
    const text = readFileSync(file, "utf8");
    const inSource = file.startsWith(join(unit.folder, "src") + sep);
    /** @type {string[]} */
    const local = [];
    for (const specifier of importsOf(text)) {
      if (specifier.startsWith(".")) {
        const target = resolve(dirname(file), specifier);
        if (!target.startsWith(unit.folder + sep))
          violations.push(`${where}: leaves its package by ${specifier}`);
        else if (inSource && !target.startsWith(join(unit.folder, "src") + sep))
          violations.push(`${where}: a source imports ${specifier} from outside src`);
        local.push(target);
      } else if (isOurs(specifier)) {
        violations.push(...complain(unit, specifier, where));
      } else if (unit.library && inSource && !unit.peers.includes(specifier)) {
        violations.push(`${where}: a library imports ${specifier}`);
      }
    }
    graph.set(file, local);
    if (file === join(unit.folder, "src", "index.ts") && !onlyReexports(text))
      violations.push(`${where}: holds more than named re-exports`);
  }
  const cycle = findCycle(graph);
  if (cycle !== undefined)
    violations.push(
      `${relative(root, unit.folder)}: cycle ${cycle.map((file) => relative(unit.folder, file)).join(" -> ")}`,
    );
  return violations;
}

/** @param {Unit} unit @param {string} specifier @param {string} where @returns {string[]} */
function complain(unit, specifier, where) {
  const target = /^@zexpr\/([^/]+)/.exec(specifier)?.[1] ?? "zexpr";
  // A package may name itself: its tests read like a user's code.
  if (target === unit.name || unit.allowed?.includes(target)) return [];
  return [`${where}: ${unit.name} may not import ${target}`];
}

/** @param {string} specifier */
function isOurs(specifier) {
  return specifier === "zexpr" || specifier.startsWith("zexpr/") || specifier.startsWith("@zexpr/");
}

/** @param {string} folder @returns {string[]} */
function folders(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
}

/** @param {string} folder @returns {string[]} sources and tests, absolute */
function sourceFiles(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.isDirectory())
      return ["node_modules", "dist", "coverage", ".turbo"].includes(entry.name)
        ? []
        : sourceFiles(join(folder, entry.name));
    return /\.[cm]?[jt]s$/.test(entry.name) ? [join(folder, entry.name)] : [];
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = resolve(process.argv[2] ?? fileURLToPath(new URL("../..", import.meta.url)));
  const violations = checkArrows(root);
  for (const violation of violations) console.error(violation);
  if (violations.length === 0) console.log(`arrows: ${units(root).length} packages, no violation`);
  process.exitCode = violations.length === 0 ? 0 : 1;
}
