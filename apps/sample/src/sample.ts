/** An expression to show, with the value of each variable. */
export interface SampleExpression {
  readonly source: string;
  readonly variables: Readonly<Record<string, number>>;
  /** The same for mathjs, where {@link spellForMathjs} is not enough. */
  readonly mathjs?: string;
}

const letters = { a: 6, b: 3.5, c: 2, d: 4.5, e: 1.5, f: 2.5, g: 3, h: 2, i: 4, j: 5 };

/** @returns the values of the variables that are named by one letter each */
function values(names: string): Record<string, number> {
  return Object.fromEntries(Object.entries(letters).filter(([name]) => names.includes(name)));
}

/** What `npm start` evaluates: exp-rs's expressions, then one with everything that a context can hold. */
export const SAMPLES: readonly SampleExpression[] = [
  { source: "sin(x) * cos(y) + sqrt(x*x + y*y)", variables: { x: 1.2, y: 0.7 } },
  {
    source: "a*sin(b*3.14159/180) + c*cos(d*3.14159/180) + sqrt(e*e + f*f)",
    variables: values("abcdef"),
  },
  { source: "exp(g/10) * ln(h+1) + pow(i, 0.5) * j", variables: values("ghij") },
  {
    source: "((a > 5) && (b < 10)) * c + ((d >= e) || (f != g)) * h + min(i, j)",
    variables: values("abcdefghij"),
  },
  {
    source: "sqrt(pow(a-e, 2) + pow(b-f, 2)) + atan2(c-g, d-h) * (i+j)/2",
    variables: values("abcdefghij"),
  },
  {
    source: "abs(a-b) * sign(c-d) + max(e, f) * min(g, h) + fmod(i*j, 10)",
    variables: values("abcdefghij"),
  },
  {
    source: "(a+b+c)/3 * sin((d+e+f)*3.14159/6) + log10(g*h+1) - exp(-i*j/100)",
    variables: values("abcdefghij"),
  },
  { source: "a + b * c - d / (e + 0.001) + pow(f, g) * h - i + j", variables: values("abcdefghij") },
  // mathjs counts array elements from 1.
  {
    source: "hyp(a, b) + table[2] * point.x",
    variables: values("ab"),
    mathjs: "hyp(a, b) + table[3] * point.x",
  },
];

/** What the last sample needs beside variables. Expressions of the user's can use it too. */
export const ENVIRONMENT = {
  functions: [{ name: "hyp", parameters: ["a", "b"], body: "sqrt(a^2 + b^2)" }],
  arrays: { table: [10, 20, 30] },
  objects: { point: { x: 3 } },
} as const;

/** From zexpr's language to mathjs's, as far as renaming goes. Whether it went far enough shows in the value. */
export function spellForMathjs(source: string): string {
  return source
    .replaceAll("&&", " and ")
    .replaceAll("||", " or ")
    .replaceAll("**", "^")
    .replace(/\blog\(/g, "log10(")
    .replace(/\bln\(/g, "log(")
    .replace(/\bfmod\(/g, "mod(");
}
