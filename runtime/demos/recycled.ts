// Questions and answers that a model wrote about paragraphs, read and held to them.
import { squeezed } from "../text/squeezed.ts";
import * as types from "../../dsl/types/types.ts";
import { squadText } from "../metric/normalize.ts";
import { doc, listOf, maybe, operator, passages, text } from "../operator.ts";
import { dataError } from "../problem.ts";
import { bare, type Passage } from "../value.ts";
import { asPassages, paragraphs } from "./paragraphs.ts";

/** Of one line each, nothing else. */
const FORM = /^Question:[ \t]*(\S[^\n]*)\n+Answer:[ \t]*(\S[^\n]*)$/;

interface Demo {
  readonly question: string;
  readonly answer: string;
}
/** Why a reply is no demonstration; the first that holds is counted. */
const reasons: readonly (readonly [
  why: string,
  holds: (demo: Demo, of: Passage, known: Known) => boolean,
])[] = [
  ["whose answer is not in its paragraph", ({ answer }, of) => !spaced(of.text).includes(spaced(answer))],
  ["that ask what the item asks", ({ question }, _, { asked }) => squadText(question) === asked],
  ["that ask what another asks", ({ question }, _, { before }) => before.has(squadText(question))],
];
interface Known {
  readonly asked: string | null;
  readonly before: ReadonlySet<string>;
}
const spaced = (given: string): string => squeezed(given).toLowerCase();

/**
 * `recycled_demos([.one, .two], of: .drawn, among: .paragraphs, question: .question)`: what was written about each paragraph as
 * {question, answer, paragraph, id}, the paragraph by its number in the prompt. A reply is taken that consists of a line `Question: ...` and
 * a line `Answer: ...`, whose answer occurs in its paragraph, white space and case apart, and whose question is neither the one
 * that is asked nor one that was there, by SQuAD's normal form. All others are left out and counted by what is wrong. DoubleDipper: arXiv 2406.13632.
 * Errors: E204 for another number of replies than paragraphs, or a paragraph that is not among those of the prompt.
 */
export const recycledDemos = operator({
  name: "recycled_demos",
  family: "demos",
  doc: "demonstrations from what a model wrote about paragraphs, those left out that do not hold",
  params: {
    replies: doc("what was written about each paragraph; null is left out", listOf(maybe(text))),
    of: doc("these paragraphs, as `recycle` gives them", passages),
    among: paragraphs,
    question: doc("what the item asks", maybe(text)),
  },
  returns: types.list({
    kind: "record",
    fields: { question: types.text, answer: types.text, paragraph: types.int, id: types.text },
  }),
  run: ({ replies, of, among, question }, { note }) => {
    if (replies.length !== of.length)
      throw dataError("E204", `'recycled_demos' has ${replies.length} replies about ${of.length} paragraphs`);
    const numbers = new Map(asPassages(among).map(({ id }, at) => [id, at + 1]));
    const before = new Set<string>();
    return replies.flatMap((reply, at) => {
      const { id, text: body } = of[at]!;
      const paragraph = numbers.get(id);
      if (paragraph === undefined)
        throw dataError(
          "E204",
          `'recycled_demos' has a paragraph '${id}', which is not among those of the prompt`,
        );
      if (reply === null) return none(note, "that are null");
      const [, asks, answer] = FORM.exec(reply.trim().replaceAll("\r\n", "\n")) ?? [];
      if (asks === undefined || answer === undefined) return none(note, "of another form");
      const demo = { question: asks.trimEnd(), answer: answer.trimEnd() };
      const known = { asked: question === null ? null : squadText(question), before };
      const wrong = reasons.find(([, holds]) => holds(demo, { ...of[at]!, text: body }, known));
      if (wrong) return none(note, wrong[0]);
      before.add(squadText(demo.question));
      return [bare(Object.entries({ ...demo, paragraph, id }))];
    });
  },
});

function none(note: (text: string) => void, why: string): [] {
  note(`recycled_demos: replies ${why}, left out`);
  return [];
}
