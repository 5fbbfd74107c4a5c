import { compile, Program } from "zexpr";

// Where formulas are edited:
const bytes = compile("a * sin(x)", ["a", "x"]).toProgram();

// Where they run, such as in a worker or an AudioWorklet, to which bytes can be posted:
const program = Program.load(bytes);
program.setValue("a", 2);
program.variables[1] = Math.PI / 2;
program.evaluate();
console.log(program.results[0], program.variableNames.join()); // → 2 a,x
