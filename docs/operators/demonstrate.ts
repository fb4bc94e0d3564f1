// Operators that choose demonstrations and make them.
import type { Entry } from "./entry.ts";

const dipper = "DoubleDipper, arXiv 2406.13632";
const mining = "SM-UMT, arXiv 2410.11006";
const paragraphs = `let paragraphs = ["The mill burnt in 1802.", "It was built of stone.", "A boat lies there."]`;

export const demonstrations: readonly Entry[] = [
  {
    name: "nearest",
    source: "J. Liu et al. 2021, arXiv 2101.06804 (KATE)",
    example: `let known = table([
  { q: "Who is the mayor of Vasbok?", a: "Yorarn Zebold" },
  { q: "What is the price of Vasbok?", a: "40 euro" },
])
model e = onnx("strux-embed") on cpu
show known |> nearest(to: "How much does Zerjev cost?", on: .q, with: e)`,
    counts:
      "All rows stay. Where a prompt's `shots` choose, the row that asks is none of its own demonstrations.",
  },
  {
    name: "diverse",
    source: "J. Carbonell and J. Goldstein, SIGIR 1998 (MMR)",
    example: `let known = table([{ q: "the old red mill" }, { q: "the old red mill?" }, { q: "an old boat" }])
show known |> diverse(to: "the old mill", on: .q, lambda: 0.5, k: 2)`,
    counts: "All rows stay: those behind the first `k` follow by their nearness.",
  },
  {
    name: "recycle",
    source: dipper,
    example: `${paragraphs}
show recycle(paragraphs, k: 2, seed: 7, gold: [1])`,
    counts:
      "How often what holds the answer was drawn is counted, and so are contexts with fewer paragraphs.",
  },
  {
    name: "recycled_demos",
    source: dipper,
    example: `${paragraphs}
let drawn = recycle(paragraphs, k: 2, seed: 7)
let replies = ["Question: Of what was it built?\\nAnswer: stone", "Question: When?\\nAnswer: 1999"]
show recycled_demos(replies, of: drawn, among: paragraphs) |> len`,
    counts:
      "A reply is left out whose answer is not in its paragraph, or that asks what was asked; each reason is counted.",
  },
  {
    name: "cited",
    source: dipper,
    example: `${paragraphs}
let said = cited("Relevant paragraphs: [1], [2-3], [9]\\nAnswer: in 1802", among: paragraphs)
show said.ids |> join(" ")
show said.answer`,
    counts: "Nothing is guessed: an output of another form has no answer, and is counted.",
  },
  {
    name: "trigger_template",
    source: "HICL, arXiv 2308.09985 (HICL/HICL.py of albertan017/HICL)",
    example: 'show trigger_template("so tired", near: ["long day at work"], triggers: "020")',
    counts: "Texts without a neighbour are counted.",
  },
  {
    name: "vocabulary",
    source: `the words that ${mining}, has translated`,
    example: 'show table([{ t: "the mill, the boat" }, { t: "The mill" }]) |> vocabulary(on: .t, n: 2)',
  },
  {
    name: "lexicon",
    source: `the first step of ${mining}; its measure of confidence is not public, the way back is this library's`,
    example: `show table([{ w: "mill", de: "Mühle", back: "mill" }, { w: "boat", de: "Boot", back: "boot" }])
  |> lexicon(word: .w, translation: .de, back: .back)`,
    counts:
      "Pairs are left out that are not one word to one word, or that the way back does not confirm; each reason is counted.",
  },
  {
    name: "word_by_word",
    source: `the second step of ${mining}`,
    example: `let words = table([{ word: "old", translation: "alte" }, { word: "mill", translation: "mühle" }])
show word_by_word("The old mill", words)`,
    counts: "Words that the lexicon lacks stay, and are counted.",
  },
  {
    name: "mined",
    source: `the third step of ${mining} and its filter`,
    example: `show table([{ made: "the old mill", text: "die alte Mühle" }, { made: "Boot", text: "Boot" }])
  |> mined(source: .made, target: .text)`,
    counts:
      "Copies, targets that come again, empty sides and, with a model, pairs less near than `least` are left out and counted.",
  },
];
