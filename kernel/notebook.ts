// Notebook files: nbformat 4.5 read with care, written atomically.
import { readFile, stat } from "node:fs/promises";
import type { Cell as SourceCell, Source } from "../dsl/source.ts";
import { deepWords, tooDeep } from "../runtime/data/depth.ts";
import { writeWhole } from "../runtime/folder.ts";
import { dataError } from "../runtime/problem.ts";
import type { Json } from "../runtime/value.ts";

export type Output =
  | {
      readonly output_type: "display_data";
      readonly data: { readonly [mime: string]: Json };
      readonly metadata: { readonly [key: string]: Json };
    }
  | {
      readonly output_type: "execute_result";
      readonly execution_count: number;
      readonly data: { readonly [mime: string]: Json };
      readonly metadata: { readonly [key: string]: Json };
    }
  | { readonly output_type: "stream"; readonly name: "stdout" | "stderr"; readonly text: string }
  | {
      readonly output_type: "error";
      readonly ename: string;
      readonly evalue: string;
      readonly traceback: readonly string[];
    };

/** A cell as stored; unknown members are kept as they are. */
export interface StoredCell {
  cell_type: string;
  id: string;
  metadata: { [key: string]: Json };
  source: string | readonly string[];
  outputs?: readonly Output[];
  execution_count?: number | null;
}
export interface Notebook {
  nbformat: number;
  nbformat_minor: number;
  metadata: { [key: string]: Json };
  cells: StoredCell[];
}

/** Bytes of a program or a notebook; what is larger is data, or its outputs are. */
const LARGEST = 256_000_000;

/**
 * A text file as UTF-8, without a byte order mark. Errors: E110 (not there, a folder, not readable), E112 (not UTF-8, larger than
 * any program).
 */
export async function readText(path: string): Promise<string> {
  const { size } = await stat(path).catch(() => ({ size: 0 }));
  if (size > LARGEST)
    throw dataError("E112", `'${path}' is larger than ${LARGEST / 1e6} MB`, "clear its outputs, or split it");
  const bytes = await readFile(path).catch((error: unknown) => {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ENOENT")
      throw dataError("E110", `'${path}' was not found`, "see the spelling and the folder");
    throw dataError(
      "E110",
      code === "EISDIR" ? `'${path}' is a folder` : `'${path}' cannot be read: ${String(code)}`,
      "name a file",
    );
  });
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw dataError("E112", `'${path}' is not UTF-8`, "save it as UTF-8");
  }
}

/** Reads a notebook. Errors: E110 not found, E112 not a notebook, or one that nests too deep. */
export async function readNotebook(path: string): Promise<Notebook> {
  const text = await readText(path);
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch (error) {
    throw dataError("E112", `'${path}' is not a notebook: ${(error as Error).message}`);
  }
  if (tooDeep(read)) throw dataError("E112", `'${path}': ${deepWords}`, "clear its outputs and metadata");
  if (!isNotebook(read)) throw dataError("E112", `'${path}' is not a notebook of format 4`);
  for (const [at, cell] of read.cells.entries()) cell.id ??= `cell-${at + 1}`;
  return { ...read, nbformat: 4, nbformat_minor: Math.max(5, read.nbformat_minor) };
}

function isNotebook(value: unknown): value is Notebook {
  const book = value as Partial<Notebook> | null;
  return (
    typeof book === "object" &&
    book !== null &&
    book.nbformat === 4 &&
    typeof book.nbformat_minor === "number" &&
    isRecord(book.metadata) &&
    Array.isArray(book.cells) &&
    book.cells.every(
      (cell) =>
        typeof cell?.cell_type === "string" &&
        (cell.metadata === undefined || isRecord(cell.metadata)) &&
        (typeof cell.source === "string" ||
          (Array.isArray(cell.source) && cell.source.every((line) => typeof line === "string"))),
    )
  );
}

const isRecord = (value: unknown): boolean =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const textOf = (cell: StoredCell): string =>
  typeof cell.source === "string" ? cell.source : cell.source.join("");

export const tagsOf = (cell: StoredCell): readonly string[] => {
  const tags = cell.metadata?.tags;
  return Array.isArray(tags) ? tags.filter((tag): tag is string => typeof tag === "string") : [];
};

/** The code cells in order, each with its place among all cells. */
export const codeCells = ({
  cells,
}: Notebook): readonly { readonly cell: StoredCell; readonly at: number }[] =>
  cells.map((cell, at) => ({ cell, at })).filter(({ cell }) => cell.cell_type === "code");

/** The program of a notebook: its code cells in order; a cell is called by the number it is executed under. */
export function sourceOf(notebook: Notebook): Source {
  const cells = codeCells(notebook).map(({ cell }, number): SourceCell => {
    const tags = tagsOf(cell);
    const what = tags.includes("injected-parameters") ? " (injected parameters)" : "";
    return { id: cell.id, label: `cell ${number + 1}${what}`, text: textOf(cell), tags };
  });
  return { cells };
}

/**
 * The language that a notebook says it is written in, where that is another one; null where it says nothing, or Strux in any place:
 * a notebook that got another kernel keeps what its last one said until it is run.
 */
export function foreignLanguage({ metadata }: Notebook): string | null {
  const told = [metadata["language_info"], metadata["kernelspec"]].flatMap((part) => {
    const { name, language } = (part ?? {}) as { readonly name?: Json; readonly language?: Json };
    return [language, name].filter((each): each is string => typeof each === "string");
  });
  return told.includes(OWN) ? null : (told[0] ?? null);
}
const OWN = "strux";

/** A notebook that is to be read as a program. Errors as `readNotebook`, and E118: it is written in another language. */
export async function readProgram(path: string): Promise<Notebook> {
  const notebook = await readNotebook(path);
  const language = foreignLanguage(notebook);
  if (language === null) return notebook;
  throw dataError(
    "E118",
    `'${path}' is a notebook of '${language}'`,
    "choose the kernel of Strux for it in Jupyter, and save it",
  );
}

/** As Jupyter writes it: one space of indent, a line break at the end. */
export const notebookText = (notebook: Notebook): string => `${JSON.stringify(notebook, null, 1)}\n`;

/** A new code cell, placed after the one tagged `parameters`, else first; an earlier injected cell is replaced. */
export function inject(notebook: Notebook, lines: readonly string[]): Notebook {
  const rest = notebook.cells.filter((cell) => !tagsOf(cell).includes("injected-parameters"));
  const after = rest.findIndex((cell) => tagsOf(cell).includes("parameters"));
  const cell: StoredCell = {
    ...codeCell("injected-parameters", lines.join("\n")),
    metadata: { tags: ["injected-parameters"] },
  };
  return { ...notebook, cells: rest.toSpliced(after + 1, 0, cell) };
}

/** Writes a notebook whole or not at all. Errors: E115. */
export async function save(path: string, notebook: Notebook): Promise<void> {
  await writeWhole(path, notebookText(notebook)).catch((error: unknown) => {
    const cause = error instanceof Error ? error.message : String(error);
    throw dataError(
      "E115",
      `'${path}' cannot be written: ${cause}`,
      "name a file in a folder that can be written: -o OUT.ipynb",
    );
  });
}

/** A notebook of these cells, and nothing else. */
export const bookOf = (cells: readonly Pick<SourceCell, "text">[]): Notebook => ({
  nbformat: 4,
  nbformat_minor: 5,
  metadata: {},
  cells: cells.map(({ text }, at) => codeCell(`cell-${at + 1}`, text)),
});

/** A code cell that was not run yet. */
export const codeCell = (id: string, text: string): StoredCell => ({
  cell_type: "code",
  id,
  metadata: {},
  source: text,
  outputs: [],
  execution_count: null,
});
