// What the page of metrics says of each, besides what its signature says.

export interface Entry {
  readonly name: string;
  /** The definition followed: paper, or repository and file. */
  readonly source: string;
  /** Of every word of its `variant`. */
  readonly variants?: { readonly [variant: string]: string };
  /** An expression of the language. */
  readonly example: string;
  /** What `show` prints of it. */
  readonly gives: string;
  /** The arithmetic that leads there. */
  readonly since: string;
}
