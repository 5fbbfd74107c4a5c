/** An expression, so that it can be made smaller while it still fails. */
export interface Tree {
  readonly form: "leaf" | "prefix" | "infix" | "choice" | "call" | "index";
  /** Text of a leaf, operator, or name of what is called or indexed. */
  readonly head: string;
  readonly args: readonly Tree[];
}

export function leaf(head: string): Tree {
  return { form: "leaf", head, args: [] };
}

export function infix(left: Tree, operator: string, right: Tree): Tree {
  return { form: "infix", head: operator, args: [left, right] };
}

export function call(name: string, ...args: readonly Tree[]): Tree {
  return { form: "call", head: name, args };
}

/** Source text, with brackets around operands. Recursive: trees are a dozen levels deep at most. */
export function print({ form, head, args }: Tree): string {
  const texts = args.map((arg) =>
    arg.form === "infix" || arg.form === "choice" ? `(${print(arg)})` : print(arg),
  );
  switch (form) {
    case "leaf":
      return head;
    case "prefix":
      // Not `--x`: the operand would bind otherwise.
      return `${head}(${print(args[0] as Tree)})`;
    case "infix":
      return `(${texts[0]}) ${head} (${texts[1]})`;
    case "choice":
      return `(${texts[0]}) ? (${texts[1]}) : (${texts[2]})`;
    case "call":
      return `${head}(${texts.join(", ")})`;
    case "index":
      return `${head}[${texts[0]}]`;
  }
}
