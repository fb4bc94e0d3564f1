// A grade on a scale, read off a judge's reply by a named rule.
import * as types from "../../dsl/types/types.ts";
import { choice, doc, num, operator } from "../operator.ts";
import { typeError } from "../problem.ts";
import { found, lost, type Read, readBy, readType, reply, type Rule } from "./fault.ts";

const number = (text: string | undefined): Read<number> =>
  text === undefined ? lost("unmatched") : found(Number(text));
const inside = (said: string, pattern: RegExp): string | undefined => pattern.exec(said)?.[1];

/** `mtbench`: the first [[7]], or else the first [7], as `one_score_pattern` and its backup in lm-sys/FastChat fastchat/llm_judge/common.py. */
const rules = {
  brackets: (said) => number([...said.matchAll(/\[\[(-?\d+(?:\.\d+)?)\]\]/g)].at(-1)?.[1]),
  number: (said) => number(inside(said.trim(), /^(-?\d+(?:\.\d+)?)$/)),
  last: (said) => number([...said.matchAll(/-?\d+(?:\.\d+)?/g)].at(-1)?.[0]),
  mtbench: (said) => number(inside(said, /\[\[(\d+\.?\d*)\]\]/) ?? inside(said, /\[(\d+\.?\d*)\]/)),
} satisfies { readonly [rule: string]: Rule<number> };

/**
 * `rating(reply, rule, least, most)`: `{rating, fault}`; rating is null where the reply has no number, or one outside of the scale.
 * `brackets`: the last [[7]]. `number`: a number and nothing else. `last`: the last number there is. Errors: E203 for a scale without ends.
 */
export const rating = operator({
  name: "rating",
  family: "judge",
  doc: "the grade that a judge gives; null, with a reason, where the reply has none on the scale",
  params: {
    reply,
    rule: doc(
      "how the reply is read: the last [[7]] (brackets), a number and nothing else (number), the last number (last), as lm-sys/FastChat does (mtbench)",
      choice("brackets", "number", "last", "mtbench"),
    ),
    least: doc("the lowest grade of the scale", num),
    most: doc("its highest", num),
  },
  returns: readType("rating", { kind: "optional", of: types.num }),
  run: ({ reply: said, rule, least, most }, { note }) => {
    if (least >= most)
      throw typeError("E203", `'rating' takes least below most, but got ${least} and ${most}`);
    const scaled: Rule<number> = (text) => {
      const read: Read<number> = rules[rule](text);
      return "is" in read && (read.is < least || read.is > most) ? lost("out of range") : read;
    };
    return readBy("rating", "rating", { said, rule: scaled, unread: null }, note);
  },
});
