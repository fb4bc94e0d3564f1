// Which numbers an argument takes.

/** A range of numbers: how a message says it, and its test. */
export interface Range {
  readonly says: string;
  readonly holds: (value: number) => boolean;
}
