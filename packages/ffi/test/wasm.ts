// Just enough of the WebAssembly binary format to write the modules that a C compiler would.
// https://webassembly.github.io/spec/core/binary/

export const I32 = 0x7f;
export const I64 = 0x7e;
export const F32 = 0x7d;
export const F64 = 0x7c;

export interface Signature {
  readonly parameters: readonly number[];
  readonly results: readonly number[];
}

/** `double (*)(const double *, size_t)` */
export const NATIVE: Signature = { parameters: [I32, I32], results: [F64] };
/** `void (*)(const char *, size_t)` */
export const LOG: Signature = { parameters: [I32, I32], results: [] };

// biome-ignore format: one instruction a line would say no more
export const OP = {
  unreachable: 0x00, call: 0x10, drop: 0x1a, localGet: 0x20, f64Load: 0x2b, f64Store: 0x39, memoryGrow: 0x40,
  i32Const: 0x41, f64Const: 0x44, f64Add: 0xa0, f64Mul: 0xa2,
} as const;

/** A function in a table: written in WebAssembly, or in JavaScript, which C code may call as well. */
export interface TableEntry {
  readonly type: Signature;
  /** Without the final `end`. */
  readonly code?: readonly number[];
  readonly js?: (a: number, b: number) => number;
}

interface ModuleOptions {
  /** Import the memory `env.memory`. */
  readonly memory?: "plain" | "shared" | undefined;
  /** Functions to import. */
  readonly imports: readonly (readonly [module: string, name: string, type: Signature])[];
  /** Functions of the module itself; they are exported by name. */
  readonly functions?: readonly {
    readonly name: string;
    readonly type: Signature;
    readonly code: readonly number[];
  }[];
  /** Export the imported functions under their names too. */
  readonly reexport?: boolean;
  /** Indices of the functions in the table `table`; undefined: null. */
  readonly table?: readonly (number | undefined)[] | undefined;
}

export function encodeModule(options: ModuleOptions): Uint8Array<ArrayBuffer> {
  const { memory, imports, functions = [], table, reexport = false } = options;
  const types = [...imports.map(([, , type]) => type), ...functions.map(({ type }) => type)];
  const limits = memory === "shared" ? [3, 0, ...unsigned(65_536)] : [0, 0];
  const names = [
    ...(reexport ? imports.map(([, name]) => name) : Array(imports.length)),
    ...functions.map(({ name }) => name),
  ];
  const exported = names.flatMap((name, i) =>
    name === undefined ? [] : [[...ascii(name), 0, ...unsigned(i)]],
  );
  if (table !== undefined) exported.push([...ascii("table"), 1, 0]);
  const elements = (table ?? []).flatMap((fn, i) =>
    fn === undefined ? [] : [[0, OP.i32Const, ...unsigned(i), 0x0b, 1, ...unsigned(fn)]],
  );
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(
      1,
      types.map((type) => [0x60, ...sized(type.parameters), ...sized(type.results)]),
    ),
    ...section(2, [
      ...(memory === undefined ? [] : [[...ascii("env"), ...ascii("memory"), 2, ...limits]]),
      ...imports.map(([module, name], i) => [...ascii(module), ...ascii(name), 0, ...unsigned(i)]),
    ]),
    ...section(
      3,
      functions.map((_, i) => unsigned(imports.length + i)),
    ),
    ...(table === undefined ? [] : section(4, [[0x70, 0, ...unsigned(table.length)]])),
    ...section(7, exported),
    ...(elements.length === 0 ? [] : section(9, elements)),
    ...section(
      10,
      functions.map(({ code }) => sized([0, ...code, 0x0b])),
    ),
  ]);
}

/** A function table as a C program exports it: slot 0 is NULL, then the entries; undefined leaves a slot empty. */
export function tableOf(
  entries: readonly (TableEntry | undefined)[],
  memory?: WebAssembly.Memory,
): WebAssembly.Table {
  const scripts = entries.filter((entry) => entry?.js !== undefined) as TableEntry[];
  const coded = entries.filter((entry) => entry?.code !== undefined) as TableEntry[];
  const isShared = (memory?.buffer[Symbol.toStringTag] as string) === "SharedArrayBuffer";
  const module = new WebAssembly.Module(
    encodeModule({
      memory: memory === undefined ? undefined : isShared ? "shared" : "plain",
      imports: scripts.map(({ type }, i) => ["js", `f${i}`, type] as const),
      functions: coded.map(({ type, code }, i) => ({ name: `c${i}`, type, code: code as readonly number[] })),
      table: [
        undefined,
        ...entries.map((entry) => {
          if (entry === undefined) return undefined;
          return entry.js !== undefined ? scripts.indexOf(entry) : scripts.length + coded.indexOf(entry);
        }),
      ],
    }),
  );
  const js = Object.fromEntries(
    scripts.map((entry, i) => [`f${i}`, entry.js as (a: number, b: number) => number]),
  );
  const imports = { js, ...(memory && { env: { memory } }) };
  return new WebAssembly.Instance(module, imports).exports.table as WebAssembly.Table;
}

/** A native function written in JavaScript. */
export function native(js: (args: number, count: number) => number): TableEntry {
  return { type: NATIVE, js };
}

/** Bytes of a double, for `f64.const`. */
export function doubleBytes(value: number): number[] {
  return [...new Uint8Array(Float64Array.of(value).buffer)];
}

function section(id: number, items: readonly (readonly number[])[]): number[] {
  return [id, ...sized([...unsigned(items.length), ...items.flat()])];
}

function sized(bytes: readonly number[]): number[] {
  return [...unsigned(bytes.length), ...bytes];
}

function ascii(text: string): number[] {
  return sized([...text].map((character) => character.charCodeAt(0)));
}

/** Unsigned LEB128. */
function unsigned(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) + 0x80);
  return [...bytes, rest];
}
