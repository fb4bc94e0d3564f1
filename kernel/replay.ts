// A run drawn again from its log: into a notebook, or as it was printed. Nothing is computed, and neither its file nor its data is looked at.
import { stripVTControlCharacters } from "node:util";
import type { Entry, Head, Shown } from "../runtime/log/entry.ts";
import { entries, type Flaws, kept } from "../runtime/log/read.ts";
import { dataError } from "../runtime/problem.ts";
import type { MimeBundle } from "../runtime/show/bundle.ts";
import { draw, type Drawing } from "./drawn.ts";
import type { Listener } from "./headless.ts";
import { bookOf, codeCell, codeCells, type Notebook, type Output, type StoredCell } from "./notebook.ts";
import type { Places } from "./outputs.ts";
import { written } from "./provenance.ts";

export interface Run {
  readonly folder: string;
  readonly head: Head;
}

/**
 * The notebook of a run with all outputs that its log holds; of a kernel, the cells in the order they were executed.
 * `flaws` is told what could not be read. Errors: E112 where the program is gone.
 */
export async function redrawn({ folder, head }: Run, flaws: Flaws): Promise<Notebook> {
  const notebook = head.program === null ? emptyBook(head) : await programOf(folder, head.program);
  const cells = codeCells(notebook).map(({ cell }) => cell);
  const drawings = new Map<number, Drawing>();
  const places: Places = new Map();
  const begun = (entry: Pick<Begin, "cell"> & Partial<Begin>): Drawing => {
    const cell = cells[entry.cell] ?? executed(notebook, entry);
    const outputs: Output[] = [];
    Object.assign(cell, { outputs, execution_count: entry.count ?? null });
    const drawing = { outputs, places, count: entry.count ?? 0 };
    drawings.set(entry.cell, drawing);
    return drawing;
  };
  for await (const entry of entries(folder, flaws)) {
    if (entry.kind === "cell") begun(entry);
    if (entry.kind === "shown") draw(entry.event, drawings.get(entry.cell) ?? begun({ cell: entry.cell }));
    if (entry.kind === "done" && entry.metadata)
      notebook.metadata = { ...notebook.metadata, ...entry.metadata };
  }
  return notebook;
}
type Begin = Extract<Entry, { readonly kind: "cell" }>;

/** The program of a run as a notebook. Errors: E112 where it is gone. */
export async function programOf(folder: string, name: string): Promise<Notebook> {
  const text = await kept(folder, name);
  if (text === null)
    throw dataError(
      "E112",
      `the program of this run is gone from '${folder}', or damaged`,
      "strux log shows the rest",
    );
  // its digest vouches for what was written
  return JSON.parse(text) as Notebook;
}

const emptyBook = ({ versions, store }: Head): Notebook => ({
  ...bookOf([]),
  metadata: { ...written, strux: { language: 1, version: versions["strux"] ?? "", volatile: { store } } },
});

/** A cell that a kernel executed, behind those before it. Its own id stays, where no cell has it yet. */
function executed(
  notebook: Notebook,
  { cell, code = "", id = "" }: Pick<Begin, "cell"> & Partial<Begin>,
): StoredCell {
  const own = ID.test(id) && notebook.cells.every((one) => one.id !== id);
  const made = codeCell(own ? id : `executed-${cell + 1}`, code);
  notebook.cells.push(made);
  return made;
}
/** As nbformat has it. */
const ID = /^[a-zA-Z0-9-_]{1,64}$/;

/** Prints a run as it was printed; of a kernel, what its cells showed. `flaws` is told what could not be read. */
export async function reprinted(
  { folder, head }: Run,
  to: Pick<Listener, "print" | "stream" | "tell">,
  flaws: Flaws,
): Promise<void> {
  for await (const entry of entries(folder, flaws)) {
    if (entry.kind === "tell") to.tell(entry.text);
    if (entry.kind === "shown") printed(entry.event, head, to);
  }
}

function printed(event: Shown, { what }: Head, to: Pick<Listener, "print" | "stream" | "tell">): void {
  if (event.kind === "display" || event.kind === "result") to.print(plain(event.bundle));
  if (event.kind === "stream") to.stream(event.name, event.text);
  // a run from the command line told these in words of its own
  if (what === "kernel" && event.kind === "told") to.tell(plain(event.bundle));
  if (what === "kernel" && event.kind === "error")
    to.tell(stripVTControlCharacters(event.traceback.join("\n")));
}

function plain({ data }: MimeBundle): string {
  const text = data["text/plain"];
  return typeof text === "string" ? text : "";
}
