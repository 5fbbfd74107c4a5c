import { Arena } from "@zexpr/arena";
import { Compiler, Context } from "@zexpr/compiler";
import { Engine } from "@zexpr/engine";
import { DEFAULT_LIMITS } from "@zexpr/ir";
import { parse } from "@zexpr/parser";

const context = new Context();
context.setVariable("gain", 0.5);

const compiler = new Compiler(new Arena());
const environment = { variables: new Map([["x", 0]]), functions: new Map(), context, parse };
const trees = [parse("gain * x + 1"), parse("sin(gain * x) + nosuch")];
const compiled = compiler.compile(trees, environment, DEFAULT_LIMITS);
console.log(compiled.problems.map(({ code, name }) => `${code} ${name}`).join()); // → UnknownVariable nosuch
console.log(compiled.capacity.registers, compiled.capacity.frames); // → 1 0

const engine = new Engine();
const program = engine.install(compiled.capacity, [], compiled.write);
program.variables[0] = 4;
console.log(program.tryEvaluate(), ...program.results); // → 5 3 NaN
