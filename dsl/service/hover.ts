// What a word is: its signature or type, its documentation, how large its value is. One table of places, as for completion.
import { counted } from "../tell/count.ts";
import { models } from "../tell/remedy.ts";
import type { Expr, Name, Node, Statement } from "../syntax/ast.ts";
import type { Analysis } from "../compile.ts";
import { keyOf } from "../names/local.ts";
import { modeOf } from "../syntax/parse.ts";
import { noun } from "../names/scope.ts";
import { segment } from "../syntax/segment.ts";
import type { Span } from "../source.ts";
import { isKeyword, lexer } from "../syntax/tokens.ts";
import { columnsOf, show, type Type } from "../types/types.ts";
import { own } from "../own.ts";
import { calleeOf, ofType, paramOf, paramText, signatureText, siteOf } from "./callee.ts";
import type { Named } from "./made.ts";
import { occurrenceAt } from "./names.ts";
import { pathAt, slotOf } from "./path.ts";
import { placeOf } from "./wanted.ts";
import { keywordDocs, typeDocs } from "./words.ts";

/** What is known of a value that was computed. */
export interface Size {
  readonly rows?: number;
  readonly tokens?: number;
}
export interface Hover {
  readonly span: Span;
  /** One line in the language. */
  readonly title: string;
  readonly doc: string;
  readonly notes: readonly string[];
}

/** Null where there is nothing to say. `values`: sizes of what was computed, by the names of declarations. */
export function hover(
  analysis: Analysis,
  cell: number,
  offset: number,
  values: ReadonlyMap<string, Size> = new Map(),
): Hover | null {
  const path = pathAt(analysis, cell, offset);
  const [owner, node] = path.slice(-2);
  if (owner && node?.kind === "Name" && node.text !== "") {
    const place = `${owner.kind}.${slotOf(owner, node)}`;
    const about = own(places, place)?.({ path, name: node, owner, analysis });
    const named = occurrenceAt(analysis, cell, offset)?.of;
    const said = about ?? (named && aboutNamed(named, analysis));
    const size = named?.kind === "declaration" ? values.get(named.name) : undefined;
    return said
      ? { span: node.span, doc: "", ...said, notes: [...(said.notes ?? []), ...sizeNotes(size)] }
      : null;
  }
  if (node?.kind === "Num" && node.raw !== String(node.value))
    return { span: node.span, title: `${node.raw} = ${node.value}`, doc: "", notes: [] };
  return keywordAt(analysis, cell, offset);
}

/** As Markdown: the title as code, then the rest. */
export const markdown = ({ title, doc, notes }: Hover): string =>
  ["```strux\n" + title + "\n```", doc, notes.join("  \n")].filter((part) => part !== "").join("\n\n");

/** The same without marks. */
export const plain = ({ title, doc, notes }: Hover): string =>
  [title, doc, notes.join("\n")].filter((part) => part !== "").join("\n\n");

interface Asked {
  readonly path: readonly Node[];
  readonly name: Name;
  readonly owner: Node;
  readonly analysis: Analysis;
}
type About = Pick<Hover, "title"> & Partial<Pick<Hover, "doc" | "notes">>;

/** Kind of the node that holds the name, and where in it. Other names are those of the program itself. */
const places: { readonly [place: string]: (asked: Asked) => About | undefined } = {
  "Ref.name": ({ name, owner, analysis }) => {
    const named = occurrenceAt(analysis, name.span.cell, name.span.start)?.of;
    if (named?.kind === "declaration") return aboutNamed(named, analysis);
    const type = analysis.checked.typeOf.get(owner as Expr);
    if (!type || (type.kind === "unknown" && !named)) return undefined;
    return { title: `${name.text}: ${show(type)}`, notes: named ? [named.noun] : [] };
  },
  "Call.path": ({ owner, name, analysis }) => {
    if (owner.kind !== "Call") return undefined;
    const callee = calleeOf(owner.path, analysis);
    if (!callee || (owner.path.length > 1 && owner.path[0] === name)) return undefined;
    const effect = callee.signature?.effect;
    const notes = [
      ...callee.params.filter(({ doc }) => doc !== "").map(({ name: param, doc }) => `${param}: ${doc}`),
      ...(effect && effect !== "pure" ? [`effect: ${effect}`] : []),
    ];
    return { title: signatureText(callee), doc: callee.doc, notes };
  },
  "Arg.name": ({ path, owner, analysis }) => {
    const site = siteOf(path, path.length - 3, analysis);
    const param = site && owner.kind === "Arg" ? paramOf(site, owner) : undefined;
    return param && { title: paramText(param), doc: param.doc };
  },
  "Field.name": ({ owner, name, analysis }) => typed(`.${name.text}`, owner, analysis),
  "Get.name": ({ owner, name, analysis }) => typed(`.${name.text}`, owner, analysis),
  "Prop.name": ({ path, name, analysis: { known } }) => {
    const type = own(known.props[placeOf(path.at(-3))], name.text);
    return type && { title: `${name.text}: ${show(type)}`, doc: own(known.propDocs, name.text) ?? "" };
  },
  "TypeName.name": ({ name }) => {
    const doc = own(typeDocs, name.text);
    return doc === undefined ? undefined : { title: name.text, doc };
  },
  "Device.name": ({ name, analysis: { known } }) =>
    known.devices.includes(name.text) ? { title: name.text, doc: "a device to try" } : undefined,
  "Column.name": ({ path, name, analysis }) => {
    const [score] = path;
    const of = score?.kind === "ScoreDecl" ? analysis.checked.typeOf.get(score.of) : undefined;
    const type = of && own(columnsOf(of), name.text);
    const axis = of?.kind === "run" && of.axes.includes(name.text);
    return type && { title: `${name.text}: ${show(type)}`, notes: [axis ? "an axis" : "a column"] };
  },
};

function typed(title: string, owner: Node, { checked }: Analysis): About | undefined {
  const type = checked.typeOf.get(owner as Expr);
  return type && type.kind !== "unknown" ? { title: `${title}: ${show(type)}` } : undefined;
}

/** Something of the program's own. */
function aboutNamed(named: Named, analysis: Analysis): About {
  const { statement, name, noun: what } = named;
  if (named.kind === "declaration" && statement) return aboutStatement(name, statement, analysis);
  const type = innerType(named, analysis);
  return { title: type === undefined ? name : `${name}: ${type}`, notes: [what] };
}

/** The type of an axis, a step, a metric or a parameter, from where it is declared. */
function innerType({ statement, node, kind }: Named, { checked, source }: Analysis): string | undefined {
  if (kind === "metric") return "Num";
  if (statement?.kind === "RunDecl") {
    const vary = statement.vary.find(({ name }) => name === node);
    const values = vary && checked.typeOf.get(vary.in);
    if (values) return show(values.kind === "list" ? values.of : values);
    const step = statement.items.find((item) => item.kind === "RunStep" && item.name === node);
    if (step?.kind !== "RunStep") return undefined;
    const type = step.value.kind === "Ask" ? undefined : checked.typeOf.get(step.value);
    return step.value.kind === "Ask" ? "Text" : type && show(type);
  }
  if (statement?.kind !== "PromptDecl" && statement?.kind !== "FnDecl") return undefined;
  const type = statement.params.find(({ name }) => name === node)?.type.span;
  return type && source.cells[type.cell]?.text.slice(type.start, type.end);
}

function aboutStatement(name: string, statement: Statement, { checked, source }: Analysis): About {
  const type = checked.guesses.get(keyOf(name, statement.span.cell));
  const callee = ofType(name, type, statement.doc);
  if (callee)
    return {
      title: `${callee.is === "prompt" ? "prompt" : "fn"} ${signatureText(callee)}`,
      doc: statement.doc,
    };
  const text = source.cells[statement.span.cell]?.text ?? "";
  const word = /^[a-z]+/.exec(text.slice(statement.span.start))?.[0] ?? "let";
  const title = type && type.kind !== "unknown" ? `${word} ${name}: ${show(type)}` : `${word} ${name}`;
  return { title, doc: statement.doc, notes: [...typeNotes(type), ...(type ? [] : [noun(statement)])] };
}

const MOST = 16;

/** What a model does, who takes it, and how long its window is. */
const modelNotes = ({ does, window }: Extract<Type, { kind: "model" }>): readonly string[] => [
  ...(does === null ? [] : [`it ${own(models, does)?.join(": ")}`]),
  ...(window === null ? [] : [`window: ${counted(window, "token")}`]),
];

/** Columns of a table, axes of a run, metrics of a score; what a model does. */
function typeNotes(type: Type | undefined): readonly string[] {
  if (!type) return [];
  if (type.kind === "model") return modelNotes(type);
  if (type.kind === "score")
    return [`by: ${type.by?.join(", ") ?? ""}`, `metrics: ${type.metrics?.join(", ") ?? ""}`];
  const columns = Object.entries(columnsOf(type) ?? {}).map(([name, of]) => `${name} ${show(of)}`);
  if (columns.length === 0) return [];
  const more = columns.length > MOST ? ` and ${columns.length - MOST} more` : "";
  return [
    ...(type.kind === "run" && type.axes.length > 0 ? [`axes: ${type.axes.join(", ")}`] : []),
    `columns: ${columns.slice(0, MOST).join(", ")}${more}`,
  ];
}

const sizeNotes = ({ rows, tokens }: Size = {}): readonly string[] => [
  ...(rows === undefined ? [] : [counted(rows, "row")]),
  ...(tokens === undefined ? [] : [`${tokens} tokens`]),
];

function keywordAt({ source }: Analysis, cell: number, offset: number): Hover | null {
  const { text = "", ...rest } = source.cells[cell] ?? {};
  const mode = modeOf({ id: "", label: "", text, ...rest });
  const piece = segment(text, mode === "assign").findLast(({ start }) => start <= offset);
  if (piece === undefined) return null;
  const at = offset - piece.start;
  const found = lexer
    .tokenize(piece.text, mode)
    .tokens.find(
      ({ startOffset, image }) => startOffset <= at && at <= startOffset + image.length && isKeyword(image),
    );
  if (found === undefined || !isKeyword(found.image)) return null;
  const [title, doc] = keywordDocs[found.image];
  const start = piece.start + found.startOffset;
  return { span: { cell, start, end: start + found.image.length }, title, doc, notes: [] };
}
