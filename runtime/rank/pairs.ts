// Passages in the order that a model gives two of them at a time.
import { choice, doc, listOf, operator, opt, text } from "../operator.ts";
import { typeError } from "../problem.ts";
import type { Passage } from "../value.ts";
import { askedBy, ofMany, ranked, ranking, replaced } from "./asking.ts";
import { bubbled, heaped, type Prefers } from "./sorting.ts";

/**
 * `rank_pairs(passages, prompt: pair => duel(.question, pair), with: m, by: "all")`: pairwise ranking prompting (Qin et al., NAACL
 * 2024). Each two are asked in both orders, two calls; both replies must name the same one, else it is a tie. `all`: every two, n (n -
 * 1) calls; a passage scores 1 for each that it beats and 0.5 for each tie, equal ones in their order. `heap`: heapsort of the best k;
 * `bubble`: k passes from the bottom up, each swapping neighbours of which the lower is preferred. The reply is the one of the two
 * `labels` that stands in it as a word; both or neither is a tie, counted in `unread`. Errors: E203 for labels that are not two, those
 * of the model.
 */
export const rankPairs = operator({
  name: "rank_pairs",
  family: "context",
  doc: "passages best first, as a model compares two at a time, each two in both orders",
  params: {
    passages: ranking.passages,
    prompt: doc("over a list of two passages: the prompt that asks which is better", ofMany),
    with: ranking.with,
    by: doc(
      "which are compared: every two, or those that a sort asks for",
      opt(choice("all", "heap", "bubble"), "all"),
    ),
    k: ranking.k,
    labels: doc("what the prompt calls the first and the second", opt(listOf(text), ["A", "B"])),
  },
  returns: ranked,
  effect: "model",
  run: async ({ passages: all, prompt, with: model, by, k, labels }, reach) => {
    const [first, second] = labels;
    if (labels.length !== 2 || first === second)
      throw typeError("E203", "'rank_pairs' takes two labels that differ", 'labels: ["A", "B"]');
    const { ask, gives } = askedBy("rank_pairs", all, prompt, model, reach);
    let unread = 0;
    const said = (reply: string): -1 | 0 | 1 => {
      const [a, b] = labels.map((label) => stands(label, reply)) as [boolean, boolean];
      if (a === b) unread++;
      return a === b ? 0 : a ? 1 : -1;
    };
    const prefers: Prefers = async (pairs) => {
      const replies = await ask(
        pairs.flatMap(([a, b]) => [
          [all[a]!, all[b]!],
          [all[b]!, all[a]!],
        ]),
      );
      return pairs.map(
        (_, at) => Math.sign(said(replies[2 * at]!.text) - said(replies[2 * at + 1]!.text)) as -1 | 0 | 1,
      );
    };
    const most = Math.min(k ?? all.length, all.length);
    if (by === "all") {
      const order = await everyPair(all, prefers);
      return gives(order.slice(0, most), 0, unread);
    }
    const places = await (by === "heap" ? heaped : bubbled)(all.length, most, prefers);
    return gives(
      replaced(
        places.map((at) => all[at]!),
        all,
      ).slice(0, most),
      0,
      unread,
    );
  },
});

/** Every two, all at once. */
async function everyPair(all: readonly Passage[], prefers: Prefers): Promise<Passage[]> {
  const pairs = all.flatMap((_, a) => all.slice(a + 1).map((__, more) => [a, a + 1 + more] as const));
  const scores = new Float64Array(all.length);
  const outcomes = await prefers(pairs);
  for (const [at, [a, b]] of pairs.entries()) {
    scores[a]! += (1 + outcomes[at]!) / 2;
    scores[b]! += (1 - outcomes[at]!) / 2;
  }
  return all
    .map((passage, at): Passage => ({ ...passage, score: scores[at]! }))
    .sort((a, b) => b.score! - a.score! || 0);
}

const WORD = /[\p{L}\p{N}_]/u;

/** As a word: no letter or digit beside it. */
function stands(label: string, reply: string): boolean {
  for (let at = reply.indexOf(label); at >= 0; at = reply.indexOf(label, at + 1))
    if (!WORD.test(reply[at - 1] ?? "") && !WORD.test(reply[at + label.length] ?? "")) return true;
  return false;
}
