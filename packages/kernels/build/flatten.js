/**
 * Turns wasm2js output into the factory that src/ ships: the views are constants of a closure, and
 * nothing is left about memories or of names that are not used.
 *
 * @param {string} code output of wasm2js for a module that imports a memory of fixed size
 * @returns {string} the factory's body
 */
export function flatten(code) {
  const from = code.indexOf(" var Math_imul");
  const end = code.indexOf("\n}\n", from);
  if (from < 0 || end < 0 || code.includes("_grow("))
    throw new Error("wasm2js output has another shape than expected");
  const body = code.slice(from, end);
  return body
    .replace(/^ var (Math_\w+) = (Math\.\w+);\n/gm, (_all, name, value) =>
      body.split(name).length > 2 ? ` const ${name} = ${value};\n` : "",
    )
    .replace(/^ var (NaN|Infinity)[\w]* = .*;\n/gm, "");
}
