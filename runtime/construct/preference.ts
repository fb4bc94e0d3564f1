// Preference pairs between what a model answers to a short text and to a long one.
import * as types from "../../dsl/types/types.ts";
import { doc, each, int, maybe, operator, rowsOf, text, tokenizer } from "../operator.ts";
import { pieces } from "../metric/normalize.ts";
import { stream } from "../random.ts";
import { pick } from "../table.ts";
import { segment } from "../text/segment.ts";
import { budget } from "../text/tokens.ts";
import { perRow, tableOf } from "../verbs/rows.ts";

/**
 * `excerpt(text, budget: 512, seed: 5, tokenizer: m)`: sentences beside each other that begin at a random one and are at most so many tokens: the short chunk of LongPO (arXiv 2502.13922).
 * It begins early enough that what follows fills the budget where the text can. A sentence longer than the budget is left as "", and counted; a text within the budget is given whole.
 */
export const excerpt = operator({
  name: "excerpt",
  family: "construct",
  doc: "some sentences of a text that stand beside each other, at random",
  params: {
    text,
    budget: doc("tokens at most", budget),
    seed: doc("the same seed takes the same part of a text", int),
    tokenizer,
  },
  returns: types.text,
  length: { most: "budget", by: "tokenizer" },
  run: async ({ text: given, budget: most, seed, tokenizer: by }, { counter, note }) => {
    const tool = counter(by);
    if (((await tool.count([given]))[0] ?? 0) <= most) return given;
    const spans = segment(given);
    const part = (from: number, to: number): string => given.slice(spans[from]!.start, spans[to - 1]!.end);
    const sizes = await tool.count(spans.map(({ start, end }) => given.slice(start, end)));
    let [latest, rest] = [spans.length, 0];
    while (latest > 0 && rest + sizes[latest - 1]! <= most) rest += sizes[--latest]!;
    const from = stream(seed, "excerpt", given).below(Math.min(latest + 1, spans.length));
    let [to, sum] = [from, 0];
    while (to < spans.length && sum + sizes[to]! <= most) sum += sizes[to++]!;
    // what stands together may take a token more than what stands alone
    while (to > from && ((await tool.count([part(from, to)]))[0] ?? 0) > most) to--;
    if (to === from) note(`excerpt: sentences longer than ${most} tokens, of which nothing is taken`);
    return to === from ? "" : part(from, to);
  },
});

/**
 * `preference_pairs(rows, chosen: .short_answer, rejected: .long_answer)`: the rows that make a pair: both answers are there and differ, white space apart. LongPO (arXiv 2502.13922) takes the answer to a short chunk as
 * chosen and that to the whole document as rejected, and asks the reference for its likelihoods on the short one. All others are left out, counted by the reason.
 */
export const preferencePairs = operator({
  name: "preference_pairs",
  family: "construct",
  doc: "the rows whose two answers make a preference pair",
  params: {
    rows: rowsOf,
    chosen: doc("over a row: the answer to the short text", each(maybe(text))),
    rejected: doc("over a row: the answer to the long text", each(maybe(text))),
  },
  returns: { kind: "rule", rule: "same" },
  rows: "fewer",
  run: async ({ rows, chosen, rejected }, reach) => {
    const from = tableOf(rows);
    const [better, worse] = [await perRow(from, chosen, reach), await perRow(from, rejected, reach)];
    const plain = (answer: string | null | undefined): string => pieces(answer ?? "").join(" ");
    const kept = better.flatMap((one, at) => {
      const [a, b] = [plain(one), plain(worse[at])];
      const why =
        a === "" || b === "" ? "without an answer on a side" : a === b ? "whose answers are equal" : null;
      if (why !== null) reach.note(`preference_pairs: rows ${why}, left out`);
      return why === null ? [at] : [];
    });
    return pick(from, kept);
  },
});
