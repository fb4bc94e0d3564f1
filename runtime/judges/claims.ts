// Claims of an answer: taken from the list that a model makes of them, and whether a judge calls one supported.
import * as types from "../../dsl/types/types.ts";
import { choice, doc, operator, text } from "../operator.ts";
import { found, lost, readBy, readType, reply, type Rule } from "./fault.ts";

const ITEM = /^\s*(?:[-*•]|\d+[.)])\s+(\S.*)$/;

/**
 * `claims(reply)`: the items of a list, one a line, each behind -, *, • or a number. Other lines are no claims and are counted in a
 * note. A reply without a list has none: [], as of an answer that abstains.
 */
export const claims = operator({
  name: "claims",
  family: "judge",
  doc: "the claims that a model lists, a line each; lines that are no item of the list are counted",
  params: { reply: doc("a list: each line begins with -, * or a number", text) },
  returns: types.list(types.text),
  run: ({ reply: said }, { note }) => {
    const lines = said.split("\n").filter((line) => line.trim() !== "");
    const items = lines.flatMap((line) => ITEM.exec(line)?.[1]?.trim() ?? []);
    if (items.length < lines.length)
      note("claims: lines that are no item of a list left out", lines.length - items.length);
    return items;
  },
});

/** Words after which the source takes a reply that says neither true nor false for a denial. */
const DENIALS = ["not", "cannot", "unknown", "information"];
const PUNCTUATION = /[!-/:-@[-`{-~]/g;

/** As in `_get_score` of shmsw25/FActScore factscore/factscorer.py, without logits: every reply is one or the other. */
function factscore(said: string): boolean {
  const reply = said.toLowerCase();
  const [yes, no] = [reply.indexOf("true"), reply.indexOf("false")];
  if (yes >= 0 || no >= 0) return yes > no;
  const words = reply.replaceAll(PUNCTUATION, "").split(/\s+/);
  return !DENIALS.some((word) => words.includes(word));
}

function strict(said: string): ReturnType<Rule<boolean>> {
  const words = new Set(said.toLowerCase().match(/\b(?:true|false)\b/g));
  if (words.size > 1) return lost("several");
  return words.size === 0 ? lost("unmatched") : found(words.has("true"));
}

/** `struxgpt`: alibaba/struxgpt examples/StruXGPT/evaluate.py, which first takes the question out of the reply. */
const rules = {
  strict,
  factscore: (said) => found(factscore(said)),
  struxgpt: (said) => found(factscore(said.toLowerCase().replaceAll("true or false", ""))),
} satisfies { readonly [rule: string]: Rule<boolean> };

/**
 * `supported(reply, rule)`: `{supported, fault}`. `strict`: one of the words true and false, and not both; else null. The other rules
 * are published ones, which read every reply: where both words stand, the one that is found later; where neither, no denial is a yes.
 */
export const supported = operator({
  name: "supported",
  family: "judge",
  doc: "whether a judge calls a claim true; null, with a reason, where the rule finds no answer",
  params: {
    reply,
    rule: doc(
      "how the reply is read: true or false, not both (strict), or as shmsw25/FActScore (factscore) or alibaba/struxgpt (struxgpt) do, which read every reply",
      choice("strict", "factscore", "struxgpt"),
    ),
  },
  returns: readType("supported", { kind: "optional", of: types.bool }),
  run: ({ reply: said, rule }, { note }) =>
    readBy("supported", "supported", { said, rule: rules[rule], unread: null }, note),
});
