import type { SuiteExpression } from "../suite/expression.ts";
import { type Binding, fmod, type Peer, spellLog } from "./peer.ts";

type NumberFunction = (...values: number[]) => number;

const { abs, atan2, cos, exp, floor, log, log10, log2, max, min, pow, round, sign, sin, sqrt } = Math;
const LIBRARY = {
  abs,
  atan2,
  cos,
  exp,
  floor,
  fmod,
  log,
  log10,
  log2,
  max,
  min,
  pow,
  round,
  sign,
  sin,
  sqrt,
};

/** What an application without a library would do, if its users could be trusted: the limit for everybody else. */
export const newFunction: Peer<NumberFunction> = {
  name: "new Function",
  usage:
    "the text as JavaScript, called with the values as arguments: no sandbox, no Content-Security-Policy",
  spell: (source) => spellLog(source).replaceAll("^", "**"),
  compile(text, { variables }) {
    const make = new Function(...Object.keys(LIBRARY), `return (${variables.join(", ")}) => ${text};`);
    return make(...Object.values(LIBRARY));
  },
  bind: bindFunction,
};

/**
 * The same from an application with many expressions, which calls all of them in one place: V8 calls there, and cannot copy
 * the function into the loop, as it does where a loop has one function for ever.
 */
export const calledFunction: Peer<NumberFunction> = {
  ...newFunction,
  name: "new Function called",
  usage: "the same, called in one place for all functions of as many parameters",
  bind(f, { variables }) {
    const names = variables.map((name) => `${name}_`);
    return {
      values: { functions: [f], call: callerOf(variables.length) },
      assign: (name, _index, value) => `const ${name}_ = ${value};`,
      result: `call(functions, ${names.join(", ")})`,
    };
  },
};

type Caller = (functions: readonly NumberFunction[], ...values: number[]) => number;

const callers = new Map<number, Caller>();

/** Calls the first function; one for each number of parameters. Out of an array, V8 does not take it for a constant. */
function callerOf(parameters: number): Caller {
  let caller = callers.get(parameters);
  if (caller === undefined) {
    const names = Array.from({ length: parameters }, (_, i) => `p${i}`).join(", ");
    caller = new Function("functions", names, `return functions[0](${names});`) as Caller;
    callers.set(parameters, caller);
  }
  return caller;
}

/** The suite's own reference functions: not a peer, since no user can type them, but the floor of every measurement. */
export const handWritten: Peer<NumberFunction> = {
  name: "hand-written",
  usage: "the suite's reference function, called with the values as arguments",
  spell: (source) => source,
  compile: (_text, { reference }) => reference,
  bind: bindFunction,
};

function bindFunction(f: NumberFunction, { variables }: SuiteExpression): Binding {
  return {
    values: { f },
    assign: (name, _index, value) => `const ${name}_ = ${value};`,
    result: `f(${variables.map((name) => `${name}_`).join(", ")})`,
  };
}
