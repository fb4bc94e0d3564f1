// Cells of TypeScript in an editor: completion and hover by its own types. Nothing is run.
import type { CompletionItem, CompletionItemKind, Hover, Position } from "vscode-languageserver";
import { valuesIn } from "../../dsl/check/script.ts";
import { inHead, scriptText } from "../../dsl/syntax/script.ts";
import type { Draft } from "../typescript/drafts.ts";
import type { Open } from "./answers.ts";
import { markup, offsetOf, rangeIn } from "./convert.ts";

/** TypeScript's words for kinds, as the protocol numbers them. */
const itemKinds: { readonly [kind: string]: CompletionItemKind } = {
  method: 2,
  function: 3,
  "local function": 3,
  property: 10,
  getter: 10,
  class: 7,
  interface: 8,
  type: 8,
  alias: 9,
  module: 9,
  enum: 13,
  keyword: 14,
};
const VARIABLE = 6;

/** Null where the document is no such cell, or the place is not in it yet. */
export async function scriptItems(open: Open, at: Position): Promise<CompletionItem[] | null> {
  const draft = draftOf(open);
  const offset = offsetOf(open.text, at);
  if (!draft || inHead(open.text, offset)) return null;
  const { start, end, items } = (await open.program.drafts()).complete(draft, offset);
  const range = rangeIn(open.analysis.source, { cell: open.cell, start, end });
  return items.map(({ text, kind }, i) => ({
    label: text,
    kind: itemKinds[kind] ?? VARIABLE,
    sortText: String(i).padStart(5, "0"),
    textEdit: { range, newText: text },
  }));
}

/** Undefined where the document is no such cell. */
export async function scriptHover(open: Open, at: Position): Promise<Hover | null | undefined> {
  const draft = draftOf(open);
  if (!draft) return undefined;
  const found = (await open.program.drafts()).inspect(draft, offsetOf(open.text, at));
  if (!found) return null;
  const range = rangeIn(open.analysis.source, { cell: open.cell, start: found.start, end: found.end });
  const fence = "```";
  const doc = found.doc === "" ? "" : `\n\n${found.doc}`;
  return { contents: markup(`${fence}typescript\n${found.code}\n${fence}${doc}`), range };
}

function draftOf({ analysis, cell, text }: Open): Draft | null {
  const script = scriptText(text);
  if (!script) return null;
  const before = analysis.source.cells.slice(0, cell).flatMap((one) => scriptText(one.text)?.text ?? []);
  return { text: script.text, before, values: valuesIn(analysis.scope, analysis.checked.types) };
}
