/**
 * A piece of source text: UTF-16 offsets, `end` exclusive. An empty span marks a place between characters.
 */
export interface Span {
  readonly start: number;
  readonly end: number;
}
