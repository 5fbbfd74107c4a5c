import { Engine, estimateCapacity } from "@zexpr/engine";
import { Context, compile } from "zexpr";

const context = new Context();
context.setVariable("gain", 0.5);
context.addFunction("level", 1, (x) => x);
const bytes = compile("level(x) * gain + 1", ["x"], { context }).toProgram();

// From here on, neither parser nor compiler is needed.
const engine = new Engine();
engine.ensureCapacity(estimateCapacity(bytes)); // exact
const program = engine.load(bytes, {
  level: (memory, argOffset, _argCount, resultOffset) => {
    memory.f64[resultOffset / 8] = Math.abs(memory.f64[argOffset / 8]);
  },
});
program.variables[0] = -6;
program.evaluate();
console.log(program.results[0]); // → 4

program.setValue("gain", 2);
program.evaluate();
console.log(program.results[0], program.statistics().evaluations); // → 13 2
