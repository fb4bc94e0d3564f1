// An open program: its documents as cells, what is known of it now, and what becomes known when its questions are answered.
import { dirname, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { type Analysis, analyse } from "../../dsl/compile.ts";
import type { Facts } from "../../dsl/types/known.ts";
import { memo, type Memo } from "../../dsl/syntax/memo.ts";
import type { Cell, Source } from "../../dsl/source.ts";
import { type Answers, answering } from "../../runtime/facts.ts";
import type { Files } from "../../runtime/files.ts";
import { nodeFiles } from "../../runtime/files-node.ts";
import { library } from "../../runtime/library.ts";
import type { Runner } from "../../runtime/model/index.ts";
import { settled } from "../../runtime/prepare.ts";
import type { Drafts } from "../typescript/drafts.ts";

/** One document of a program: a file, or a cell of a notebook. */
export interface Document {
  readonly uri: string;
  readonly text: string;
  readonly tags: readonly string[];
}

export interface Program {
  /** A file, or a notebook. */
  readonly uri: string;
  readonly notebook: boolean;
  /** What was parsed and laid out before. */
  readonly memo: Memo;
  /** What can be said at once: the text as it is, the facts as far as they are known. */
  readonly now: () => Analysis;
  /** The same when all questions are answered; null where the text has changed meanwhile. */
  readonly settle: () => Promise<Analysis | null>;
  /** The disk under the path rule. */
  readonly files: Pick<Files, "entries">;
  /** Help for its cells of TypeScript; loaded when it is first wanted. */
  readonly drafts: () => Promise<Drafts>;
  /** Documents by the index of their cell. */
  readonly documents: () => readonly Document[];
  /** The document that a cell of its source is; null for one inside of a file that is no document itself. */
  readonly uriOf: (source: Source, cell: number) => string | null;
}

/**
 * @param documents as they are when this is called; an unchanged list is the same object
 * @param runner counts tokens; null where none is at hand
 */
export function program(
  uri: string,
  notebook: boolean,
  documents: () => readonly Document[],
  runner: Runner | null,
): Program {
  const kept = memo();
  const files = nodeFiles({ folder: folderOf(uri), extra: [] });
  const answers: Answers = answering(files, runner);
  let facts: Facts = {};
  let last: { readonly of: readonly Document[]; readonly facts: Facts; readonly made: Analysis } | undefined;
  let drafts: Promise<Drafts> | undefined;
  const now = (): Analysis => {
    const of = documents();
    if (last?.of !== of || last.facts !== facts)
      last = { of, facts, made: analyse(sourceOf(of, notebook), library, facts, kept) };
    return last.made;
  };
  return {
    uri,
    notebook,
    memo: kept,
    files,
    documents,
    drafts: () => (drafts ??= import("../typescript/drafts.ts").then((made) => made.drafts(folderOf(uri)))),
    uriOf: (source, cell) => documents()[cell]?.uri ?? fileUri(source.cells[cell], folderOf(uri)),
    now,
    async settle() {
      const of = documents();
      const source = sourceOf(of, notebook);
      const made = await settled(answers, (known) => analyse(source, library, known, kept));
      if (documents() !== of) return null;
      facts = made.facts;
      last = { of, facts, made };
      return made;
    },
  };
}

const sourceOf = (documents: readonly Document[], notebook: boolean): Source => ({
  cells: documents.map(({ uri, text, tags }, at): Cell => {
    const label = notebook ? `cell ${at + 1}` : decodeURIComponent(uri.split("/").at(-1) ?? uri);
    return { id: uri, label, text, tags };
  }),
});

/** A cell that comes from another file; one of a notebook has no document of its own. */
function fileUri(cell: object | undefined, folder: string): string | null {
  const file = cell && "file" in cell ? cell.file : undefined;
  return typeof file === "string" && !file.endsWith(".ipynb")
    ? pathToFileURL(resolve(folder, file)).href
    : null;
}

/** What is not on disk is taken to be where the server was started. */
function folderOf(uri: string): string {
  try {
    return dirname(fileURLToPath(uri));
  } catch {
    return process.cwd();
  }
}
