// Operators that make contexts and sequences to train or to probe with.
import type { Entry } from "./entry.ts";

export const constructors: readonly Entry[] = [
  {
    name: "needles",
    source: "gkamradt/LLMTest_NeedleInAHaystack",
    example: `let text = "The mill is old. It grinds corn. The boat is red. Nobody sails it."
let made = needles(text, needles: ["The key is 7."], depths: [0.6], budget: 20, tokenizer: "words")
show made.text
show made.places[0].depth`,
    counts: "A text without its needles is the haystack, character for character.",
  },
  {
    name: "knots",
    source: "Untie the Knots: gpt_dataset_utk.py of rgtjf/Untie-the-Knots",
    words: {
      split: { equal: "chunks of equal length", random: "cut anywhere between tokens" },
    },
    example: `let made = knots(["one two three four", "red blue green grey"], chunks: [2], weights: [1], seed: 2, tokenizer: "words")
show made.text`,
    counts: "Nothing is cut off. A document of fewer tokens than chunks stays whole.",
  },
  {
    name: "untied",
    source: "the way back of [`knots`](#knots)",
    example: `let made = knots(["one two three four", "red blue green grey"], chunks: [2], weights: [1], seed: 2, tokenizer: "words")
show untied(made.text, made.pieces) |> join("|")`,
    counts: "A chunk that is missing is an error.",
  },
  {
    name: "mixture",
    source: "shares of domains as in ProLong, princeton-nlp/ProLong",
    example: `let code = table([{ text: "x = 1" }, { text: "y = 2" }])
let books = table([{ text: "The mill burns." }])
show mixture(as: "domain", shares: { code: 0.5, books: 0.5 }, n: 4, seed: 2, code: code, books: books)`,
    counts: "A domain that is used up begins anew, and rows that come again are counted.",
  },
  {
    name: "pack_sequences",
    source:
      "`split`: princeton-nlp/ProLong; `whole`: best-fit decreasing, H. Ding et al. 2024, arXiv 2404.10830",
    words: {
      by: {
        split: "all tokens one behind the other, cut where a sequence is full",
        whole: "the longest document first, each where it leaves the least room",
      },
    },
    example: `let texts = table([{ text: "one two three" }, { text: "red blue" }, { text: "up" }])
show texts |> pack_sequences(on: .text, length: 4, by: "whole", tokenizer: "words") |> select(.tokens, .lengths)`,
    counts: "With `whole`, documents longer than a sequence are left out and counted.",
  },
  {
    name: "document_mask",
    source: "princeton-nlp/ProLong; Llama 3, arXiv 2407.21783, section 3.2",
    example: `let who = document_mask([2, 1])
show who.mask |> map(row => row |> map(n => if n == 1 then "1" else "0") |> join("")) |> join(" / ")
show who.positions`,
    counts: "At most 2,048 tokens: a mask has the square of them.",
  },
  {
    name: "excerpt",
    source: "the short chunk of LongPO, arXiv 2502.13922",
    example: `let text = "The mill is old. It grinds corn. The boat is red. Nobody sails it."
show excerpt(text, budget: 9, seed: 5, tokenizer: "words")`,
    counts: "A sentence longer than the budget is left as an empty text, and counted.",
  },
  {
    name: "preference_pairs",
    source: "LongPO, arXiv 2502.13922",
    example: `show table([{ short: "1802", long: "1803" }, { short: "stone", long: "stone " }])
  |> preference_pairs(chosen: .short, rejected: .long)`,
    counts: "Rows without an answer on a side, or with equal answers, are left out and counted.",
  },
  {
    name: "automata",
    source: "ICLL: E. Akyürek et al. 2024, arXiv 2401.12973, berlino/seq_icl, whose generator is another",
    example: `let one = automata(n: 1, seed: 3, states: [3, 3], symbols: 3, strings: [2, 2], lengths: [4, 4])
show one |> select(.states, .prompt)
show one[0].allowed[2] |> join(" ")`,
    counts: "Automata that come twice are drawn anew; where there are no others it is an error.",
  },
];
