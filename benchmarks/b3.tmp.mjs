import { Batch } from "../packages/zexpr/dist/index.js";
import { compileExpression } from "filtrex";
import * as math from "mathjs";
const N=20000, R=+process.argv[2]||60;
const rows=[["a","a"],["a+b","ab"],["2*a+1","a"],["x*x+y*y","xy"],["a*x^2 + b*x + c","abcx"],["((((a*x+b)*x+c)*x+d)*x+e)*x+f","abcdefx"],["(x+y)*(x-y)/(x*y+1)+(x>y?x:y)","xy","(x+y)*(x-y)/(x*y+1)+(if x>y then x else y)"],["sin(x) * cos(y) + sqrt(x*x + y*y)","xy"],["a*sin(b*3.14159/180) + c*cos(d*3.14159/180) + sqrt(e*e + f*f)","abcdef"],["x > 0 ? x : -x","x","if x > 0 then x else -x"],["sin(cos(sin(cos(x))))","x"]];
let gf=0,gm=0,gn=0;
for (const [e,nn,fx] of rows) {
 const names=[...nn];
 const b=new Batch(); for(const n of names) b.addVariable(n,2); b.addExpression(e); const v=b.variables; const r=b.results; let s=0;
 const f=compileExpression(fx??e,{extraFunctions:{sin:Math.sin,cos:Math.cos,sqrt:Math.sqrt}}); const o=Object.fromEntries(names.map(n=>[n,2])); 
 const c=math.compile(e); 
 const F=new Function(...names,"return "+e.replace(/(sin|cos|sqrt)/g,"Math.$1").replace(/\^/g,"**")); const A=names.slice(1).map(()=>2);
 const fs={ zexpr(){ for(let i=0;i<N;i++){ v[0]=i*1e-3; b.evaluate(); s+=r[0]; } }, filtrex(){ for(let i=0;i<N;i++){ o[names[0]]=i*1e-3; s+=f(o); } }, mathjs(){ for(let i=0;i<N/4;i++){ o[names[0]]=i*1e-3; s+=c.evaluate(o); } }, fn(){ for(let i=0;i<N;i++) s+=F(i*1e-3,2,2,2,2,2,2,2); } };
 const best={}; for(const k in fs) best[k]=1e9;
 for(let q=0;q<R;q++) for(const k in fs){ const t=process.hrtime.bigint(); fs[k](); best[k]=Math.min(best[k],Number(process.hrtime.bigint()-t)/(k==="mathjs"?N/4:N)); }
 gf+=Math.log(best.filtrex/best.zexpr); gm+=Math.log(best.mathjs/best.zexpr); gn+=Math.log(best.zexpr/best.fn);
 console.log(e.slice(0,34).padEnd(36),Object.entries(best).map(([k,x])=>k+" "+x.toFixed(1)).join("  "), " x", (best.filtrex/best.zexpr).toFixed(1),(best.mathjs/best.zexpr).toFixed(1));
}
const n=rows.length; console.log("geo filtrex",Math.exp(gf/n).toFixed(2),"mathjs",Math.exp(gm/n).toFixed(2),"vs fn",Math.exp(gn/n).toFixed(2));
