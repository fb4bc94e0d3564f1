// Paths in an editor, where a string names a file. The folder is listed, and nothing in it is read.
import type { CompletionItem, CompletionItemKind, Position } from "vscode-languageserver";
import { pathHoleAt, pathsIn } from "../../dsl/service/paths.ts";
import type { Open } from "./answers.ts";
import { offsetOf, rangeIn } from "./convert.ts";

const FILE: CompletionItemKind = 17;
const FOLDER: CompletionItemKind = 19;

/** Null where no path is written. */
export async function pathItems(open: Open, at: Position): Promise<CompletionItem[] | null> {
  const { analysis, cell, text, program } = open;
  const hole = pathHoleAt(analysis, cell, offsetOf(text, at));
  if (!hole) return null;
  const range = rangeIn(analysis.source, hole.span);
  return pathsIn(hole, await program.files.entries(hole.folder)).map((path) => ({
    label: path,
    kind: hole.folders || path.endsWith("/") ? FOLDER : FILE,
    textEdit: { range, newText: path },
  }));
}
