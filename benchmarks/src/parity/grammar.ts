import { BUILTINS, OPERATORS } from "zexpr/inspect";
import { randomLiteral } from "./numbers.ts";
import type { Random } from "./random.ts";
import { call, infix, leaf, type Tree } from "./tree.ts";
import { ATTRIBUTES, CONTEXT_VALUES, NATIVES } from "./world.ts";

/** What expressions of one place can name. */
export interface Scope {
  /** Parameters and variables. */
  readonly names: readonly string[];
  /** Expression functions with the number of their parameters. */
  readonly functions: readonly (readonly [name: string, count: number])[];
  /** Trees of the same place that were made before: some are used again, for the compiler to share. */
  readonly pool: Tree[];
  /** Nothing in them fails: a batch ends where something does, and what comes later would never be seen. */
  readonly isSafe: boolean;
}

const INFIX = [...OPERATORS.filter(({ arity }) => arity === 2).map(({ spelling }) => spelling), "&&", "||"];
const COMMON_INFIX = ["+", "-", "*", "/", "&&", "||", "<", "%"];
const PREFIX = ["-", "-", "!", "~", "+"];
/** Arrays; few are too short for most indices. */
const INDEXED = [..."aaaa", ...Array<string>(6).fill("long"), "x", "b"];
const SAFE_NATIVES = NATIVES.filter(([name]) => name !== "fail");
const CALLS = BUILTINS.map(({ name, parameters }): [string, number] => [name, parameters.length]);
/** What names and arity are wrong in: these fail when they are reached. */
const WRONG: readonly Tree[] = [
  ...[leaf("unknown"), leaf("sin"), leaf("o.none"), leaf("none.x")],
  ...[call("nosuch", leaf("x")), call("sin", leaf("x"), leaf("y")), call("note"), call("if", leaf("x"))],
  { form: "index", head: "none", args: [leaf("x")] },
];

/** A random expression over the whole grammar, at most `depth` levels deep. */
export function randomTree(random: Random, scope: Scope, depth: number): Tree {
  if (depth <= 0 || random.oneIn(6)) return randomLeaf(random, scope);
  if (scope.pool.length > 0 && random.oneIn(8)) return random.pick(scope.pool);
  const tree = randomNode(random, scope, depth);
  if (random.oneIn(4)) scope.pool.push(tree);
  return tree;
}

function randomNode(random: Random, scope: Scope, depth: number): Tree {
  const inner = (): Tree => randomTree(random, scope, depth - 1);
  switch (random.below(20)) {
    case 0:
    case 1:
      return { form: "prefix", head: random.pick(PREFIX), args: [inner()] };
    case 2: {
      const operand = inner();
      return infix(operand, random.pick(INFIX), operand);
    }
    case 3:
    case 4:
    case 5:
    case 6:
      return infix(inner(), random.pick(INFIX), inner());
    case 7:
    case 8:
    case 9:
    case 10:
      return infix(inner(), random.pick(COMMON_INFIX), inner());
    case 11:
    case 12:
      return { form: "choice", head: "?", args: [inner(), inner(), inner()] };
    case 13:
      return randomElement(random, scope, inner);
    case 14:
      return randomCall(random.pick(scope.isSafe ? SAFE_NATIVES : NATIVES), inner);
    case 15:
    case 16:
      if (scope.functions.length > 0) return randomCall(random.pick(scope.functions), inner);
      return randomCall(random.pick(CALLS), inner);
    default:
      return randomCall(random.pick(CALLS), inner);
  }
}

/** The index is mostly one that most arrays have. */
function randomElement(random: Random, { isSafe }: Scope, inner: () => Tree): Tree {
  const array = isSafe ? "long" : random.pick(INDEXED);
  const small = random.oneIn(2)
    ? leaf(String(random.below(4)))
    : call("clamp", inner(), leaf("0"), leaf("3.5"));
  return { form: "index", head: array, args: [!isSafe && random.oneIn(8) ? inner() : small] };
}

function randomCall([name, count]: readonly [string, number], inner: () => Tree): Tree {
  return call(name, ...Array.from({ length: count }, inner));
}

function randomLeaf(random: Random, { names, isSafe }: Scope): Tree {
  if (!isSafe && random.oneIn(100)) return random.pick(WRONG);
  switch (random.below(10)) {
    case 0:
    case 1:
    case 2: {
      const x = randomLiteral(random);
      return leaf(x === Infinity ? "1e999" : String(x));
    }
    case 3: {
      const [object, name] = random.pick(ATTRIBUTES);
      return leaf(random.pick([random.pick(CONTEXT_VALUES), `${object}.${name}`, "pi", "tau"]));
    }
    default:
      return leaf(random.pick(names));
  }
}
