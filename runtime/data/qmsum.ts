// Reads QMSum: meetings, and which of their sentences each topic spans: gold for whoever cuts a text into topics.
import type { Fields } from "../../dsl/types/types.ts";
import * as types from "../../dsl/types/types.ts";
import type { FileBytes } from "../files.ts";
import type { Reach } from "../operator.ts";
import { dataError } from "../problem.ts";
import { fromRows, type Table } from "../table.ts";
import { segment } from "../text/segment.ts";
import type { Row, Value } from "../value.ts";
import { decode } from "./decode.ts";
import { parseJson } from "./json.ts";

/** What every table of QMSum has. */
export const qmsumColumns: Fields = {
  id: { kind: "id" },
  text: types.text,
  sentences: types.int,
  topics: types.list(types.text),
  gold: types.list(types.list(types.int)),
};

/**
 * A row for each meeting of QMSum (Zhong et al., NAACL 2021; a JSON object a line): `text` is what was said, a turn to a paragraph, without the
 * speakers; `gold` the first and last sentence of each part of it that a topic spans, from 1, in the order of the text. Parts may overlap, return to a topic, and
 * leave sentences out; `topics` are their names. Turns without a sentence are no part of a span; a span of nothing else is counted.
 * Errors: E112 for what is no meeting, or a span beyond its end, with the line; E113 for no meeting.
 */
export function readQmsum(file: FileBytes, note: Reach["note"]): Table {
  const lines = decode(file).split("\n");
  const rows = lines.flatMap((line, at) =>
    line.trim() === ""
      ? []
      : [meeting(parseJson(line, file.path, at + 1), `'${file.path}' line ${at + 1}`, note)],
  );
  if (rows.length === 0) throw dataError("E113", `'${file.path}' has no meetings`);
  return fromRows(rows.map((row, at) => ({ id: String(at), ...row })));
}

function meeting(value: Value, where: string, note: Reach["note"]): Row {
  const said = list(value, "meeting_transcripts")?.map((turn) => member(turn, "content"));
  const topics = list(value, "topic_list");
  if (!said || !topics || !said.every((turn) => typeof turn === "string"))
    throw dataError("E112", `${where}: no meeting of QMSum`, "see the repository Yale-LILY/QMSum");
  const text = said.join("\n\n");
  const numbers = sentencesOf(said, text);
  const parts = topics.flatMap((topic) => {
    const name = member(topic, "topic");
    const spans = list(topic, "relevant_text_span");
    if (typeof name !== "string" || !spans)
      throw dataError("E112", `${where}: a topic without name or spans`);
    return spans.flatMap((span) => {
      const ends = Array.isArray(span) ? (span as readonly Value[]).map(Number) : [];
      const [from = NaN, to = NaN] = ends;
      if (!(from >= 0 && from <= to && to < said.length))
        throw dataError(
          "E112",
          `${where}: a span of '${name}' is ${JSON.stringify(span)}, of ${said.length} turns`,
        );
      const inside = numbers.slice(from, to + 1).filter(([first, last]) => first <= last);
      const [first, last] = [inside[0]?.[0], inside.at(-1)?.[1]];
      if (first === undefined || last === undefined) {
        note("qmsum: spans of turns without a sentence, left out");
        return [];
      }
      return [{ name, range: [first, last] }];
    });
  });
  const order = parts.toSorted((a, b) => (a.range[0] ?? 0) - (b.range[0] ?? 0));
  return {
    text,
    sentences: Math.max(0, ...numbers.map(([, last]) => last)),
    topics: order.map(({ name }) => name),
    gold: order.map(({ range }) => range),
  };
}

/** The first and last sentence of each turn, from 1; the last is before the first where a turn has none. */
function sentencesOf(turns: readonly string[], text: string): (readonly [number, number])[] {
  const spans = segment(text);
  let [end, at] = [0, 0];
  return turns.map((turn) => {
    end += turn.length + 2;
    const first = at + 1;
    while (at < spans.length && (spans[at]?.start ?? 0) < end) at++;
    return [first, at];
  });
}

const member = (value: Value | undefined, key: string): Value | undefined =>
  typeof value === "object" && value !== null && !Array.isArray(value) && Object.hasOwn(value, key)
    ? (value as { readonly [key: string]: Value })[key]
    : undefined;
const list = (value: Value | undefined, key: string): readonly Value[] | undefined => {
  const found = member(value, key);
  return Array.isArray(found) ? (found as readonly Value[]) : undefined;
};
