import { isUtf8 } from "node:buffer";
import { ExprError } from "zexpr";

const BYTE_ORDER_MARK = "\uFEFF";

/**
 * Bytes as text, without a byte order mark.
 *
 * @throws ExprError for bytes that are not UTF-8: they could not be written as they were
 */
export async function* decode(chunks: AsyncIterable<Buffer>, name: string): AsyncIterable<string> {
  let first = true;
  /** The beginning of a character whose end has not come yet. */
  let cut: Buffer = Buffer.alloc(0);
  for await (const chunk of chunks) {
    const bytes = cut.length === 0 ? chunk : Buffer.concat([cut, chunk]);
    const end = wholeCharacters(bytes);
    const whole = bytes.subarray(0, end);
    cut = bytes.subarray(end);
    if (!isUtf8(whole)) throw notUtf8(name);
    const text = whole.toString("utf8");
    if (text === "") continue;
    yield first && text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text;
    first = false;
  }
  if (cut.length > 0) throw notUtf8(name);
}

/** Where the last character ends that is complete. */
function wholeCharacters(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] as number;
    // Bytes 10xxxxxx follow one that says how many they are.
    if (byte >> 6 === 0b10) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return length > back ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}

function notUtf8(name: string): ExprError {
  return new ExprError(
    "Other",
    `${name} is not UTF-8 text: convert it first, for example with iconv -f ISO-8859-1 -t UTF-8`,
  );
}
