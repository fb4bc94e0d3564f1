// How much of a reply its sources hold.
import {
  choice,
  doc,
  either,
  listOf,
  operator,
  opt,
  type Param,
  passages,
  type Reach,
  text,
} from "../operator.ts";
import * as types from "../../dsl/types/types.ts";
import { sentencesOf } from "../text/sentences.ts";
import type { Passage } from "../value.ts";
import { citedIn, unmarked } from "./citation.ts";
import { squadText, squadTokens } from "./normalize.ts";
import { overlap } from "./token-f1.ts";

type Sources = string | readonly string[] | readonly Passage[];
const sources: Param<Sources> = either(either(text, listOf(text)), passages) as Param<Sources>;

const textsOf = (given: Sources): readonly string[] =>
  typeof given === "string" ? [given] : given.map((one) => (typeof one === "string" ? one : one.text));

/** Of the sources those whose position, from 1, the reply cites. */
function citedOf(output: string, all: readonly string[], { note }: Reach): readonly string[] {
  const numbers = [...new Set(citedIn(output))].map(Number);
  const strange = numbers.filter((one) => one < 1 || one > all.length);
  if (strange.length > 0) note("groundedness: citations of sources that are not there", strange.length);
  return all.filter((_, at) => numbers.includes(at + 1));
}

const share = (part: number, all: number): number => (all === 0 ? 0 : part / all);

const variants = {
  tokens: (reply: string, given: readonly string[]) => {
    const said = squadTokens(reply);
    return share(overlap(said, squadTokens(given.join(" "))), said.length);
  },
  sentences: (reply: string, given: readonly string[]) => {
    // blanks at both ends hold what is found to whole words
    const sources = given.map((one) => ` ${squadText(one)} `);
    const said = sentencesOf(reply)
      .map((one) => squadText(one.text))
      .filter((one) => one !== "");
    return share(
      said.filter((one) => sources.some((source) => source.includes(` ${one} `))).length,
      said.length,
    );
  },
} satisfies { readonly [variant: string]: (reply: string, given: readonly string[]) => number };

/**
 * `groundedness(output, sources, variant, evidence)`: 0 to 1. `tokens`: K-Precision, the share of the reply's words that are in the sources,
 * each as often as there (V. Adlakha et al. 2024, McGill-NLP/instruct-qa). `sentences`: the share of its sentences that stand in one source. Both
 * after SQuAD's normalising, and without marks such as [2]. With `evidence: "cited"` the sources are those that the reply cites by
 * their position, from 1; citations of others are counted. Words in common are no proof: what contradicts a source can share
 * all of its words. A reply without words scores 0 and is counted.
 */
export const groundedness = operator({
  name: "groundedness",
  family: "score",
  doc: "the share of a reply that its sources hold, 0 to 1",
  params: {
    output: doc("what the model said", text),
    sources: doc("what it should rest on: a text, texts or passages", sources),
    variant: doc("what is looked for in them", opt(choice("tokens", "sentences"), "tokens")),
    evidence: doc("all sources, or those cited by marks such as [2]", opt(choice("all", "cited"), "all")),
  },
  returns: types.num,
  metric: { range: "graded" },
  run: ({ output, sources: given, variant, evidence }, reach) => {
    const [reply, all] = [unmarked(output), textsOf(given)];
    if (squadText(reply) === "") reach.note("groundedness: replies without words, scored 0");
    return variants[variant](reply, evidence === "cited" ? citedOf(output, all, reach) : all);
  },
});
