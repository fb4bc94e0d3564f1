// What to do about a value of the wrong type, from the two types as messages write them.

import { own } from "../own.ts";

type Test = (wanted: string, got: string) => boolean;
const number = /^(?:Int|Num|Tokens)\b(?!\[)/;
const text = /\bText\b(?!\[)/;

/** What a model does, and what takes it; a test holds it against the operators. */
export const models: { readonly [does: string]: readonly [does: string, taken: string] } = {
  gen: ["writes", "ask ... with"],
  embed: ["gives vectors", "embed, embedding, nearest"],
  rerank: ["scores two texts", "rerank"],
  classify: ["labels texts", "classify"],
  label: ["labels tokens", "label_tokens, prune, sentence_scores"],
  fill: ["fills masks", "fill_mask, cloze"],
  span: ["points at answers", "answer_span"],
  prune: ["scores two texts and labels tokens", "label_tokens, prune, rerank, sentence_scores"],
};
const modelOf = (type: string): readonly [does: string, taken: string] | undefined =>
  own(models, /^Model<(\w+)>/.exec(type)?.[1] ?? "");

/** A model stands where one of another kind is wanted. */
function otherModel(wanted: string, got: string): string {
  const [does, taken] = modelOf(got) ?? [];
  const [should] = modelOf(wanted) ?? [];
  return `this one ${does}: ${taken}; name one that ${should} (strux models inspect DIR tells)`;
}

/** The first row that applies gives the hint. */
const rows: readonly (readonly [Test, string | typeof otherModel])[] = [
  [(wanted, got) => got.endsWith("?") && number.test(wanted), "give null a stand-in: ... ?? 0"],
  [(_, got) => got.endsWith("?") || got === "Null", "give null a stand-in with '??'"],
  [(wanted, got) => text.test(wanted) && got.startsWith("Tree"), "render(...) makes Text of a Tree"],
  [
    (wanted, got) => wanted.startsWith('"') && got === "Text",
    "declare it with these words as its type, so that only they can stand in it",
  ],
  [
    (wanted, got) => text.test(wanted) && got.endsWith("[]"),
    "join(...) makes Text of a list, xs[0] takes one item",
  ],
  [
    (wanted, got) => text.test(wanted) && /^(?:Int|Num|Bool|Tokens)$/.test(got),
    'in quotes it is Text; a template makes Text of a value: """{{ x }}"""',
  ],
  [
    (wanted) => wanted === "Num | Bool",
    "a metric is a number or Bool: exact(.output, .answers), or a comparison",
  ],
  [(wanted, got) => wanted === "Int" && got === "Num", "write a whole number"],
  [(wanted, got) => number.test(wanted) && /^"-?\d/.test(got), "write the number without quotes"],
  [(wanted) => number.test(wanted), "write a number"],
  [(wanted) => wanted === "Bool", "a comparison makes Bool: len(x) > 0"],
  [(wanted, got) => modelOf(wanted) !== undefined && modelOf(got) !== undefined, otherModel],
  [
    (wanted, got) => wanted.startsWith("Num") && got === "Num[][]",
    "several texts give several vectors: take one with [0]",
  ],
  [(wanted) => /^Model\b/.test(wanted), 'declare one: model m = onnx("...")'],
  [
    (wanted, got) => /\bTable\b/.test(wanted) && got.startsWith("Score"),
    "a verb makes a table of its cells: |> where(...), |> select(...)",
  ],
  [(wanted) => /\b(?:Table|Run)\b/.test(wanted), "declare one with data, run or score"],
  [
    (wanted, got) => wanted.endsWith("[]") && /^(?:Table|Run)\b/.test(got),
    "rows are changed with derive, where and select",
  ],
  [(wanted) => wanted.endsWith("[]"), "write a list: [...]"],
  [(wanted) => wanted.startsWith("Shape"), "name one: Outline, or a declared shape"],
  [(wanted) => wanted === "Chart", "end with a chart: |> line(...)"],
  [(wanted) => /^Score\b/.test(wanted), "declare one: score s of ..."],
  [(wanted) => wanted.startsWith("a column"), "name one: .x"],
];

/** How to come from what was given to what is wanted. */
export function remedy(wanted: string, got: string): string {
  const how = rows.find(([test]) => test(wanted, got))?.[1] ?? `replace it with ${wanted}`;
  return typeof how === "string" ? how : how(wanted, got);
}

const operands = new Map([
  ["and", "Bool on both sides"],
  ["or", "Bool on both sides"],
  ["in", "a list or Text on its right"],
  ["+", "two numbers or two Texts"],
  ["==", "two values of one type"],
  ["!=", "two values of one type"],
  ...["<", "<=", ">", ">="].map((op) => [op, "two numbers or two Texts"] as const),
  ...["-", "*", "/", "%"].map((op) => [op, "two numbers"] as const),
]);

/** What an operator works on. */
export const sides = (op: string, types: readonly string[]): string =>
  types.some((type) => type.endsWith("?") || type === "Null")
    ? `give null a stand-in: (... ?? ${types.some((type) => type.startsWith("Text")) ? '""' : "0"})`
    : `'${op}' takes ${operands.get(op) ?? "values of other types"}`;
