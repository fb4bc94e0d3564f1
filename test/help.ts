// Ways into the language for tests: `ast` prints a cell's statements as s-expressions, `problems` its errors.
import type { Node, Statement } from "../dsl/syntax/ast.ts";
import type { Diagnostic } from "../dsl/tell/diagnostic.ts";
import { parseCell } from "../dsl/syntax/parse.ts";
import type { Cell } from "../dsl/source.ts";
import { kids } from "../dsl/syntax/walk.ts";

type Values = readonly (string | number)[];

/** The text of a tagged template as written, backslashes included, without its shared indent. */
export function text(strings: TemplateStringsArray, ...values: Values): string {
  const raw = String.raw(strings, ...values)
    .replace(/^\n/, "")
    .replace(/\n[ \t]*$/, "");
  const indents = raw
    .split("\n")
    .flatMap((line) => (line.trim() === "" ? [] : [/^ */.exec(line)![0].length]));
  const shared = Math.min(...indents, 80);
  return raw
    .split("\n")
    .map((line) => line.slice(shared))
    .join("\n");
}

export const cell = (source: string, ...tags: readonly string[]): Cell => ({
  id: "c1",
  label: "cell 1",
  text: source,
  tags,
});

export const parsed = (source: string, ...tags: readonly string[]) => parseCell(cell(source, ...tags), 0);

/** Statements as s-expressions, one per line; throws when there is a diagnostic. */
export function ast(strings: TemplateStringsArray, ...values: Values): string {
  const { statements, diagnostics } = parsed(text(strings, ...values));
  if (diagnostics.length > 0) throw new Error(diagnostics.map((each) => told(each)).join("\n"));
  return statements.map(show).join("\n");
}

/** `code line:column message` of each diagnostic. */
export function problems(strings: TemplateStringsArray, ...values: Values): readonly string[] {
  const source = text(strings, ...values);
  return parsed(source).diagnostics.map((each) => told(each, source));
}

export function told({ code, span, message }: Diagnostic, source?: string): string {
  if (source === undefined) return `${code} ${message}`;
  const lines = source.slice(0, span.start).split("\n");
  return `${code} ${lines.length}:${lines.at(-1)!.length + 1} ${message}`;
}

const quote = JSON.stringify;
type Printers = { readonly [K in Node["kind"]]?: (node: Extract<Node, { kind: K }>) => string };

/** What the short form of a kind is; all others print as `(Kind child ...)`. */
const printers: Printers = {
  Name: ({ text: name }) => name || "?",
  Num: ({ value }) => String(value),
  Str: ({ value }) => quote(value),
  Bool: ({ value }) => String(value),
  Null: () => "null",
  Missing: () => "_",
  Ref: ({ name }) => show(name),
  Field: ({ name }) => `.${show(name)}`,
  Get: ({ of, name }) => `(. ${show(of)} ${show(name)})`,
  Index: ({ of, at, to }) => `(at ${show(of)} ${show(at)}${to ? ` .. ${show(to)}` : ""})`,
  Unary: ({ op, of }) => `(${op} ${show(of)})`,
  Binary: ({ op, left, right }) => `(${op} ${show(left)} ${show(right)})`,
  Pipe: ({ left, call }) => `(|> ${show(left)} ${show(call)})`,
  Call: ({ path, args }) => list(path.map(show).join("."), args),
  Arg: ({ name, value }) => (name ? `${show(name)}: ${show(value)}` : show(value)),
  Entry: ({ key, value }) => `${show(key)}: ${show(value)}`,
  Prop: ({ name, value }) => `${show(name)}: ${show(value)}`,
  List: ({ items }) => `[${items.map(show).join(" ")}]`,
  Record: ({ entries }) => `{${entries.map(show).join(", ")}}`,
  Lambda: ({ param, body }) => `(=> ${show(param)} ${show(body)})`,
  Template: ({ parts }) => list("template", parts),
  TextPart: ({ text: part }) => quote(part),
  Hole: ({ value }) => `{{${show(value)}}}`,
  IfPart: ({ test, then, else: other }) =>
    `(if ${show(test)} [${then.map(show).join(" ")}] [${other.map(show).join(" ")}])`,
  EachPart: ({ item, index, of, body }) =>
    `(each ${show(item)}${index ? `,${show(index)}` : ""} ${show(of)} [${body.map(show).join(" ")}])`,
  TypeName: ({ name, args }) => show(name) + (args.length > 0 ? `<${args.map(show).join(", ")}>` : ""),
  TypeLiteral: ({ value }) => quote(value),
  TypeList: ({ of }) => `${show(of)}[]`,
  TypeOptional: ({ of }) => `${show(of)}?`,
  TypeUnion: ({ of }) => of.map(show).join(" | "),
  TypeRecord: ({ fields }) => `{${fields.map(show).join(", ")}}`,
  TypeField: ({ name, type }) => `${show(name)}: ${show(type)}`,
  Param: ({ name, type, default: value }) =>
    `${show(name)}: ${show(type)}${value ? ` = ${show(value)}` : ""}`,
  Device: ({ name, index }) => show(name) + (index === null ? "" : `(${index})`),
  ShapeField: ({ name, type, card, fields }) =>
    `${show(name)}: ${show(type)}${card ? `[${card.min}..${card.max ?? ""}]` : ""}` +
    (fields ? ` {${fields.map(show).join(", ")}}` : ""),
  Message: ({ role, template }) => `(${role} ${template.parts.map(show).join(" ")})`,
  Column: ({ name, field }) => (field ? "." : "") + show(name),
  Pragma: ({ version }) => `(language ${version})`,
  Use: ({ from, as, names }) =>
    `(use ${quote(from)}${as ? ` ${show(as)}` : ""} [${names.map(show).join(" ")}])`,
  Command: (node) => list(node.verb, kids(node)),
  CheckStmt: ({ value, label }) => `(check ${show(value)}${label === null ? "" : ` ${quote(label)}`})`,
};

const heads: { readonly [kind: string]: string } = {
  ParamDecl: "param",
  DataDecl: "data",
  LetDecl: "let",
  FnDecl: "fn",
  ModelDecl: "model",
  ShapeDecl: "shape",
  PromptDecl: "prompt",
  RunDecl: "run",
  ScoreDecl: "score",
  ChartDecl: "chart",
  Setting: "set",
  RunStep: "step",
};

const list = (head: string, of: readonly Node[]): string => `(${[head, ...of.map(show)].join(" ")})`;

export function show(node: Node | Statement): string {
  const printer = printers[node.kind] as ((node: Node) => string) | undefined;
  return printer ? printer(node) : list(heads[node.kind] ?? node.kind.toLowerCase(), kids(node));
}
