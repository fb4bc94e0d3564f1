// What stands in a prompt: written text, holes with what bounds their length, and places where a condition decides.
import type { Expr, Hole, Part } from "../syntax/ast.ts";
import { calledOf } from "./calls.ts";
import type { Chosen, Place, Term } from "./place.ts";
import { type Column, columnOf, type Wants } from "./rows.ts";
import { type Amount, amountsOf, headOf, heads, valueOf, written } from "./terms.ts";
import type { Longest } from "../types/known.ts";
import { own } from "../own.ts";
import type { Json } from "../plan/plan.ts";
import type { Span } from "../source.ts";
import type { Type } from "../types/types.ts";

export type Piece =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "hole"; readonly hole: Filled; readonly limit: Limit }
  | { readonly kind: "either"; readonly of: readonly (readonly Piece[])[] };

/** A hole of a prompt and the expression that fills it. */
export interface Filled {
  /** What sums call it. */
  readonly name: string;
  /** Where it stands in the prompt, for quoting it. */
  readonly span: Span;
  /** What a `|> pack(n)` can be written after; null where nothing can. */
  readonly argument: Expr | null;
}

export type Limit =
  /** At most what an argument says, as `pack` and `truncate` see to it. `near`: rewritten since, by a token or two. */
  | {
      readonly kind: "most";
      readonly amounts: readonly Amount[];
      readonly at: Expr;
      readonly near: boolean;
      /** What was packed, where it was measured: if shorter, it stayed as it was. */
      readonly of: Longest | null;
    }
  | { readonly kind: "rows"; readonly longest: Longest }
  /** A number, a truth value, a name: a few tokens. */
  | { readonly kind: "few"; readonly tokens: number }
  /** The answer of an earlier ask: at most its `max_tokens`, null where that is not known. */
  | { readonly kind: "answer"; readonly tokens: number | null }
  | { readonly kind: "open"; readonly why: string | null };

/** What reading a prompt needs to know of the ask it is read for. */
export interface Reading {
  readonly chosen: Chosen;
  readonly wants: Wants;
  /** Null where tokens counted by `by` (left out: the model of the run at that place) are the asked model's, else whose they are. */
  readonly counted: (by: Term | undefined, at: Place) => string | null;
  /** At most so many tokens has the answer of this ask of a run. */
  readonly answer: (column: Extract<Column, { kind: "answer" }>) => number | null;
}

/** The pieces of a template. `hole` is the hole of the prompt that the template fills, where it fills one. */
export function piecesOf(
  parts: readonly Part[],
  place: Place,
  reading: Reading,
  hole: Filled | null = null,
): readonly Piece[] {
  return parts.flatMap((part): readonly Piece[] => {
    switch (part.kind) {
      case "TextPart":
        return [{ kind: "text", text: part.text }];
      case "Hole":
        return contentOf({ expr: part.value, place }, reading, hole ?? filled(part));
      case "IfPart": {
        const test = valueOf({ expr: part.test, place }, reading.chosen);
        const [then, other] = [part.then, part.else].map((branch) => piecesOf(branch, place, reading, hole));
        if (test !== undefined) return (holds(test) ? then : other) ?? [];
        return [{ kind: "either", of: [then ?? [], other ?? []] }];
      }
      case "EachPart": {
        const items = itemsOf({ expr: part.of, place }, reading.chosen);
        if (!items) {
          const name = `each ${part.item.text}`;
          const why = "it repeats for a list whose length is not known";
          return [{ kind: "hole", hole: { name, span: part.span, argument: null }, limit: open(why) }];
        }
        return items.flatMap((item, at) => {
          const index = { kind: "term", term: { expr: literal(at, part.span), place } } as const;
          const named = new Map([...place.locals, [part.item.text, { kind: "term", term: item } as const]]);
          if (part.index) named.set(part.index.text, index);
          return piecesOf(part.body, { ...place, locals: named }, reading, hole);
        });
      }
    }
  });
}

export const open = (why: string | null): Limit => ({ kind: "open", why });

const filled = ({ value, span }: Hole): Filled => ({ name: nameOf(value), span, argument: value });

/** What a hole is about: `context` of `{{ context |> render("plain") }}`. */
const nameOf = (expr: Expr): string =>
  expr.kind === "Ref" || expr.kind === "Field"
    ? expr.name.text
    : expr.kind === "Pipe"
      ? nameOf(expr.left)
      : expr.kind === "Get" || expr.kind === "Index"
        ? nameOf(expr.of)
        : "hole";

/** What counts as true in `{{#if}}`. */
const holds = (value: Json): boolean =>
  Array.isArray(value) ? value.length > 0 : value !== null && value !== false && value !== "" && value !== 0;

/** The items of a list that is written out. */
function itemsOf(list: Term, chosen: Chosen): readonly Term[] | null {
  const head = headOf(list, chosen);
  return head?.expr.kind === "List" ? head.expr.items.map((expr) => ({ expr, place: head.place })) : null;
}

const literal = (value: number, span: Span): Expr => ({ kind: "Num", value, raw: String(value), span });

/** A conversation from the data, as a hole that no `pack` can shorten. */
export function conversationOf(term: Term, span: Span, reading: Reading): readonly Piece[] {
  const pieces = contentOf(term, reading, { name: "messages", span, argument: null });
  const bare = (piece: Piece): Piece =>
    piece.kind === "hole"
      ? { ...piece, hole: { ...piece.hole, argument: null } }
      : piece.kind === "either"
        ? { ...piece, of: piece.of.map((one) => one.map(bare)) }
        : piece;
  return pieces.map(bare);
}

/** What a term puts into a hole: its text where that is known, else what bounds it. */
function contentOf(term: Term, reading: Reading, hole: Filled): readonly Piece[] {
  const text = written(valueOf(term, reading.chosen));
  if (text !== undefined) return [{ kind: "text", text }];
  const cases = heads(term, reading.chosen);
  const all = cases.map((one) =>
    headContent(one.term, { ...reading, chosen: one.chosen }, { ...hole, argument: one.term.expr }),
  );
  return all.length === 1 ? (all[0] ?? []) : [{ kind: "either", of: all }];
}

function headContent(term: Term, reading: Reading, hole: Filled): readonly Piece[] {
  const { expr, place } = term;
  const part = (of: Expr): readonly Piece[] => contentOf({ expr: of, place }, reading, hole);
  const leaf = (limit: Limit): readonly Piece[] => [{ kind: "hole", hole, limit }];
  const type = place.house.typeOf.get(expr);
  const text = written(valueOf(term, reading.chosen));
  if (text !== undefined) return [{ kind: "text", text }];
  switch (expr.kind) {
    case "Null":
      return [];
    case "Template":
      return piecesOf(expr.parts, place, reading, hole);
    case "Binary":
      if (expr.op === "+" && type?.kind === "text") return [...part(expr.left), ...part(expr.right)];
      return expr.op === "??"
        ? [{ kind: "either", of: [part(expr.left), part(expr.right)] }]
        : leaf(byType(type));
    case "Field":
      return fieldContent(term, expr.name.text, reading, hole) ?? leaf(byType(type));
    case "Index":
      return expr.of.kind === "Field"
        ? (fieldContent({ expr: expr.of, place }, expr.of.name.text, reading, hole) ?? leaf(byType(type)))
        : leaf(byType(type));
    case "Get": {
      // a part of an answer is no longer than the answer
      const limit = byType(type);
      if (limit.kind !== "open" || expr.of.kind !== "Field") return leaf(limit);
      const name = expr.of.name.text;
      const column = place.row && columnOf(place.row, name, place, reading.wants);
      return column?.kind === "answer"
        ? leaf({ kind: "answer", tokens: reading.answer(column) })
        : leaf(limit);
    }
    case "Call":
    case "Pipe":
      return callContent(term, type, reading, hole);
    default:
      return leaf(byType(type));
  }
}

function fieldContent(
  { place }: Term,
  name: string,
  reading: Reading,
  hole: Filled,
): readonly Piece[] | null {
  const column = place.row && columnOf(place.row, name, place, reading.wants);
  if (!column) return null;
  const leaf = (limit: Limit): readonly Piece[] => [{ kind: "hole", hole, limit }];
  switch (column.kind) {
    case "term":
      return contentOf(column.term, reading, hole);
    case "rows":
      return leaf({ kind: "rows", longest: column.longest });
    case "answer":
      return leaf({ kind: "answer", tokens: reading.answer(column) });
    case "label":
      return leaf({ kind: "few", tokens: FEW.text });
  }
}

/** Tokens of what is visibly small; what exactly it is, the rows decide. */
const FEW = { number: 8, truth: 2, text: 16 } as const;

/** What a type alone says: numbers, truth values, ids and words of a closed set are small. */
function byType(type: Type | undefined): Limit {
  switch (type?.kind) {
    case "int":
    case "num":
    case "tokens":
      return { kind: "few", tokens: FEW.number };
    case "bool":
      return { kind: "few", tokens: FEW.truth };
    case "id":
      return { kind: "few", tokens: FEW.text };
    case "literal":
      return { kind: "few", tokens: Math.max(FEW.text, type.value.length) };
    case "optional":
      return byType(type.of);
    case "union": {
      const all = type.of.map(byType);
      const few = all.flatMap((one) => (one.kind === "few" ? [one.tokens] : []));
      return few.length === all.length ? { kind: "few", tokens: Math.max(...few) } : open(null);
    }
    default:
      return open(null);
  }
}

/** Calls of operators, by what their signatures say about the length of the result. */
function callContent(term: Term, type: Type | undefined, reading: Reading, hole: Filled): readonly Piece[] {
  const called = calledOf(term);
  const { house } = term.place;
  const signature = called && own(house.known.operators, called.name);
  const leaf = (limit: Limit): readonly Piece[] => [{ kind: "hole", hole, limit }];
  const length = signature?.length;
  if (!called || !length) return leaf(byType(type));
  const arg = (name: string): Term | undefined => called.args.get(name)?.[0];
  if ("most" in length) {
    const whose = reading.counted(arg(length.by), term.place);
    const budget = arg(length.most);
    const amounts = budget ? amountsOf(budget, reading.chosen) : null;
    if (whose !== null) return leaf(open(`'${called.name}' counts ${whose}`));
    if (!budget || !amounts)
      return leaf(open(`the number that '${called.name}' cuts to is not known before the run`));
    const of = [...called.args.values()][0]?.[0];
    return leaf({
      kind: "most",
      amounts,
      at: budget.expr,
      near: false,
      of: of ? measuredOf(of, reading, hole) : null,
    });
  }
  const of = arg(length.like);
  if (!of) return leaf(byType(type));
  const pieces = contentOf(of, reading, { ...hole, argument: term.expr });
  const style = length.written && arg(length.written.by);
  if (!length.written || !style) return length.exact ? pieces : loosened(pieces);
  const word = valueOf(style, reading.chosen);
  const kind = kindOf(house.typeOf.get(of.expr));
  if (kind === "text" || word === length.written[kind]) return pieces;
  if (length.written.shorter.some((one) => one === word)) return loosened(pieces);
  const why = `'${called.name}' writes it as ${JSON.stringify(word ?? "?")}, which can be longer than what was counted`;
  return [
    {
      kind: "hole",
      hole: { ...hole, argument: term.expr },
      limit: pieces.some(isPacked) ? open(why) : open(null),
    },
  ];
}

const isPacked = (piece: Piece): boolean => piece.kind === "hole" && piece.limit.kind === "most";

const kindOf = (type: Type | undefined): "text" | "tree" | "passages" =>
  type?.kind === "tree" ? "tree" : type?.kind === "list" ? "passages" : "text";

/** Rewritten after it was counted: near the limit, no longer exactly under it. */
const loosened = (pieces: readonly Piece[]): readonly Piece[] =>
  pieces.map((piece) => {
    if (piece.kind === "either") return { ...piece, of: piece.of.map(loosened) };
    if (piece.kind !== "hole") return piece;
    const { limit } = piece;
    if (limit.kind === "most") return { ...piece, limit: { ...limit, near: true } };
    return limit.kind === "rows"
      ? { ...piece, limit: { ...limit, longest: { ...limit.longest, all: false } } }
      : piece;
  });

/** The rows that a column alone brings, where all of them were seen. */
function measuredOf(of: Term, reading: Reading, hole: Filled): Longest | null {
  const [only, ...more] = contentOf(of, reading, hole);
  return only?.kind === "hole" && more.length === 0 && only.limit.kind === "rows" && only.limit.longest.all
    ? only.limit.longest
    : null;
}
