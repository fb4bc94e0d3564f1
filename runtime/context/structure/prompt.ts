// What a model is told so that it writes a structure: the task, the form, worked examples, then the text.
import { choice, doc, int, operator, opt, text } from "../../operator.ts";
import * as types from "../../../dsl/types/types.ts";
import { ranged } from "../../ranged.ts";
import { squeezed } from "../../text/squeezed.ts";
import { EXAMPLES, type Example, type RangedAspect } from "./examples.ts";
import { type Format, format, type Source, sourceOf } from "./read.ts";
import { writeV1 } from "./v1.ts";

/** The task in each form, by language. Another language is another row, and examples of its own. */
const TASKS: { readonly [L in Language]: { readonly [F in Format]: string } } = {
  en: {
    v1: `Find the structure of a statement: its scope, its main aspects, and the sentences that describe each aspect.

- The scope is a noun phrase that says what the whole statement is about.
- An aspect is a noun phrase. Aspects follow the order of the statement and do not overlap.
- A description is a complete sentence that can be understood by itself: name what a pronoun stands for. Leave nothing out, and add nothing.
- Answer in the form of the examples: the scope between three backticks, then the list between three backticks. An aspect is numbered 1., its descriptions 1.1., 1.2. and so on, indented by four blanks.`,
    v2: `Find the structure of a text whose sentences are numbered: its scope, and its aspects as ranges of sentences.

- The scope is a noun phrase that says what the whole text is about.
- An aspect is a noun phrase with the first and the last of its sentences. The aspects cover all sentences from the first to the last, in order, without gap or overlap.
- An aspect may have aspects below it, each of two sentences or more.
- Answer in the form of the examples: a block of YAML with Scope and Aspects. Do not repeat the sentences.`,
  },
};
export type Language = "en";

/** The numbered sentences of a text, as the form v2 has them. */
export const numberedSentences = (sentences: readonly string[]): string =>
  sentences.map((sentence, at) => `- Sentence ${at + 1}. ${squeezed(sentence)}`).join("\n");

/** A structure in the form v2: `readV2` reads it back. */
export const writeV2 = (scope: string, aspects: readonly RangedAspect[]): string =>
  ["```yaml", `Scope: ${quoted(scope)}`, "Aspects:", ...aspects.flatMap((one) => lines(one, "")), "```"].join(
    "\n",
  );

const lines = ({ name, range: [start, end], below = [] }: RangedAspect, indent: string): string[] => [
  `${indent}- AspectName: ${quoted(name)}`,
  `${indent}  SentenceRange:`,
  `${indent}    start: ${start}`,
  `${indent}    end: ${end}`,
  ...(below.length > 0 ? [`${indent}  SubAspects:`] : []),
  ...below.flatMap((one) => lines(one, `${indent}  `)),
];

/** As it is where YAML reads it as the same text, else in quotes, which JSON's are to YAML. */
const quoted = (text: string): string =>
  /^[\p{L}][\p{L}\p{N} ',()/-]*$/u.test(text) && !/^(?:true|false|null|yes|no|on|off)$/i.test(text)
    ? text
    : JSON.stringify(text);

const shown: { readonly [F in Format]: (example: Example) => string } = {
  v1: ({ sentences, told }) => turn(sentences.join(" "), writeV1(told)),
  v2: ({ sentences, ranges }) => turn(numberedSentences(sentences), writeV2(ranges.scope, ranges.aspects)),
};

const turn = (asked: string, answer: string): string => `Input:\n${asked}\n\nOutput:\n${answer}`;

/** The task, worked examples, and the text with its sentences. */
export function structurePrompt(
  { text: given, sentences }: Source,
  form: Format,
  examples: number,
  language: Language = "en",
): string {
  const asked = form === "v1" ? given.trim() : numberedSentences(sentences);
  const some = EXAMPLES.slice(0, examples).map((one) => shown[form](one));
  return [TASKS[language][form], ...some, `Input:\n${asked}\n\nOutput:`].join("\n\n");
}

export const examples = doc(
  "how many worked examples",
  ranged(opt(int, 2), { least: 0, most: EXAMPLES.length }),
);

/**
 * `structure_prompt(text, format: "v2", examples: 2)`: a prompt whose answer `read_structure` reads, with worked examples. Query-independent: no
 * question is in it. Source of task and forms: StruXGPT, arXiv 2407.16434; the words and examples are our own.
 */
export const structure_prompt = operator({
  name: "structure_prompt",
  family: "context",
  doc: "a prompt that asks a model for the structure of a text, in the form that read_structure reads",
  params: {
    text,
    format,
    examples,
    language: doc("of the task and its examples", opt(choice("en"), "en")),
  },
  returns: types.text,
  run: ({ text: given, format: form, examples: some, language }) =>
    structurePrompt(sourceOf(given), form, some, language),
});
