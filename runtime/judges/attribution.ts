// Whether a reference bears out a claim, in the three classes of AttrScore, read off a judge's reply.
import * as types from "../../dsl/types/types.ts";
import { choice, doc, operator, opt } from "../operator.ts";
import { found, lost, readBy, readType, reply } from "./fault.ts";

export const ATTRIBUTIONS = ["Attributable", "Extrapolatory", "Contradictory"] as const;
export type Attribution = (typeof ATTRIBUTIONS)[number];

/**
 * The words that each prompt offers. Source: OSU-NLP-Group/AttrScore prompt_and_demo/task_prompts.json, where the order of the words in
 * a pattern tells nothing, since none begins like another. The source looks "Not Enough Information" up as "Not enough information"
 * and so never finds it; here it is read.
 */
const OPTIONS: { readonly [task: string]: { readonly [word: string]: Attribution } } = {
  attribution: {
    attributable: "Attributable",
    extrapolatory: "Extrapolatory",
    contradictory: "Contradictory",
  },
  fact_checking: {
    supported: "Attributable",
    "not enough information": "Extrapolatory",
    refuted: "Contradictory",
  },
  nli: { entailment: "Attributable", neutral: "Extrapolatory", contradiction: "Contradictory" },
  summarization: {
    support: "Attributable",
    "not enough information": "Extrapolatory",
    contradict: "Contradictory",
  },
};

function firstOf(said: string, options: { readonly [word: string]: Attribution }): Attribution | undefined {
  const lower = said.toLowerCase();
  const places = Object.entries(options)
    .map(([word, of]) => ({ at: lower.indexOf(word), of }))
    .filter(({ at }) => at >= 0);
  return places.toSorted((a, b) => a.at - b.at)[0]?.of;
}

/** `attribution(reply, options)`: `{attribution, fault}`: the class whose word comes first in the reply, whatever its case; else "unparsed". */
export const attribution = operator({
  name: "attribution",
  family: "judge",
  doc: "whether a reference bears out a claim, as a judge says: the option that its reply names first; unparsed, with a reason, where it names none",
  params: {
    reply,
    options: doc(
      "the words that the prompt offered, as the prompts of OSU-NLP-Group/AttrScore do",
      opt(choice("attribution", "fact_checking", "nli", "summarization"), "attribution"),
    ),
  },
  returns: readType("attribution", types.union(...[...ATTRIBUTIONS, "unparsed"].map(types.literal))),
  run: ({ reply: said, options }, { note }) => {
    const rule = (text: string) => {
      const first = firstOf(text, OPTIONS[options] ?? {});
      return first ? found(first) : lost("unmatched");
    };
    return readBy("attribution", "attribution", { said, rule, unread: "unparsed" }, note);
  },
});
