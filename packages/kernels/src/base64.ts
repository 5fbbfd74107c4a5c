const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/**
 * Decodes base64 without line breaks. Needed because AudioWorkletGlobalScope has neither `atob` nor `fetch`.
 * Linear; no check of the input, which the build made.
 */
export function decodeBase64(text: string): Uint8Array<ArrayBuffer> {
  const values = new Uint8Array(128);
  for (let i = 0; i < 64; i++) values[ALPHABET.charCodeAt(i)] = i;
  const length = text.endsWith("==") ? text.length - 2 : text.endsWith("=") ? text.length - 1 : text.length;
  const bytes = new Uint8Array((length * 3) >> 2);
  let bits = 0;
  let count = 0;
  let out = 0;
  for (let i = 0; i < length; i++) {
    bits = ((bits << 6) | (values[text.charCodeAt(i)] as number)) & 0xffff;
    count += 6;
    if (count >= 8) {
      count -= 8;
      bytes[out++] = bits >> count;
    }
  }
  return bytes;
}
