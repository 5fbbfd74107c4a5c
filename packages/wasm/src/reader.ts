/** Reads the encodings of the WebAssembly binary format. Its bytes come from our own build: they are not checked. */
export class Reader {
  readonly bytes: Uint8Array;
  at: number;

  constructor(bytes: Uint8Array, at: number = 0) {
    this.bytes = bytes;
    this.at = at;
  }

  u8(): number {
    return this.bytes[this.at++] as number;
  }

  u32(): number {
    let value = 0;
    let shift = 0;
    for (;;) {
      const byte = this.u8();
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value >>> 0;
      shift += 7;
    }
  }

  /** Passes over an integer of any size and sign. */
  skipInteger(): void {
    while (this.u8() >= 0x80);
  }

  /** A name of ASCII characters. */
  name(): string {
    const length = this.u32();
    let text = "";
    for (let i = 0; i < length; i++) text += String.fromCharCode(this.u8());
    return text;
  }

  /** Length, then the bytes. */
  vector(): Uint8Array {
    const length = this.u32();
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }
}
