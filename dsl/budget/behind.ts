// What stands behind a prompt when it is asked: the text that its answer begins with, and the texts that are weighed there.
import type { Hole } from "../syntax/ast.ts";
import type { Term } from "./place.ts";
import type { Said } from "./sum.ts";
import { type Amount, headOf } from "./terms.ts";
import { type Piece, piecesOf, type Reading } from "./text.ts";

export interface Behind {
  readonly prefix: Term | null;
  /** Where one of them is chosen by its likelihood. */
  readonly choices: Term | null;
  readonly given: Term | null;
}

/** Nothing is written: what is weighed counts as a part of the prompt. */
export const unwritten: readonly Amount[] = [{ value: 0, axis: null }];

/** The messages of a prompt, the last with what stands behind it. A text behind nothing goes in windows, and is not counted. */
export function withBehind(
  said: readonly Said[],
  { prefix, choices, given }: Behind,
  reading: Reading,
): readonly Said[] {
  const before = prefix ? piece(prefix, reading) : [];
  const texts = choices ? [among(choices, reading)] : given ? piece(given, reading) : [];
  const alone = [...said.flatMap(({ pieces }) => pieces), ...before].every(isEmpty);
  const last = said.at(-1);
  if (!last) return said;
  const pieces = [...last.pieces, ...before, ...(alone ? [] : texts)];
  return [...said.slice(0, -1), { ...last, pieces }];
}

const isEmpty = (one: Piece): boolean => one.kind === "text" && one.text === "";

/** A setting as what a template would write of it. */
function piece({ expr, place }: Term, reading: Reading): readonly Piece[] {
  const hole: Hole = { kind: "Hole", value: expr, span: expr.span };
  return piecesOf([hole], place, reading);
}

/** The longest of the choices. */
function among(choices: Term, reading: Reading): Piece {
  const head = headOf(choices, reading.chosen);
  const items = head?.expr.kind === "List" ? head.expr.items : [];
  const of = items.map((expr) => piece({ expr, place: head!.place }, reading));
  return { kind: "either", of: of.length > 0 ? of : [piece(choices, reading)] };
}
