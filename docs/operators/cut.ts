// Operators that cut texts: by tokens, by sentences, by what a question needs.
import type { Entry } from "./entry.ts";

export const cutters: readonly Entry[] = [
  {
    name: "tokens",
    example: 'show tokens("The old mill burns.", tokenizer: "words")',
    counts: "Special tokens of a model are not counted.",
  },
  {
    name: "truncate",
    source: "`middle`: pred.py of THUDM/LongBench, arXiv 2308.14508",
    example: 'show "one two three four five six seven" |> truncate(4, keep: "middle", tokenizer: "words")',
  },
  {
    name: "sentences",
    source: "rules of this library: no sentence ends after a title, an initial, a decimal or an abbreviation",
    example: 'show sentences("Dr. Ames built it in 1802. It burnt twice! Nobody knows why.")',
    counts:
      "Nothing but white space between sentences is lost; blank lines, headings and list items end one too.",
  },
  {
    name: "chunk",
    source:
      "rules of this library; sentences are those of `sentences`, a paragraph ends at a blank line or a heading",
    words: {
      by: {
        sentences: "between sentences",
        paragraphs: "between paragraphs",
        tokens: "anywhere",
      },
    },
    example: `let text = "The mill is old. It burnt twice. The boat is red. It lies on the lake."
show text |> chunk(size: 9, overlap: 4, tokenizer: "words") |> map(p => p.text)`,
    counts: "A sentence or a paragraph longer than `size` stays whole, and is counted.",
  },
  {
    name: "prune",
    source: "Provence: N. Chirkova et al., ICLR 2025, arXiv 2501.16214",
    example: `model pruner = onnx("strux-prune") on cpu
let text = "The price of Tarvel is 40 euro. Tarvel weighs 12 grams. The price of Belmor is 12 euro."
show prune(text, "What is the price of Belmor?", with: pruner)`,
    counts:
      "Sentences dropped are counted, and so are texts of which nothing stays and texts that were read in parts.",
  },
  {
    name: "sentence_scores",
    source: "the mean over the tokens of a sentence, as in Provence, arXiv 2501.16214",
    example: `model pruner = onnx("strux-prune") on cpu
let text = "The price of Tarvel is 40 euro. The price of Belmor is 12 euro."
show sentence_scores(text, "What is the price of Belmor?", with: pruner) |> map(s => s.score > 0.1)`,
    counts: "Joined, the sentences are the text.",
  },
];
