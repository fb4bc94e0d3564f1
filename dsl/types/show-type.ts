// A type as the user would write it.
import type { Fields, Type } from "./type.ts";

type Kind = Type["kind"];
type Rule<K extends Kind> = (type: Extract<Type, { kind: K }>, most: number) => string;
const word =
  (written: string): (() => string) =>
  () =>
    written;

const rules: { readonly [K in Kind]: Rule<K> } = {
  text: word("Text"),
  int: word("Int"),
  num: word("Num"),
  bool: word("Bool"),
  null: word("Null"),
  id: word("Id"),
  json: word("Json"),
  unknown: word("?"),
  tokens: word("Tokens"),
  passage: word("Passage"),
  index: word("Index"),
  ranker: word("Ranker"),
  modelSource: word("a model location"),
  interval: word("an interval method"),
  estimate: word("Estimate"),
  chart: word("Chart"),
  check: word("Check"),
  module: word("a module"),
  literal: ({ value }) => JSON.stringify(value),
  list: ({ of }, most) => (of.kind === "union" ? `(${show(of, most)})[]` : `${show(of, most)}[]`),
  optional: ({ of }, most) => (of.kind === "union" ? `${show(of, most)} | Null` : `${show(of, most)}?`),
  union: ({ of }, most) => of.map((one) => show(one, most)).join(" | "),
  record: ({ fields, rest }, most) =>
    rest ? `{…: ${show(rest, most)}}` : columnsShown(fields, Math.max(most, 4)),
  tree: ({ shape }) => applied("Tree", [shape]),
  shape: ({ shape }) => (shape === null ? "Shape" : `shape ${shape}`),
  node: ({ shape }) => shape.slice(shape.lastIndexOf(".") + 1),
  table: ({ columns }, most) => applied("Table", [columns && most > 0 ? columnsShown(columns, most) : null]),
  run: ({ columns, axes }, most) =>
    applied("Run", [
      columns && most > 0 ? columnsShown(columns, most) : null,
      columns && axes.length > 0 ? quoted(axes) : null,
    ]),
  score: ({ by, metrics }) =>
    applied("Score", by && metrics && by.length > 0 ? [quoted(by), quoted(metrics)] : [null]),
  prompt: ({ params, returns }, most) =>
    applied("Prompt", [
      record(Object.fromEntries(params.map(({ name, type }) => [name, type])), most),
      show(returns, most),
    ]),
  messages: ({ returns }, most) =>
    applied("Messages", [returns.kind === "text" ? null : show(returns, most)]),
  model: ({ does }) => applied("Model", [does]),
  fn: ({ params, returns }, most) =>
    `(${params.map(({ name, type }) => (type.kind === "unknown" ? name : show(type, most))).join(", ")}) => ${returns.kind === "unknown" ? "a value" : show(returns, most)}`,
};

/** What was got where something else is wanted: the columns of a table matter beside another table only. */
export const shown = (got: Type, wanted: Type): string =>
  show(got, wanted.kind === "table" || wanted.kind === "run" ? 4 : 0);

/** `most`: how many columns of a table are written out before `…`; 0 leaves them out. A hover may want them all. */
export function show(type: Type, most = 4): string {
  // the table is total over kinds; TypeScript cannot correlate the key with the type
  return (rules[type.kind] as Rule<Kind>)(type as never, most);
}

/** `Name<a, b>`; an argument that is null, and all after it, are not known and left out. */
function applied(name: string, args: readonly (string | null)[]): string {
  const known = args.indexOf(null) < 0 ? args : args.slice(0, args.indexOf(null));
  return known.length === 0 ? name : `${name}<${known.join(", ")}>`;
}

const quoted = (words: readonly string[]): string => words.map((one) => JSON.stringify(one)).join(" | ");

const NAME = /^[\p{L}_][\p{L}\p{N}_]*$/u;
const pair = (name: string, type: Type, most: number): string =>
  `${NAME.test(name) ? name : `\`${name}\``}: ${show(type, most)}`;

const record = (fields: Fields, most: number): string =>
  `{${Object.entries(fields)
    .map(([name, type]) => pair(name, type, most))
    .join(", ")}}`;

function columnsShown(columns: Fields, most: number): string {
  const all = Object.entries(columns);
  const shown = all.slice(0, most).map(([name, type]) => pair(name, type, most));
  return `{${[...shown, ...(all.length > most ? ["…"] : [])].join(", ")}}`;
}
