// An answer that names its paragraphs first.
import * as types from "../../dsl/types/types.ts";
import { doc, operator, text } from "../operator.ts";
import { bare } from "../value.ts";
import { asPassages, paragraphs } from "./paragraphs.ts";

const FORM = /^Relevant paragraphs?:([^\n]*)\n+Answer:([^]*)$/;
/** `[2]`, `[2, 5]`, `[2-4]`, from where the last one ended. */
const BRACKET = /\[([\d ,–-]*)\]/g;
/** Between two brackets: a list, or a range over both. */
const BETWEEN = /^(?:[\s,;]*|\s*and\s*|\s*,\s*and\s*)$/;
const DASH = /^\s*[-–]\s*$/;

/**
 * `cited(output, among: .paragraphs)`: {paragraphs, ids, answer} of an output of two parts, `Relevant paragraph: [2], [5]` and `Answer: ...`
 * (paragraphs: as well; [2-4], [2]-[4] and [2, 5] too). Each number once, in the order of the output; `answer` without white space at its ends. Nothing
 * is guessed: an output of another form has no paragraphs and a null answer; numbers without a paragraph and ranges that go down are left
 * out. All of that is counted. What was found is scored by `precision(.cited.ids, .gold)` and `recall`. DoubleDipper: arXiv 2406.13632.
 */
export const cited = operator({
  name: "cited",
  family: "demos",
  doc: "the paragraphs that an output names, and its answer",
  params: { output: doc("what the model said", text), among: paragraphs },
  returns: {
    kind: "record",
    fields: {
      paragraphs: types.list(types.int),
      ids: types.list(types.text),
      answer: { kind: "optional", of: types.text },
    },
  },
  run: ({ output, among }, { note }) => {
    const all = asPassages(among);
    const [, line, rest] = FORM.exec(output.trim().replaceAll("\r\n", "\n")) ?? [];
    const named = line === undefined ? null : numbers(line);
    if (named === null || rest === undefined) {
      note("cited: outputs of another form, which have no answer");
      return record([], [], null);
    }
    if (named.length === 0) note("cited: outputs that name no paragraph");
    const found = [...new Set(named)].filter((one) => all[one - 1] !== undefined);
    const odd = named.filter((one) => all[one - 1] === undefined).length;
    if (odd > 0) note("cited: numbers without a paragraph, or ranges that go down, left out", odd);
    return record(
      found,
      found.map((one) => all[one - 1]!.id),
      rest.trim(),
    );
  },
});

const record = (found: readonly number[], ids: readonly string[], answer: string | null) =>
  bare([
    ["paragraphs", found],
    ["ids", ids],
    ["answer", answer],
  ]);

/** The numbers of a line; null where it is no list of brackets. A range that goes down is NaN, which is no paragraph. */
function numbers(line: string): number[] | null {
  const found: number[] = [];
  let end = 0;
  for (const bracket of line.matchAll(BRACKET)) {
    const between = line.slice(end, bracket.index);
    const inside = inner(bracket[1] ?? "");
    if (inside === null) return null;
    if (DASH.test(between) && found.length > 0) found.push(...range(found.pop()!, inside.shift() ?? NaN));
    else if (!BETWEEN.test(between)) return null;
    found.push(...inside);
    end = bracket.index + bracket[0].length;
  }
  return /^[\s.]*$/.test(line.slice(end)) ? found : null;
}

/** `2, 5-7`. */
function inner(list: string): number[] | null {
  if (list.trim() === "") return [];
  const parts = list.split(",").map((part) => /^ *(\d{1,9})(?: *[-–] *(\d{1,9}))? *$/.exec(part));
  if (parts.includes(null)) return null;
  return parts.flatMap((part) => range(Number(part![1]), Number(part![2] ?? part![1])));
}

/** A range is at most as long as the numbers between may be paragraphs. */
const LONGEST = 10_000;
const range = (from: number, to: number): number[] =>
  to >= from && to - from < LONGEST ? Array.from({ length: to - from + 1 }, (_, at) => from + at) : [NaN];
