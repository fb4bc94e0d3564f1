// What may be put somewhere: names, columns, calls, words, each with its type and its documentation.
import type { Expr, Node, RunDecl, Statement } from "../syntax/ast.ts";
import type { Analysis } from "../compile.ts";
import type { Env } from "../infer/env.ts";
import { keyOf, seenFrom } from "../names/local.ts";
import { own } from "../own.ts";
import { noun } from "../names/scope.ts";
import { isKeyword, WORD } from "../syntax/tokens.ts";
import { columnsOf, type Fields, fits, isTable, show, type Type } from "../types/types.ts";
import { type Callee, ofSignature, ofType, signatureText, type Site } from "./callee.ts";
import type { Hole } from "./hole.ts";
import { keywordDocs } from "./words.ts";

/** What an item is, for the sign that an editor puts before it. */
export type ItemKind =
  | "keyword"
  | "operator"
  | "function"
  | "prompt"
  | "model"
  | "table"
  | "value"
  | "chart"
  | "shape"
  | "module"
  | "local"
  | "column"
  | "member"
  | "property"
  | "argument"
  | "word"
  | "type"
  | "device";

export interface Offer {
  readonly label: string;
  readonly kind: ItemKind;
  readonly detail: string;
  readonly doc: string;
  readonly insert: string;
  /** The lower, the earlier. */
  readonly rank: number;
}

/** Ranks of what fits; what does not fit comes ten later. */
export const ranks = { local: 0, column: 1, name: 2, call: 3, word: 5, unfit: 10 } as const;

export const plainName = (name: string): string =>
  new RegExp(`^${WORD}$`).test(name) && !isKeyword(name) ? name : `\`${name}\``;

export const keyword = (word: string, rank: number = ranks.word): Offer => {
  const [detail, doc] = isKeyword(word) ? keywordDocs[word] : ["x |> f(y)", "f(x, y)"];
  return { label: word, kind: "keyword", detail, doc, insert: word, rank };
};

export const simple = (label: string, kind: ItemKind, detail: string, rank = 0): Offer => {
  return { label, kind, detail, doc: "", insert: label, rank };
};

/** Fields of a row, a record or a value. `dotted`: they are written with a dot before them. */
export function fields(of: Fields | null, kind: ItemKind, wanted: Type | null, dotted: boolean): Offer[] {
  // `first.tokens` is a part of `.first`
  const whole = Object.entries(of ?? {}).filter(
    ([name]) => !own(of, name.split(".", 1)[0] ?? "") || !name.includes("."),
  );
  return whole.map(([name, type]): Offer => {
    const text = new RegExp(`^${WORD}$`).test(name) ? name : `\`${name}\``;
    const label = dotted ? `.${text}` : text;
    const rank = ranks.column + unfit(type, wanted);
    return { label, kind, detail: show(type), doc: "", insert: label, rank };
  });
}

export const unfit = (type: Type | null, wanted: Type | null): number =>
  wanted === null || (type !== null && fits(type, wanted)) ? 0 : ranks.unfit;

/** Local names, declarations and calls that an expression may begin with. */
export function expressions(hole: Hole, env: Env | null, wanted: Type | null, analysis: Analysis): Offer[] {
  const locals = [...(env?.locals ?? [])].map(([name, type]): Offer => {
    return {
      label: name,
      kind: "local",
      detail: show(type),
      doc: "",
      insert: plainName(name),
      rank: ranks.local + unfit(type, wanted),
    };
  });
  const columns =
    hole.path.at(-2)?.kind === "Ref" ? fields(env?.row?.columns ?? null, "column", wanted, true) : [];
  const words = ["if", "not", "true", "false", "null"].map((word) => keyword(word, ranks.word + ranks.unfit));
  const hidden = new Set([...locals.map(({ label }) => label), env?.barred?.run]);
  const own = declared(hole);
  const names = declarations(hole.span.cell, wanted, analysis).filter(
    ({ label }) => !hidden.has(label) && label !== own,
  );
  return [...locals, ...columns, ...names, ...calls(hole.span.cell, wanted, analysis), ...words];
}

/** The name of the statement itself: it may not rest on itself. */
const declared = ({ path: [root] }: Hole): string | undefined =>
  root && "name" in root && root.name && root.name.kind === "Name" ? root.name.text : undefined;

const kinds: { readonly [K in Statement["kind"]]?: ItemKind } = {
  ModelDecl: "model",
  DataDecl: "table",
  RunDecl: "table",
  ScoreDecl: "table",
  ChartDecl: "chart",
  ShapeDecl: "shape",
  PromptDecl: "prompt",
  FnDecl: "function",
  Use: "module",
};
export const kindOf = ({ kind }: Statement): ItemKind => kinds[kind] ?? "value";

/** Declarations that are values. */
export function declarations(cell: number, wanted: Type | null, { scope, checked }: Analysis): Offer[] {
  return [...seenFrom(scope.names, cell)].flatMap(([name, statement]): Offer[] => {
    const type = checked.guesses.get(keyOf(name, cell)) ?? null;
    if (type?.kind === "prompt" || type?.kind === "fn") return [];
    const rank = ranks.name + unfit(type, wanted);
    return [
      {
        label: name,
        kind: kindOf(statement),
        detail: type ? show(type) : noun(statement),
        doc: statement.doc,
        insert: plainName(name),
        rank,
      },
    ];
  });
}

/** Everything that can be called. */
export const callees = (cell: number, { scope, checked, known }: Analysis): Callee[] => [
  ...[...seenFrom(scope.names, cell)].flatMap(
    ([name, { doc }]) => ofType(name, checked.guesses.get(keyOf(name, cell)), doc) ?? [],
  ),
  ...Object.values(known.operators)
    .filter(({ name }) => !scope.names.has(name))
    .map(ofSignature),
];

const calls = (cell: number, wanted: Type | null, analysis: Analysis): Offer[] =>
  callees(cell, analysis).map((one) =>
    call(one, ranks.call + (one.is === "operator" ? 1 : 0) + unfit(one.type, wanted)),
  );

export const call = (callee: Callee, rank: number): Offer => ({
  label: callee.name,
  kind: callee.is,
  detail: signatureText(callee),
  doc: callee.doc,
  insert: plainName(callee.name),
  rank,
});

/** What may stand behind `left |>`: by how closely the first parameter is about what stands there. */
export function stages(left: Type, cell: number, wanted: Type | null, analysis: Analysis): Offer[] {
  return callees(cell, analysis).flatMap((callee) => {
    const [first] = callee.params;
    // a function of a value is not that value
    if (!first || first.takes || !fits(left, first.type)) return [];
    const close = left.kind === "unknown" || closeness(left, first.type);
    const rank =
      (close === true ? 0 : close) +
      (callee.type ? unfit(callee.type, wanted) : wanted ? ranks.unfit / 2 : 0);
    return [call(callee, rank)];
  });
}

/** 0: about this kind of value, alone or among others; 1: about something it can stand for; 2: about anything. */
function closeness(left: Type, first: Type): number {
  if (left.kind === first.kind) return 0;
  if (first.kind === "union") return Math.min(...first.of.map((one) => closeness(left, one)));
  if (first.kind === "json" || first.kind === "unknown") return 2;
  return isTable(left) && first.kind === "table" ? 0.5 : 1;
}

/** Words of a closed set. */
export function literals(type: Type | null | undefined): string[] {
  if (type?.kind === "literal") return [type.value];
  if (type?.kind === "optional" || type?.kind === "list") return literals(type.of);
  return type?.kind === "union" ? type.of.flatMap(literals) : [];
}

export const word = (text: string, quoted: boolean, detail: string): Offer => ({
  label: quoted ? text : JSON.stringify(text),
  kind: "word",
  detail,
  doc: "",
  insert: quoted ? text : JSON.stringify(text),
  rank: 0,
});

/** The first table among the arguments of a call: its columns are what column arguments name. */
export function subjectOf({ call: { args }, left }: Site, hole: Hole): Type | null {
  const given = left ? [left, ...args.map(({ value }) => value)] : args.map(({ value }) => value);
  for (const value of given) {
    const type = hole.seen.get(value)?.type;
    if (type && isTable(type)) return type;
  }
  return null;
}

/** Columns of a subject, as its operator writes them: those of scores and charts are bare names. */
export function columnsIn(subject: Type, { callee }: Site, param: string, dotted: boolean | null): Offer[] {
  const bare = subject.kind === "score" || callee.signature?.family === "chart";
  const offers = fields(columnsOf(subject), "column", null, dotted ?? !bare);
  if (subject.kind !== "score") return offers.map((offer) => ({ ...offer, rank: 0 }));
  const metrics = param === "y" || param === "metric";
  const rank = (name: string): number =>
    subject.by?.includes(name) ? Number(metrics) : subject.metrics?.includes(name) ? Number(!metrics) : 2;
  return offers.map((offer) => ({ ...offer, rank: rank(offer.label.replace(/^\./, "")) }));
}

/** Labels of an axis, as written: arms, names of models, texts and numbers. */
export function labelsOf(axis: string, of: Expr | undefined, { scope }: Analysis): (string | number)[] {
  let at: Node | undefined = of;
  // a score is of a run, and a pipe is about its left end
  for (let steps = 0; at && steps < 20; steps++) {
    if (at.kind === "Pipe") at = at.left;
    else if (at.kind === "Ref") at = scope.names.get(keyOf(at.name.text, at.span.cell));
    else if (at.kind === "ScoreDecl") at = at.of;
    else if (at.kind === "DataDecl" || at.kind === "LetDecl") at = at.value;
    else if (at.kind === "RunDecl") {
      const found = labelsIn(axis, at);
      if (found) return found;
      at = at.over;
    } else return [];
  }
  return [];
}

function labelsIn(axis: string, { vary }: RunDecl): (string | number)[] | undefined {
  const values = vary.find(({ name }) => name.text === axis)?.in;
  if (values?.kind === "Record") return values.entries.map(({ key }) => key.text);
  if (values?.kind !== "List") return values && [];
  return values.items.flatMap((item) =>
    item.kind === "Ref" ? [item.name.text] : item.kind === "Str" || item.kind === "Num" ? [item.value] : [],
  );
}
