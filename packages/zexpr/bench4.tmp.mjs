import { readFileSync, writeFileSync } from "node:fs";
let src=readFileSync(new URL("../engine/dist/index.js",import.meta.url),"utf8").replace(/export \{/,"export { run,");
writeFileSync(new URL("../engine/dist/tmp.mjs",import.meta.url),src);
const { run, Program } = await import("../engine/dist/tmp.mjs");
const { Batch } = await import("./dist/index.js");
const N=20000;
for (const e of ["a","a+b","a+b*a-b/a+a*3"]) {
const b=new Batch(); b.addVariable("a",1); b.addVariable("b",2); b.addExpression(e); const v=b.variables;
const p=Program.load(b.toProgram()); const pv=p.variables; const {words,cells,state}=p; const H=words[5];
const fs={loop(){ for(let i=0;i<N;i++){ pv[0]=i*1e-3; } },
run(){ for(let i=0;i<N;i++){ pv[0]=i*1e-3; run(words,cells,state,H,H+(words[15]-1)*4,0,10); } },
program(){ for(let i=0;i<N;i++){ pv[0]=i*1e-3; p.tryEvaluate(); } },
batchTry(){ for(let i=0;i<N;i++){ v[0]=i*1e-3; b.tryEvaluate(); } },
batch(){ for(let i=0;i<N;i++){ v[0]=i*1e-3; b.evaluate(); } }};
const best={}; for(const k in fs) best[k]=1e9;
 for(let q=0;q<150;q++) for(const k in fs){ const t=process.hrtime.bigint(); fs[k](); best[k]=Math.min(best[k],Number(process.hrtime.bigint()-t)/N); }
console.log(e.padEnd(20),Object.entries(best).map(([k,x])=>k+" "+x.toFixed(1)).join("  "));
}
