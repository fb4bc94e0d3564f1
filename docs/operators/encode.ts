// Operators that ask encoders.
import type { Entry } from "./entry.ts";

export const encoders: readonly Entry[] = [
  {
    name: "embed",
    source:
      "pooling and prefixes as the model's folder states them in the files of sentence-transformers; `within`: M. Günther et al. 2024 (late chunking), arXiv 2409.04701",
    words: {
      pooling: {
        cls: "that of the first token",
        mean: "the mean over all tokens",
        max: "the greatest of each number",
        last: "that of the last token",
      },
      as: {
        query: "the model's prefix for queries",
        document: "the model's prefix for documents",
      },
    },
    example: `model e = onnx("strux-embed") on cpu
let v = embed("The price of Vasbok is 40 euro.", with: e, dimensions: 32, normalize: true)
show len(v)
show round(sum(map(v, x => x * x)), digits: 4)
let text = "Vasbok is a lamp. It costs 40 euro."
let parts = text |> chunk() |> map(p => p.text)
show len(embed(parts, with: e, within: text, dimensions: 32))`,
    counts:
      "A text longer than the window is cut, and counted. Equal texts are asked for once, and kept in the store.",
  },
  {
    name: "cosine",
    example: "show cosine([1, 0], [1, 1])",
    counts: "Vectors of other lengths are an error.",
  },
  {
    name: "maxsim",
    source: "ColBERT: O. Khattab and M. Zaharia, SIGIR 2020",
    example: "show maxsim([[1, 0], [0, 1]], [[1, 0], [1, 1]])",
    counts: "Vectors of other lengths are an error.",
  },
  {
    name: "classify",
    made: true,
    example: `model moods = onnx("classifier") on cpu
let said = classify("the old mill", with: moods)
show said.labels |> map(l => l.label) |> join(" ")
show round(said.labels[0].score + said.labels[1].score, digits: 4)`,
    counts: "The probabilities of a model with one label per text sum to 1.",
  },
  {
    name: "label_tokens",
    source: 'aggregation "simple" of huggingface/transformers',
    made: true,
    example: `model names = onnx("labeller") on cpu
show label_tokens("the miller sold the mill", with: names) |> map(part => part.text) |> join("|")`,
    counts:
      "Neighbours of one label are one part, and what is labelled `O` is none. `start` and `end` count characters.",
  },
  {
    name: "fill_mask",
    made: true,
    example: `model cloze = onnx("filler") on cpu
show fill_mask("the [MASK] mill", with: cloze, k: 2) |> map(one => one.mask) |> len`,
    counts: "A text without a mask is an error of its row.",
  },
  {
    name: "answer_span",
    made: true,
    example: `model finder = onnx("pointer") on cpu
let found = answer_span("what is old?", "the mill is old.", with: finder)
show found.end - found.start == len(found.text)`,
    counts:
      "A context longer than the window is read in parts that share `stride` tokens, so that nothing is cut.",
  },
];
