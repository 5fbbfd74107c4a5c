/** So many names are looked up one by one; with more, a Map is faster. */
const FEW = 16;

/** The distinct identifiers of an expression, in order of first appearance. */
export class NameTable {
  readonly names: string[] = [];
  #indices: Map<string, number> | undefined;

  /**
   * Index of the name from `start` to `end` in the source, added if it is new. While names are few this makes
   * a string for new ones only. O(few names × length), later O(length).
   */
  intern(source: string, start: number, end: number): number {
    const names = this.names;
    const count = names.length;
    if (this.#indices === undefined) {
      for (let index = 0; index < count; index++) {
        const name = names[index];
        if (name.length === end - start && source.startsWith(name, start)) return index;
      }
      if (count < FEW) return names.push(source.slice(start, end)) - 1;
      this.#indices = new Map(names.map((name, index) => [name, index]));
    }
    const name = source.slice(start, end);
    const known = this.#indices.get(name);
    if (known !== undefined) return known;
    this.#indices.set(name, count);
    return names.push(name) - 1;
  }
}
