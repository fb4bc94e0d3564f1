// The parts of a prompt added up: written text, what each hole can take, and what comes on top where they meet.
import type { Counts, Meter } from "./meter.ts";
import type { Amount } from "./terms.ts";
import type { Filled, Limit, Piece } from "./text.ts";
import type { ChatForm, Longest } from "../types/known.ts";
import type { Role } from "../syntax/ast.ts";

export interface Said {
  readonly role: Role;
  readonly pieces: readonly Piece[];
}

/** A hole with the tokens it can take. */
export interface Held {
  readonly hole: Filled;
  readonly limit: Limit;
  /** Null: nothing bounds it. */
  readonly tokens: number | null;
  /** The tokens at each amount that an argument can have, with the amount. */
  readonly amounts: readonly (readonly [Amount, number])[];
}
export interface Sum {
  /** Of all that is written, the larger branch of each condition. */
  readonly written: number;
  /** Holes of the larger branches, in order. */
  readonly held: readonly Held[];
  /** Holes without a bound, those of smaller branches too. */
  readonly open: readonly Held[];
  /** At most so many tokens come on top where holes meet written text. */
  readonly joins: number;
}

/** The messages with a hole wherever something is not written out. */
export const formOf = (said: readonly Said[]): readonly ChatForm[] =>
  said.map(({ role, pieces }) => ({ role, pieces: split(pieces) }));

function split(pieces: readonly Piece[]): readonly string[] {
  const texts = [""];
  for (const piece of pieces)
    if (piece.kind === "text") texts[texts.length - 1] += piece.text;
    else texts.push("");
  return texts;
}

/** Tells the meter what adding up will look up. */
export function wanted(said: readonly Said[], meter: Meter): void {
  meter.want(
    formOf(said),
    said.flatMap(({ pieces }) => pieces.flatMap(measured)),
  );
}

/** Texts counted by themselves: of conditions, and the rows that were seen. */
const measured = (piece: Piece): readonly string[] => {
  if (piece.kind === "text") return [];
  if (piece.kind === "either") return piece.of.flatMap((one) => [...split(one), ...one.flatMap(measured)]);
  const rows = rowsOf(piece.limit);
  return rows ? rows.texts : [];
};

const rowsOf = (limit: Limit): Longest | null =>
  limit.kind === "rows" ? limit.longest : limit.kind === "most" ? limit.of : null;

export function added(said: readonly Said[], counts: Counts): Sum {
  const { tokens, joins } = counts.chat(formOf(said));
  const parts = said.flatMap(({ pieces }) => pieces.map((piece) => weighed(piece, counts)));
  const sum = together(parts);
  return { ...sum, written: tokens + sum.written, joins: joins + sum.joins };
}

const nothing: Sum = { written: 0, held: [], open: [], joins: 0 };
const together = (sums: readonly Sum[]): Sum =>
  sums.reduce(
    (all, one) => ({
      written: all.written + one.written,
      held: [...all.held, ...one.held],
      open: [...all.open, ...one.open],
      joins: all.joins + one.joins,
    }),
    nothing,
  );

/** What a piece adds to the text around it, which is counted by itself. */
function weighed(piece: Piece, counts: Counts): Sum {
  if (piece.kind === "text") return nothing;
  if (piece.kind === "hole") {
    const one = heldOf(piece.hole, piece.limit, counts);
    return { ...nothing, held: [one], open: one.tokens === null ? [one] : [] };
  }
  const branches = piece.of.map((pieces) => {
    const texts = split(pieces);
    const sum = together(pieces.map((each) => weighed(each, counts)));
    const written = texts.reduce((all, text) => all + counts.text(text), sum.written);
    // both sides of each hole may cost something, and both ends of the branch
    return { ...sum, written, joins: sum.joins + 2 * texts.length * counts.join };
  });
  const largest = branches.toSorted((a, b) => size(b) - size(a))[0] ?? nothing;
  return { ...largest, open: branches.flatMap(({ open }) => open) };
}

const size = ({ written, held, joins }: Sum): number =>
  held.reduce((all, { tokens }) => all + (tokens ?? Infinity), written + joins);

function heldOf(hole: Filled, limit: Limit, counts: Counts): Held {
  const most = (rows: Longest): number => Math.max(0, ...rows.texts.map(counts.text));
  const held = (tokens: number | null, amounts: Held["amounts"] = []): Held => ({
    hole,
    limit,
    tokens,
    amounts,
  });
  switch (limit.kind) {
    case "most": {
      const whole = limit.of ? most(limit.of) : Infinity;
      const amounts = limit.amounts.map(
        (amount) => [amount, Math.min(whole, Math.max(0, amount.value))] as const,
      );
      return held(Math.max(...amounts.map(([, tokens]) => tokens)), amounts);
    }
    case "rows":
      return held(most(limit.longest));
    case "few":
    case "answer":
      return held(limit.tokens);
    case "open":
      return held(null);
  }
}
