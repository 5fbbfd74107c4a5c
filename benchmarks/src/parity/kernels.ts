import { BUILTINS, OPERATORS } from "zexpr/inspect";
import { Checksum } from "./checksum.ts";
import { randomNumber, SPECIAL } from "./numbers.ts";
import { outcomeOf } from "./outcome.ts";
import { Random } from "./random.ts";
import { call, infix, leaf, type Tree } from "./tree.ts";
import { bytesOf, Twin } from "./twin.ts";
import { VARIABLES } from "./world.ts";

/** Random arguments for each, beside the special ones. */
const RANDOM_ARGUMENTS = 4_000;
const SEED = 20_260_101;

/** Checksums over the bits of all results of one built-in or operator, by the tier that computed them. */
export interface KernelSums {
  readonly name: string;
  readonly count: number;
  readonly interpreter: string;
  readonly wasm: string;
}

/** Every built-in with every number of arguments, and every operator. */
function subjects(): readonly (readonly [name: string, arity: number, tree: Tree])[] {
  const names = VARIABLES.map(leaf);
  const builtins = BUILTINS.map(({ name, parameters: { length } }) => {
    return [`${name}/${length}`, length, call(name, ...names.slice(0, length))] as const;
  });
  const [x, y] = names as [Tree, Tree];
  const operators = OPERATORS.map(({ spelling, arity }) => {
    const tree: Tree = arity === 2 ? infix(x, spelling, y) : { form: "prefix", head: spelling, args: [x] };
    return [`${spelling}/${arity}`, arity, tree] as const;
  });
  return [...builtins, ...operators];
}

/** Fixed arguments: all special ones, in pairs where there are two, then random ones. */
function* argumentRows(arity: number): Generator<number[]> {
  const random = new Random(SEED, arity);
  if (arity === 0) return yield [0, 0, 0];
  for (const x of SPECIAL) {
    if (arity === 1) yield [x, 0, 0];
    else for (const y of SPECIAL) yield [x, y, random.pick(SPECIAL)];
  }
  for (let i = 0; i < RANDOM_ARGUMENTS; i++)
    yield [randomNumber(random), randomNumber(random), randomNumber(random)];
}

/** Computes every built-in and operator for some thousands of arguments in both tiers. */
export function* kernelSums(): Generator<KernelSums> {
  for (const [name, arity, tree] of subjects()) {
    const limits = { callDepth: 10, instructions: 1_000 };
    const sample = { functions: [], expressions: [tree], overridden: [], limits, rows: [] };
    const bytes = bytesOf({ ...sample, precision: "f64", asColumns: false }, {});
    const twin = new Twin(bytes);
    const interpreter = new Checksum();
    const wasm = new Checksum();
    let count = 0;
    for (const variables of argumentRows(arity)) {
      const row = { variables, gain: 1, element: 1 };
      interpreter.addDouble(outcomeOf(twin.interpreted, row).cells[0] as number);
      wasm.addDouble(outcomeOf(twin.translated, row).cells[0] as number);
      count++;
    }
    yield { name, count, interpreter: interpreter.value, wasm: wasm.value };
  }
}
