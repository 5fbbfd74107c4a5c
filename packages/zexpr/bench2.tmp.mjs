import { Batch, Program } from "./dist/index.js";
const N=5e6;
function t(name,f){ for(let r=0;r<3;r++){ const s=process.hrtime.bigint(); f(); const e=Number(process.hrtime.bigint()-s)/N; if(r===2) console.log(name.padEnd(20), e.toFixed(1)); } }
const b=new Batch(); b.addVariable("a",1); b.addVariable("b",2); b.addExpression("a+b");
const v=b.variables; const p=Program.load(b.toProgram()); const pv=p.variables;
let F=new Function("a","b","return a+b"); let s=0;
t("function",()=>{ for(let i=0;i<N;i++) s+=F(i*1e-3,2); });
t("program",()=>{ for(let i=0;i<N;i++){ pv[0]=i*1e-3; p.tryEvaluate(); } });
t("batch.try",()=>{ for(let i=0;i<N;i++){ v[0]=i*1e-3; b.tryEvaluate(); } });
t("batch",()=>{ for(let i=0;i<N;i++){ v[0]=i*1e-3; b.evaluate(); } });
const c=new Batch(); c.addVariable("a",1); c.addExpression("a");  const cv=c.variables;
t("empty",()=>{ for(let i=0;i<N;i++){ cv[0]=i*1e-3; c.evaluate(); } });
