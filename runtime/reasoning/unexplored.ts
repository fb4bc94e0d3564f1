// First tokens that no answer has begun with yet.
import * as types from "../../dsl/types/types.ts";
import { doc, int, listOf, operator, opt, type Param } from "../operator.ts";
import { ranged } from "../ranged.ts";
import type { Value } from "../value.ts";

interface Token {
  readonly token: string;
  readonly id: number;
  readonly logprob: number;
}
const token: types.Type = {
  kind: "record",
  fields: { token: types.text, id: types.int, logprob: types.num },
};
const isToken = (one: Value): boolean =>
  typeof one === "object" &&
  one !== null &&
  "token" in one &&
  typeof one.token === "string" &&
  "id" in one &&
  Number.isSafeInteger(one.id);
const tokens: Param<readonly Token[]> = {
  type: types.list(token),
  doc: "",
  is: (value) => Array.isArray(value) && (value as readonly Value[]).every(isToken),
  fallback: null,
};

/**
 * `unexplored(.asked.logprobs[0].top, explored: [.one.id], n: 1)`: the n likeliest first tokens that are not explored: the step of in-context navigation
 * (arXiv 2410.02284, KomeijiForce/KeyNavi) between a prompt that lists the answers so far, which is asked for `logprobs: 100` of one token, and the same prompt with an
 * empty list, which is asked for an answer with `prefix:` that token. A token that writes no text cannot be a prefix and is left out, and so is a second one that writes the same; both, and too few, are
 * counted.
 */
export const unexplored = operator({
  name: "unexplored",
  family: "reasoning",
  doc: "the likeliest first tokens that no answer has begun with",
  params: {
    top: doc("the likeliest tokens, the likeliest first: top of logprobs", tokens),
    explored: doc("ids of tokens that answers have begun with", opt(listOf(int), [])),
    n: doc("how many", opt(ranged(int, { least: 1 }), 1)),
  },
  returns: types.list(token),
  run: ({ top, explored, n }, { note }) => {
    const texts = new Set(top.filter(({ id }) => explored.includes(id)).map((one) => one.token));
    const free = top.filter(({ id, token: written }) => {
      if (explored.includes(id)) return false;
      if (written === "" || texts.has(written)) {
        note("unexplored: tokens that write nothing, or what another writes, left out");
        return false;
      }
      texts.add(written);
      return true;
    });
    if (free.length < n) note("unexplored: fewer tokens than wanted, ask for more logprobs");
    return free.slice(0, n) as unknown as Value;
  },
});
