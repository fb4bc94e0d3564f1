// Errors of cells in the user's terms: which line of which cell, from the stack and the source map.
import { SourceMap } from "node:module";
import { inspect } from "node:util";
import { position } from "../../dsl/source.ts";
import type { Emitted } from "./emit.ts";

export interface Place {
  /** In[3], cell 2. */
  readonly label: string;
  /** 1-based. */
  readonly line: number;
  readonly column: number;
  readonly offset: number;
}
/** A cell as it was compiled. */
export type Compiled = Pick<Emitted, "map" | "text" | "back"> & {
  /** As it was written. */ readonly own: string;
};

export interface Trace {
  /** The name under which a cell is run. */
  readonly enter: (label: string, compiled: Compiled) => string;
  /** Where in a cell an error arose; null where no cell is on its stack. */
  readonly placeOf: (error: unknown) => Place | null;
  /** An error with its stack, as far as it lies in cells. */
  readonly told: (error: unknown) => string;
}

/** Offset of the start of a line, from 0. */
const startOf = (text: string, line: number): number =>
  text
    .split("\n")
    .slice(0, line)
    .reduce((sum, each) => sum + each.length + 1, 0);

/** Cells that are remembered, of the longest sessions: an error of an earlier one has no place. */
const MOST = 500;
const FRAME = /strux-cell-(\d+)\.js:(\d+):(\d+)/;

export function trace(): Trace {
  const cells = new Map<string, Compiled & { readonly label: string }>();
  let count = 0;
  const placeIn = (line: string): Place | null => {
    const [, number, row, column] = FRAME.exec(line) ?? [];
    const cell = number === undefined ? undefined : cells.get(number);
    if (!cell) return null;
    const map = new SourceMap(JSON.parse(cell.map) as ConstructorParameters<typeof SourceMap>[0]);
    const found = map.findEntry(Number(row) - 1, Number(column) - 1);
    if (!("originalLine" in found)) return null;
    const offset = cell.back(startOf(cell.text, found.originalLine) + found.originalColumn);
    return { label: cell.label, ...position(cell.own, offset), offset };
  };
  return {
    enter(label, compiled) {
      cells.set(String(++count), { label, ...compiled });
      for (const old of cells.keys()) if (cells.size > MOST) cells.delete(old);
      return `strux-cell-${count}.js`;
    },
    placeOf: (error) => {
      for (const line of linesOf(error)) {
        const place = placeIn(line);
        if (place) return place;
      }
      return null;
    },
    told(error) {
      if (!(error instanceof Error)) return `thrown: ${inspect(error)}`;
      const head = `${error.name}: ${error.message}`;
      const frames = linesOf(error).flatMap((line) => {
        const place = placeIn(line);
        return place ? [line.replace(FRAME, `${place.label}:${place.line}:${place.column}`)] : [];
      });
      return [head, ...frames].join("\n");
    },
  };
}

const linesOf = (error: unknown): readonly string[] => {
  const stack: unknown = error instanceof Error ? error.stack : undefined;
  return typeof stack === "string" ? stack.split("\n").slice(1) : [];
};
