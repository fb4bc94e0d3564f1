// Another name for something, everywhere it is written; refused, with the reason, where the program would mean something else.
import { FORBIDDEN } from "../types/bind.ts";
import { analyse, type Analysis } from "../compile.ts";
import { keyOf } from "../names/local.ts";
import type { Memo } from "../syntax/memo.ts";
import { type Cell, position, type Source, type Span } from "../source.ts";
import { isKeyword, WORD } from "../syntax/tokens.ts";
import type { Named } from "./made.ts";
import { type Occurrence, occurrenceAt, occurrences, occurrencesOf } from "./names.ts";

export interface Edit {
  readonly span: Span;
  readonly text: string;
}
export type Renamed = { readonly edits: readonly Edit[] } | { readonly refused: string };

/** What could be renamed at an offset, and its name as it stands there. */
export function renameable(
  analysis: Analysis,
  cell: number,
  offset: number,
): { readonly span: Span; readonly name: string } | null {
  const found = occurrenceAt(analysis, cell, offset);
  return found ? { span: found.span, name: found.of.name } : null;
}

export function rename(analysis: Analysis, cell: number, offset: number, to: string, memo?: Memo): Renamed {
  const found = occurrenceAt(analysis, cell, offset);
  if (!found) return { refused: "nothing of the program's own is named here" };
  const name = to.startsWith("`") && to.endsWith("`") && to.length > 2 ? to.slice(1, -1) : to;
  const { of } = found;
  if (name === of.name) return { edits: [] };
  if (name === "" || /[`\n\r]/.test(name) || name.trim() !== name) return { refused: `'${name}' is no name` };
  if (FORBIDDEN.has(name)) return { refused: `'${name}' cannot be a name` };
  const taken = takenBy(of, name, analysis);
  if (taken !== undefined) return { refused: taken };
  const { label } = readerOf(of, analysis) ?? {};
  if (label !== undefined)
    return { refused: `${label}, which is TypeScript, mentions '${of.name}' and would have to be rewritten` };
  const places = occurrencesOf(of, analysis);
  const edits = places.map((place) => ({ span: place.span, text: written(name + place.suffix, place) }));
  const changed = meaning(of, places, edits, analysis, memo);
  return changed === undefined ? { edits } : { refused: changed };
}

const plainWord = new RegExp(`^${WORD}$`);
const written = (name: string, { loose }: Occurrence): string =>
  plainWord.test(name) && (loose || !isKeyword(name)) ? name : `\`${name}\``;

/** A declaration or operator that has the name already. */
function takenBy(of: Named, name: string, { scope, source, known }: Analysis): string | undefined {
  if (of.kind !== "declaration") return undefined;
  const other = scope.names.get(keyOf(name, of.span.cell));
  if (other) {
    const cell = source.cells[other.span.cell];
    const { line } = position(cell?.text ?? "", other.span.start);
    return `'${name}' is already defined in ${cell?.label ?? "another cell"}, line ${line}`;
  }
  return Object.hasOwn(known.operators, name)
    ? `'${name}' is an operator; the declaration would hide it`
    : undefined;
}

/** A cell of TypeScript that mentions a declaration: its text is not ours to edit. */
const readerOf = ({ kind, name, statement }: Named, { scope, source }: Analysis): Cell | undefined => {
  const reader =
    kind === "declaration" && [...scope.sights].find(([, { values }]) => values.get(name) === statement)?.[0];
  return reader ? source.cells[reader.span.cell] : undefined;
};

/** The program with edits made. */
export function edited(source: Source, edits: readonly Edit[]): Source {
  const cells = source.cells.map((cell, index) => {
    const mine = edits
      .filter(({ span }) => span.cell === index)
      .toSorted((a, b) => b.span.start - a.span.start);
    const text = mine.reduce(
      (all, { span, text: put }) => all.slice(0, span.start) + put + all.slice(span.end),
      cell.text,
    );
    return mine.length === 0 ? cell : { ...cell, text };
  });
  return { cells };
}

/** Why the edited program would mean something else: a name that is caught elsewhere, or a new problem. */
function meaning(
  of: Named,
  places: readonly Occurrence[],
  edits: readonly Edit[],
  before: Analysis,
  memo: Memo | undefined,
): string | undefined {
  // used files come in again by their facts
  const own = before.source.cells.filter(({ file }) => file === undefined);
  const after = analyse(edited({ cells: own }, edits), before.known, before.facts, memo);
  const old = new Set(before.diagnostics.map(({ code }) => code));
  const worse = after.diagnostics.find(({ code, severity }) => severity === "error" && !old.has(code));
  if (worse) return worse.message;
  const [mine, all] = [counts(occurrences(before)), counts(occurrences(after))];
  const moved = mine.findIndex((count, i) => count !== all[i]);
  if (mine.length === all.length && moved < 0) return undefined;
  const at = places[0]?.span ?? of.span;
  const cell = before.source.cells[at.cell];
  return `'${of.name}' in ${cell?.label ?? "a cell"} would be taken for something else of that name`;
}

/** Which occurrences mean the same: of each, the place of the first that does. */
function counts(list: readonly Occurrence[]): readonly number[] {
  const first = new Map<Named, number>();
  return list.map(({ of }, i) => {
    const at = first.get(of) ?? i;
    first.set(of, at);
    return at;
  });
}
