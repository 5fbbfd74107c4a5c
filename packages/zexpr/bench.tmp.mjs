import { Batch, compile } from "./dist/index.js";
const suite = {
 seed:["sin(x) * cos(y) + sqrt(x*x + y*y)",["x","y"]],
 ab:["a+b",["a","b"]], lin:["2*a+1",["a"]],
 E3:["(x+y)*(x-y)/(x*y+1)+(x>y?x:y)",["x","y"]],
 B1:["a*sin(b*3.14159/180) + c*cos(d*3.14159/180) + sqrt(e*e + f*f)",[..."abcdef"]],
 B3:["((a > 5) && (b < 10)) * c + ((d >= e) || (f != g)) * h + min(i, j)",[..."abcdefghij"]],
 B5:["abs(a-b) * sign(c-d) + max(e, f) * min(g, h) + fmod(i*j, 10)",[..."abcdefghij"]],
 B7:["a + b * c - d / (e + 0.001) + pow(f, g) * h - i + j",[..."abcdefghij"]],
 horner:["((((a*x+b)*x+c)*x+d)*x+e)*x+f",[..."abcdefx"]],
};
const N=2e6;
function time(b, nv){ const v=b.variables; for(let k=0;k<nv;k++) v[k]=k+1.5; let s=0; const r=b.results;
 const t=process.hrtime.bigint(); for(let i=0;i<N;i++){ v[0]=i*1e-3; b.evaluate(); s+=r[0]; } return Number(process.hrtime.bigint()-t)/N; }
for (const round of [0,1,2]) for (const [k,[e,names]] of Object.entries(suite)) {
  const b=new Batch(); for(const n of names) b.addVariable(n); b.addExpression(e);
  const a=time(b,names.length); if(round===2) console.log(k.padEnd(8), a.toFixed(1),"ns");
}
const [e,n]=suite.seed; let t;
for (const round of [0,1,2,3,4]) { t=process.hrtime.bigint(); for(let i=0;i<20000;i++){ const f=compile(e,n); f.dispose(); } t=Number(process.hrtime.bigint()-t)/20000; console.log("compile", t.toFixed(0),"ns"); }
