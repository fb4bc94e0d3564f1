// The answer that most ways lead to.
import * as types from "../../dsl/types/types.ts";
import { pieces, squadText } from "../metric/normalize.ts";
import { choice, doc, listOf, maybe, operator, opt, text } from "../operator.ts";
import { bare } from "../value.ts";

const forms = {
  raw: (given: string): string => given,
  space: (given: string): string => pieces(given).join(" "),
  squad: squadText,
};

/**
 * `self_consistency([.one, .two, .three])`: {answer, n, tied, votes}: the answer that comes most often, how often, whether another comes as often, and all answers with
 * their counts, the most frequent first, equally frequent ones in the order in which they came. Of a tie the first to come is the answer; ties are counted, and so are
 * nulls, which have no vote. Answers that are equal by `form` are one, written as it came first. With no votes the answer is null.
 * Source: Wang et al. 2023, arXiv 2203.11171, the majority vote without weights.
 */
export const selfConsistency = operator({
  name: "self_consistency",
  family: "reasoning",
  doc: "the most frequent of several answers, and how often each came",
  params: {
    answers: doc("what each way led to; null has no vote", listOf(maybe(text))),
    form: doc("what equal answers are equal in", opt(choice("raw", "space", "squad"), "raw")),
  },
  returns: {
    kind: "record",
    fields: {
      answer: { kind: "optional", of: types.text },
      n: types.int,
      tied: types.bool,
      votes: types.list({ kind: "record", fields: { answer: types.text, n: types.int } }),
    },
  },
  run: ({ answers, form }, { note }) => {
    const counts = new Map<string, { readonly answer: string; n: number }>();
    for (const answer of answers) {
      if (answer === null) {
        note("self_consistency: answers that are null, which have no vote");
        continue;
      }
      const known = counts.get(forms[form](answer));
      if (known) known.n++;
      else counts.set(forms[form](answer), { answer, n: 1 });
    }
    const votes = [...counts.values()].sort((a, b) => b.n - a.n);
    const [first, second] = votes;
    const tied = first !== undefined && first.n === second?.n;
    if (tied) note("self_consistency: ties, of which the first answer to come is taken");
    return bare([
      ["answer", first?.answer ?? null],
      ["n", first?.n ?? 0],
      ["tied", tied],
      ["votes", votes.map((vote) => bare(Object.entries(vote)))],
    ]);
  },
});
