import { Bytes } from "./bytes.ts";
import { SECTION_CUSTOM } from "./encoding.ts";

/** A copy of a module with a custom section, which changes nothing that it does, at its end. @param name - ASCII */
export function addCustomSection(
  module: Uint8Array,
  name: string,
  content: Uint8Array,
): Uint8Array<ArrayBuffer> {
  const section = new Bytes();
  section.name(name);
  section.bytes(content);
  const whole = new Bytes();
  whole.bytes(module);
  whole.u8(SECTION_CUSTOM);
  whole.vector(section);
  return whole.view().slice();
}
