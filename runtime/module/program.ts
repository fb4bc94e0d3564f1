// The cells of a used program: a .strux file is one, a notebook has its code cells. Outputs are never looked at.
import type { Cell, Source } from "../../dsl/source.ts";
import { deepWords, tooDeep } from "../data/depth.ts";
import { dataError } from "../problem.ts";

/** Errors: E112 for what is no notebook. `name` is what messages call the file. */
export const programOf = (name: string, text: string): Source => ({
  cells: name.endsWith(".ipynb") ? notebookCells(name, text) : [{ id: name, label: name, text }],
});

interface Stored {
  readonly cell_type?: unknown;
  readonly id?: unknown;
  readonly source?: unknown;
  readonly metadata?: { readonly tags?: unknown };
}

/** Labelled by the number they are executed under. */
const notebookCells = (name: string, text: string): Cell[] =>
  stored(name, text)
    .filter((cell) => cell.cell_type === "code")
    .map((cell, at) => ({
      id: `${name}#${typeof cell.id === "string" ? cell.id : at + 1}`,
      label: `${name} cell ${at + 1}`,
      text: textOf(cell.source),
      tags: Array.isArray(cell.metadata?.tags) ? cell.metadata.tags.map(String) : [],
    }));

const textOf = (source: unknown): string =>
  Array.isArray(source) ? source.join("") : typeof source === "string" ? source : "";

function stored(name: string, text: string): readonly Stored[] {
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch (error) {
    throw dataError("E112", `'${name}' is not a notebook: ${(error as Error).message}`);
  }
  if (tooDeep(read)) throw dataError("E112", `'${name}': ${deepWords}`, "clear its outputs and metadata");
  const cells: unknown = typeof read === "object" && read !== null && "cells" in read ? read.cells : null;
  if (!Array.isArray(cells) || !cells.every((cell) => typeof cell === "object" && cell !== null))
    throw dataError("E112", `'${name}' is not a notebook: it has no cells`);
  return cells as readonly Stored[];
}
