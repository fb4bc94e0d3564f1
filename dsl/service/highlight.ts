// Colours that need to know what a name is: every token of a cell with its kind, in order.
import type { TokenType } from "chevrotain";
import type { Node, Statement } from "../syntax/ast.ts";
import type { Analysis } from "../compile.ts";
import { own } from "../own.ts";
import { modeOf } from "../syntax/parse.ts";
import { segment } from "../syntax/segment.ts";
import type { Span } from "../source.ts";
import * as t from "../syntax/tokens.ts";
import { walk } from "../syntax/walk.ts";
import type { Named } from "./made.ts";
import { occurrences } from "./names.ts";
import { slotOf } from "./path.ts";

/** Names of the Language Server Protocol. */
export const colours = [
  "keyword",
  "comment",
  "string",
  "number",
  "operator",
  "macro",
  "variable",
  "parameter",
  "property",
  "function",
  "type",
  "class",
  "namespace",
  "enumMember",
] as const;
export type Colour = (typeof colours)[number];
export interface Coloured {
  readonly span: Span;
  readonly colour: Colour;
  /** It is the place where the name is declared. */
  readonly declares: boolean;
}

export function highlight(analysis: Analysis, cell: number): readonly Coloured[] {
  const { text = "", ...rest } = analysis.source.cells[cell] ?? {};
  const mode = modeOf({ id: "", label: "", text, ...rest });
  if (/^\s*%/.test(text)) return [];
  const names = namesIn(analysis, cell);
  return segment(text, mode === "assign").flatMap((piece) => {
    const { tokens, groups } = t.lexer.tokenize(piece.text, mode);
    const all = [...tokens, ...(groups["comments"] ?? [])].toSorted((a, b) => a.startOffset - b.startOffset);
    return all.flatMap(({ tokenType, startOffset, image }): readonly Coloured[] => {
      const start = piece.start + startOffset;
      const span = { cell, start, end: start + image.length };
      const named = names.get(start);
      const colour = named?.colour ?? byToken(tokenType);
      return colour ? [{ span, colour, declares: named?.declares ?? false }] : [];
    });
  });
}

type Naming = Pick<Coloured, "colour" | "declares">;

/** Offset of each name of a cell -> what it is. */
function namesIn(analysis: Analysis, cell: number): ReadonlyMap<number, Naming> {
  const names = new Map<number, Naming>();
  for (const statement of analysis.statements)
    if (statement.span.cell === cell)
      walk(statement, (node, parents) => {
        const parent = parents.at(-1);
        const colour =
          parent && node.kind === "Name" ? own(byPlace, `${parent.kind}.${slotOf(parent, node)}`) : undefined;
        if (colour) names.set(node.span.start, { colour, declares: false });
      });
  for (const { span, of } of occurrences(analysis))
    if (span.cell === cell)
      names.set(span.start, {
        colour: byKind(of),
        declares: of.span.start === span.start && of.span.cell === cell,
      });
  return names;
}

const byStatement: { readonly [K in Statement["kind"]]?: Colour } = {
  PromptDecl: "function",
  FnDecl: "function",
  ShapeDecl: "class",
  Use: "namespace",
};

const kinds: { readonly [K in Named["kind"]]: Colour } = {
  declaration: "variable",
  axis: "parameter",
  step: "property",
  metric: "property",
  parameter: "parameter",
  local: "parameter",
  column: "property",
};
const byKind = ({ kind, statement }: Named): Colour =>
  (kind === "declaration" && statement ? byStatement[statement.kind] : undefined) ?? kinds[kind];

const byPlace: { readonly [place: `${Node["kind"]}.${string}`]: Colour } = {
  "Ref.name": "variable",
  "Call.path": "function",
  "Field.name": "property",
  "Get.name": "property",
  "Column.name": "property",
  "Entry.key": "property",
  "Prop.name": "property",
  "Setting.name": "property",
  "TypeField.name": "property",
  "ShapeField.name": "property",
  "Arg.name": "parameter",
  "TypeName.name": "type",
  "Device.name": "enumMember",
};

/** The first row that a token belongs to. */
const byType: readonly (readonly [TokenType, Colour])[] = [
  [t.COMMENT, "comment"],
  [t.STR, "string"],
  [t.OPEN, "string"],
  [t.CLOSE, "string"],
  [t.TEXT, "string"],
  [t.NUM, "number"],
  [t.BADNUM, "number"],
  [t.LOGIC, "operator"],
  [t.ARITH, "operator"],
  [t.PIPE, "operator"],
  [t.ARROW, "operator"],
  [t.HOLE, "macro"],
  [t.HOLEEND, "macro"],
  [t.IF, "macro"],
  [t.EACH, "macro"],
  [t.ELSE, "macro"],
  [t.END, "macro"],
  [t.BADBLOCK, "macro"],
];

function byToken(type: TokenType): Colour | undefined {
  const word = typeof type.PATTERN === "string" && t.isKeyword(type.PATTERN);
  if (word) return "keyword";
  const found = byType.find(([one]) => one === type || (type.CATEGORIES ?? []).includes(one));
  return found?.[1] ?? (type.GROUP === "comments" ? "comment" : undefined);
}
