// Worklets have neither TextDecoder nor TextEncoder, and TextDecoder refuses shared memory.

const CONTINUATION = 0x80;

/** Decodes bytes from `start` to `end`. Undefined if they are not valid UTF-8: overlong forms and surrogates are not. */
export function decodeUtf8(bytes: Uint8Array, start: number, end: number): string | undefined {
  let text = "";
  let codes: number[] = [];
  for (let i = start; i < end; ) {
    const lead = bytes[i++] as number;
    const more =
      lead < 0x80 ? 0 : lead < 0xc2 ? -1 : lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : lead < 0xf5 ? 3 : -1;
    if (more < 0 || i + more > end) return undefined;
    let code = more === 0 ? lead : lead & (0x3f >> more);
    for (let k = 0; k < more; k++) {
      const byte = bytes[i++] as number;
      if ((byte & 0xc0) !== CONTINUATION) return undefined;
      code = (code << 6) | (byte & 0x3f);
    }
    const overlong = (more === 2 && code < 0x800) || (more === 3 && code < 0x10000);
    if (overlong || (code >= 0xd800 && code < 0xe000) || code > 0x10ffff) return undefined;
    codes.push(code);
    // In pieces: a call takes only so many arguments.
    if (codes.length === 4096 || i === end) {
      text += String.fromCodePoint(...codes);
      codes = [];
    }
  }
  return text;
}

/**
 * Encodes `text` at `start` and returns the byte after the last one written. What does not fit before `end` is left
 * out, at a character's boundary. Lone surrogates become U+FFFD.
 */
export function encodeUtf8(text: string, bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  for (const character of text) {
    let code = character.codePointAt(0) as number;
    if (code >= 0xd800 && code < 0xe000) code = 0xfffd;
    const more = code < 0x80 ? 0 : code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
    if (at + more >= end) break;
    bytes[at++] = more === 0 ? code : ((0xff00 >> (more + 1)) & 0xff) | (code >> (6 * more));
    for (let k = more - 1; k >= 0; k--) bytes[at++] = CONTINUATION | ((code >> (6 * k)) & 0x3f);
  }
  return at;
}
