// Which of two answers a judge prefers, read off its reply by a named rule.
import * as types from "../../dsl/types/types.ts";
import { choice, doc, operator } from "../operator.ts";
import { found, lost, readBy, readType, reply, type Rule } from "./fault.ts";

export const VERDICTS = ["first", "second", "tie", "unparsed"] as const;
type Said = "first" | "second" | "tie";

const letters: { readonly [letter: string]: Said } = { A: "first", B: "second", C: "tie" };
const says = (said: Said | undefined): ReturnType<Rule<Said>> =>
  said === undefined ? lost("unmatched") : found(said);

/** The first of the patterns that occurs: what stands elsewhere in the reply does not count. */
const ordered =
  (patterns: readonly (readonly [RegExp, Said])[]): Rule<Said> =>
  (said) =>
    says(patterns.find(([pattern]) => pattern.test(said))?.[1]);

/**
 * `mtbench`: lm-sys/FastChat fastchat/llm_judge/common.py, where [[A]] anywhere wins over [[B]]. `llmbar` and `llmbar_cot`:
 * princeton-nlp/LLMBar, `parsing` of LLMEvaluator/evaluators/config (Vanilla, CoT), where (a) wins over (b).
 */
const rules = {
  brackets: (said) => says(letters[said.match(/\[\[[ABC]\]\]/g)?.at(-1)?.[2] ?? ""]),
  letter: (said) => says(letters[said.trim()]),
  mtbench: ordered([
    [/\[\[A\]\]/, "first"],
    [/\[\[B\]\]/, "second"],
    [/\[\[C\]\]/, "tie"],
  ]),
  output: (said) => {
    const named = new Set(said.match(/Output \([ab]\)/g));
    if (named.size > 1) return lost("several");
    return says(letters[[...named][0]?.[8]?.toUpperCase() ?? ""]);
  },
  llmbar: ordered([
    [/(?:^|\n) ?Output \(a\)/, "first"],
    [/(?:^|\n) ?Output \(b\)/, "second"],
  ]),
  llmbar_cot: ordered([
    [/Output \(a\) is better[^\n]/, "first"],
    [/Output \(b\) is better[^\n]/, "second"],
  ]),
} satisfies { readonly [rule: string]: Rule<Said> };
const names = Object.keys(rules) as (keyof typeof rules)[];

/**
 * `verdict(reply, rule)`: `{verdict, fault}`, where verdict is "first" | "second" | "tie" | "unparsed" and fault is null unless it is
 * unparsed. `brackets`: the last of [[A]], [[B]], [[C]] (a tie). `letter`: A, B or C and nothing else. `output`: Output (a) or
 * Output (b), and not both. The others read as the published judges did.
 */
export const verdict = operator({
  name: "verdict",
  family: "judge",
  doc: "which of two answers a judge prefers, the one shown first or second; a reply that says neither is unparsed, with a reason",
  params: {
    reply,
    rule: doc(
      "how the reply is read: the last [[A]], [[B]] or [[C]] (brackets); A, B or C alone (letter); Output (a) or Output (b), not both (output); as lm-sys/FastChat (mtbench) or princeton-nlp/LLMBar does (llmbar, llmbar_cot)",
      choice(...names),
    ),
  },
  returns: readType("verdict", types.union(...VERDICTS.map(types.literal))),
  run: ({ reply: said, rule }, { note }) =>
    readBy("verdict", "verdict", { said, rule: rules[rule], unread: "unparsed" }, note),
});
