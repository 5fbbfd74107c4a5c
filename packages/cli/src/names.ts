import { Context, ExprError, evaluate } from "zexpr";
import { UsageError } from "./usage-error.ts";

/** A function that the user defined. */
export interface UserFunction {
  readonly parameters: readonly string[];
  readonly body: string;
}

/** What a definition added. */
export type Definition =
  | { readonly name: string; readonly value: number }
  | { readonly name: string; readonly values: readonly number[] }
  | ({ readonly name: string } & UserFunction);

/** `name =`, `object.attribute =` or `name(parameters) =`, but not the comparison `==`. */
const LEFT_SIDE =
  /^\s*(?<name>[A-Za-z_]\w*)(?:\s*\.\s*(?<attribute>[A-Za-z_]\w*)|\s*\((?<parameters>[^()]*)\))?\s*=(?!=)\s*/;

/** What the language has no literal for, though values can be it. */
const SPECIAL = /^\s*([+-]?)(NaN|Infinity)\s*$/;

/** Whether a text is meant to be a definition. */
export function isDefinition(text: string): boolean {
  return LEFT_SIDE.test(text);
}

/** The names that a user has defined: variables, attributes, arrays and functions. */
export class Names {
  context: Context = new Context();
  /** Variables, and attributes as `object.attribute`. */
  readonly values: Map<string, number> = new Map();
  readonly arrays: Map<string, readonly number[]> = new Map();
  readonly functions: Map<string, UserFunction> = new Map();

  /**
   * Carries out a definition. Its values are expressions of the names defined before.
   *
   * @returns undefined if the text is none
   * @throws {@link ExprError} what is wrong with it; the span refers to the whole text
   */
  define(text: string): Definition | undefined {
    const match = LEFT_SIDE.exec(text);
    if (match === null) return undefined;
    const { name = "", attribute, parameters } = match.groups ?? {};
    const start = match[0].length;
    if (parameters !== undefined) return this.#defineFunction(name, parameters, text, start);
    const elements = attribute === undefined ? arrayElements(text, start) : undefined;
    if (elements !== undefined) return this.#defineArray(name, text, elements);
    return this.#defineValue(name, attribute, this.#value(text, start, text.length));
  }

  /**
   * Carries out the definitions of a command line.
   *
   * @throws {@link UsageError} for an argument that is none, or a name defined twice
   */
  defineAll(texts: readonly string[]): void {
    const defined = new Set<string>();
    for (const text of texts) {
      const left = LEFT_SIDE.exec(text)?.[0].replace(/[\s=]/g, "");
      if (left === undefined) {
        throw new UsageError(
          `${JSON.stringify(text)} is not a definition such as x=3 or "f(a)=a^2" (an expression with blanks or * needs quotes)`,
        );
      }
      if (defined.has(left)) throw new UsageError(`${left} is defined twice`);
      defined.add(left);
      this.define(text);
    }
  }

  /** @throws {@link ExprError} what is wrong with the expression */
  evaluate(source: string): number {
    return evaluate(source, {}, { context: this.context });
  }

  clear(): void {
    this.context = new Context();
    this.values.clear();
    this.arrays.clear();
    this.functions.clear();
  }

  #defineFunction(name: string, list: string, text: string, start: number): Definition {
    const parameters = list.trim() === "" ? [] : list.split(",").map((parameter) => parameter.trim());
    const body = text.slice(start).trimEnd();
    try {
      this.context.addExpressionFunction(name, parameters, body);
    } catch (error) {
      throw placed(error, body, text, start);
    }
    this.functions.set(name, { parameters, body });
    return { name, parameters, body };
  }

  #defineArray(name: string, text: string, elements: readonly Range[]): Definition {
    const values = elements.map(([start, end]) => this.#value(text, start, end));
    this.context.setArray(name, values);
    this.arrays.set(name, values);
    return { name, values };
  }

  #defineValue(object: string, attribute: string | undefined, value: number): Definition {
    if (attribute === undefined) this.context.setVariable(object, value);
    else this.context.setAttribute(object, attribute, value);
    const name = attribute === undefined ? object : `${object}.${attribute}`;
    this.values.set(name, value);
    return { name, value };
  }

  /** Value of the expression that is a part of a definition. */
  #value(text: string, start: number, end: number): number {
    const part = text.slice(start, end);
    const special = SPECIAL.exec(part);
    if (special !== null) return Number(`${special[1]}${special[2]}`);
    try {
      return this.evaluate(part);
    } catch (error) {
      throw placed(error, part, text, start);
    }
  }
}

type Range = readonly [start: number, end: number];

/** Where the elements of `[a, b, c]` are, from `start` to the end of the text; undefined if it is no such list. */
function arrayElements(text: string, start: number): Range[] | undefined {
  const inside = /^\[([\s\S]*)\]\s*$/.exec(text.slice(start))?.[1];
  if (inside === undefined) return undefined;
  if (inside.trim() === "") return [];
  const ranges: Range[] = [];
  const first = start + 1;
  const last = first + inside.length;
  let from = first;
  let depth = 0;
  for (let i = first; i < last; i++) {
    const character = text[i] as string;
    if ("([".includes(character)) depth++;
    else if (")]".includes(character)) depth--;
    else if (character === "," && depth === 0) {
      ranges.push([from, i]);
      from = i + 1;
    }
  }
  return [...ranges, [from, last]];
}

/** An error in a part of a text as one of the whole text, so that its code frame shows the definition. */
function placed(error: unknown, part: string, text: string, start: number): unknown {
  if (error instanceof ExprError && error.source === part && error.span !== undefined) {
    error.span = { start: error.span.start + start, end: error.span.end + start };
    error.source = text;
  }
  return error;
}
