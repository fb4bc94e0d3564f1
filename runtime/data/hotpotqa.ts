// Reads HotpotQA: questions over ten paragraphs with the sentences that support the answer.
import type { Fields } from "../../dsl/types/types.ts";
import * as types from "../../dsl/types/types.ts";
import { doc, operator, type Reach, text } from "../operator.ts";
import { readFile } from "../hub/bring.ts";
import { dataError } from "../problem.ts";
import { fromRows, type Table } from "../table.ts";
import type { FileBytes } from "../files.ts";
import type { Passage, Row, Value } from "../value.ts";
import { decode } from "./decode.ts";
import { parseJson } from "./json.ts";

/** What every HotpotQA table has; known without reading the file. */
export const hotpotColumns: Fields = {
  id: { kind: "id" },
  question: types.text,
  answer: types.text,
  type: types.text,
  level: types.text,
  paragraphs: types.passages,
  text: types.text,
  sentences: types.passages,
  gold: types.list(types.text),
};

/**
 * `hotpotqa(path)`: HotpotQA (Yang et al. 2018, arXiv 1809.09600) in its original or its Hugging Face layout. Sentences of a
 * paragraph are joined as they are (they carry their own spaces), paragraphs by a blank line. A sentence's id is
 * `paragraph.sentence`, from 0; items without an id get their position. Supporting facts that point nowhere are counted.
 * Errors: E110, E111, E112 (not HotpotQA, with the item), E113 (no item).
 */
export const hotpotqa = operator({
  name: "hotpotqa",
  family: "read",
  doc: "a table of HotpotQA items: paragraphs, sentences, gold sentences",
  params: { path: doc("a JSON file in the original or the Hugging Face layout", text) },
  returns: { kind: "rule", rule: "file" },
  effect: "reads",
  run: async ({ path }, reach) => readHotpot(await readFile(path, reach), reach.note),
});

export function readHotpot(file: FileBytes, note: Reach["note"]): Table {
  const items = parseJson(decode(file), file.path, 1);
  if (!Array.isArray(items))
    throw dataError("E112", `'${file.path}' is not a list of HotpotQA items`, "see hotpotqa.github.io");
  if (items.length === 0) throw dataError("E113", `'${file.path}' has no items`);
  return fromRows((items as readonly Value[]).map((value, at) => row(item(value, at, file.path), at, note)));
}

interface Item {
  readonly fields: { readonly [name: string]: Value };
  readonly paragraphs: readonly { readonly title: string; readonly sentences: readonly string[] }[];
  readonly facts: readonly (readonly [string, number])[];
}

function row({ fields, paragraphs, facts }: Item, at: number, note: Reach["note"]): Row {
  const whole = paragraphs.map(({ title, sentences }, p): Passage => {
    return { kind: "passage", id: String(p), text: sentences.join("").trim(), source: p, title };
  });
  const sentences = paragraphs.flatMap(({ title, sentences: all }, p) =>
    all.map((sentence, s) => ({ kind: "passage" as const, id: `${p}.${s}`, text: sentence.trim(), title })),
  );
  const gold = facts.flatMap(([title, s]) => {
    const found = paragraphs.find((paragraph) => paragraph.title === title)?.sentences[s]?.trim();
    if (!found) note("hotpotqa: supporting facts that point to no sentence");
    return found ? [found] : [];
  });
  const word = (name: string) => (typeof fields[name] === "string" ? fields[name] : "");
  return {
    id: word("_id") || word("id") || String(at),
    question: word("question"),
    answer: word("answer"),
    type: word("type"),
    level: word("level"),
    paragraphs: whole,
    text: whole.map((paragraph) => paragraph.text).join("\n\n"),
    sentences: sentences
      .filter((sentence) => sentence.text !== "")
      .map((sentence, source) => ({ ...sentence, source })),
    gold,
  };
}

type Loose = { readonly [name: string]: Value };
const record = (value: Value | undefined): Loose | null =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Loose) : null;
const list = (value: Value | undefined): readonly Value[] =>
  Array.isArray(value) ? (value as readonly Value[]) : [];
const isText = (value: Value): value is string => typeof value === "string";

/** Either layout as one shape: `[title, sentences]` pairs, or columns of titles and sentences. */
function item(value: Value, at: number, path: string): Item {
  const fields = record(value);
  const pairs = (of: Value | undefined, second: string): (readonly [Value, Value])[] => {
    const columns = record(of);
    if (columns) return list(columns["title"]).map((title, i) => [title, list(columns[second])[i] ?? null]);
    return list(of).map((pair) => [list(pair)[0] ?? null, list(pair)[1] ?? null]);
  };
  const paragraphs = pairs(fields?.["context"], "sentences");
  const facts = pairs(fields?.["supporting_facts"], "sent_id");
  const fine =
    fields !== null &&
    isText(fields["question"] ?? null) &&
    isText(fields["answer"] ?? null) &&
    paragraphs.length > 0 &&
    paragraphs.every(
      ([title, sentences]) => isText(title) && Array.isArray(sentences) && list(sentences).every(isText),
    ) &&
    facts.every(([title, s]) => isText(title) && Number.isSafeInteger(s));
  if (!fine)
    throw dataError(
      "E112",
      `'${path}' item ${at + 1} is not a HotpotQA item`,
      "it needs question, answer, context, supporting_facts",
    );
  return {
    fields,
    paragraphs: paragraphs.map(([title, sentences]) => ({
      title: title as string,
      sentences: list(sentences) as string[],
    })),
    facts: facts.map(([title, s]) => [title as string, s as number]),
  };
}
