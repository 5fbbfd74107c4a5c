import { Context } from "zexpr";

export interface Family {
  readonly grandparent: Context;
  readonly parent: Context;
  readonly context: Context;
}

/** Three generations with something of every kind in each. */
export function family(): Family {
  const grandparent = new Context();
  const parent = new Context({ parent: grandparent });
  const context = new Context({ parent });
  for (const [i, each] of [context, parent, grandparent].entries()) {
    const suffix = ["", "P", "G"][i];
    each.setVariable(`v${suffix}`, i + 1);
    each.setConstant(`c${suffix}`, i + 10);
    each.setArray(`a${suffix}`, [i, i + 100]);
    each.setAttribute(`o${suffix}`, "x", i + 20);
    each.addFunction(`f${suffix}`, 1, (x) => x + i);
    each.addExpressionFunction(`g${suffix}`, ["x"], `x * ${i + 2}`);
  }
  return { grandparent, parent, context };
}
