// Beside compile.js, so that checking the tests does not load AssemblyScript's own types: they declare globals of their own.

export function entry(flat: boolean): string;
export function f32Entry(flat: boolean): string;
export function f32SimdEntry(): string;
export function manyLanes(file: string, code: string): string;
export function compile(
  text: string,
  flat: boolean,
  flags: readonly string[],
  edit?: (file: string, code: string) => string,
): Promise<{ binary: Uint8Array<ArrayBuffer>; text: string }>;
