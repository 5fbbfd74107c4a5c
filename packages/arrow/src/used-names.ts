import { type ExpressionOptions, parse, type Span } from "zexpr";
import { NODE_BINARY, NODE_CALL, NODE_NAME, NODE_UNARY, OPERATORS } from "zexpr/inspect";

/** What `zexpr` looks names up in: its own class and its base have the same methods. */
export type AnyContext = NonNullable<ExpressionOptions["context"]>;

interface Text {
  readonly source: string;
  readonly parameters: readonly string[];
}

/**
 * The names of values that an expression may read: those in its text, and those in the bodies of all expression functions
 * that it may call (operators that such functions override included), without their parameters. Built-in constants and
 * names that nobody knows are among them.
 *
 * @returns the names, each with its first place in `source`; undefined if only functions use it
 * @throws `ExprError` what is wrong with the syntax of `source`
 */
export function usedNames(
  source: string,
  context: AnyContext | undefined,
  limits: ExpressionOptions["limits"],
): Map<string, Span | undefined> {
  const used = new Map<string, Span | undefined>();
  const texts: Text[] = [{ source, parameters: [] }];
  const called = new Set<string>();
  for (const text of texts) {
    const tree = parse(text.source, { limits });
    const call = (name: string): void => {
      if (called.has(name)) return;
      called.add(name);
      const fn = findFunction(context, name);
      if (fn?.kind === "expression") texts.push({ source: fn.body, parameters: fn.parameters });
    };
    for (let node = 0; node < tree.length; node++) {
      const kind = tree.kind(node);
      if (kind === NODE_CALL) call(tree.name(node));
      else if (kind === NODE_UNARY || kind === NODE_BINARY)
        call((OPERATORS[tree.symbol(node)] as (typeof OPERATORS)[number]).name);
      else if (kind === NODE_NAME) {
        const name = tree.name(node);
        if (text.parameters.includes(name) || used.has(name)) continue;
        const here = text === texts[0];
        used.set(name, here ? { start: tree.start(node), end: tree.end(node) } : undefined);
      }
    }
  }
  return used;
}

function findFunction(context: AnyContext | undefined, name: string): ReturnType<AnyContext["function"]> {
  for (let c = context; c !== undefined; c = c.parent) {
    const fn = c.function(name);
    if (fn !== undefined) return fn;
  }
  return undefined;
}
