// What the user wrote: cells of text, and the arithmetic between offsets and line/column.

/** One notebook cell, or one whole `.strux` file. `label` is what messages call it (`In[3]`, `cell 2`, a file name). */
export interface Cell {
  readonly id: string;
  readonly label: string;
  readonly text: string;
  readonly tags?: readonly string[];
  /** Of cells run one by one: which run of the session it was. Of two definitions the later run counts. */
  readonly ran?: number;
  /** The front end does not say which cell it was: another one that defines its names stands in its place. */
  readonly replaced?: boolean;
  /** Names whose definition here failed when it was run: where another cell defines them too, that one counts. */
  readonly yields?: readonly string[];
  /** Of a cell that `use` brought in: the path of its file, from the program's own folder. Relative paths in it start there. */
  readonly file?: string;
}

/** A program: cells in display order. Resolution does not depend on the order. */
export interface Source {
  readonly cells: readonly Cell[];
}

/** UTF-16 offsets `[start, end)` inside the cell at index `cell` of the source. */
export interface Span {
  readonly cell: number;
  readonly start: number;
  readonly end: number;
}

export interface Position {
  /** 1-based. */
  readonly line: number;
  /** 1-based, in UTF-16 units. */
  readonly column: number;
}

export const sourceOf = (text: string, label = "input"): Source => ({ cells: [{ id: label, label, text }] });

/** Line and column of an offset; an offset past the end is the end. */
export function position(text: string, offset: number): Position {
  const before = text.slice(0, Math.max(0, offset));
  const line = before.split("\n").length;
  return { line, column: before.length - before.lastIndexOf("\n") };
}

/** The text of a 1-based line, without its line break. */
export const lineText = (text: string, line: number): string =>
  (text.split("\n")[line - 1] ?? "").replace(/\r$/, "");

export const join = (a: Span, b: Span): Span => ({
  cell: a.cell,
  start: Math.min(a.start, b.start),
  end: Math.max(a.end, b.end),
});
