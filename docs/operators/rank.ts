// Operators that rank passages: by several rankings, by documents, by models that write.
import { corpus } from "./find.ts";
import type { Entry } from "./entry.ts";

const rankers = "replies that cannot be read are counted in `unread`, calls and tokens beside them.";

export const rankings: readonly Entry[] = [
  {
    name: "fuse",
    source: "`rrf`: G. Cormack, C. Clarke and S. Büttcher, SIGIR 2009",
    words: {
      by: {
        rrf: "the sum of weight / (k + rank), ranks from 1",
        weighted: "the sum of weight · score, of scores that were made comparable",
      },
      normalize: {
        min_max: "to 0..1 within each ranking; 1 where all are equal",
        z: "(score - mean) / standard deviation; 0 where all are equal",
        none: "as they are",
      },
    },
    example: `${corpus}
let ready = index(all)
show fuse([retrieve(ready, "old mill", k: 3), retrieve(ready, "mill by the lake", k: 3)], top: 2)`,
    counts: "What a ranking lacks adds nothing. Rankings without passages are counted.",
  },
  {
    name: "documents",
    source: "MaxP, FirstP and SumP: Z. Dai and J. Callan, SIGIR 2019",
    words: {
      score: {
        max: "the best score of its passages, whose text stands for it",
        first: "the score and the text of the first of them in the document",
        sum: "the sum of their scores, and the text of the best",
      },
    },
    example: `let all = passages(table([
  { id: 1, of: "mill", text: "The mill is old." },
  { id: 2, of: "lake", text: "The mill by the lake." },
  { id: 3, of: "mill", text: "The mill grinds." },
]), id: .id, text: .text, title: .of)
show index(all) |> retrieve("old mill", k: 3) |> documents(of: p => p.title, score: "sum")`,
    counts: "Passages without a document are left out and counted.",
  },
  {
    name: "rerank",
    source: "R. Nogueira and K. Cho 2019, arXiv 1901.04085",
    made: true,
    example: `${corpus}
model cross = onnx("reranker") on cpu
show rerank(all, "who sold the old mill?", with: cross, k: 2) |> len`,
    counts: "Of two texts that do not fit into the window the longer is cut first, and that is counted.",
  },
  {
    name: "rank_points",
    example: `${corpus}
model reader = scripted(p => if has(p, "lake") then "3" else "0")
prompt rate(text: Text) -> Int { user """How relevant? {{ text }}""" }
let ranked = rank_points(all, prompt: p => rate(p.text), with: reader)
show ranked.passages |> map(p => p.id) |> join(" ")`,
    counts: `Passages whose answer is no number come last, without a score; ${rankers}`,
  },
  {
    name: "rank_pairs",
    source: "Z. Qin et al., NAACL 2024, arXiv 2306.17563",
    words: {
      by: {
        all: "every two, n (n - 1) calls; 1 for each that a passage beats, 0.5 for each tie",
        heap: "those that heapsort asks for until the best `k` are known",
        bubble: "`k` passes over neighbours from the bottom up",
      },
    },
    example: `${corpus}
model reader = scripted(p => "Passage A")
prompt duel(pair: Passage[]) -> Text { user """A: {{ pair[0].text }} B: {{ pair[1].text }}""" }
let ranked = rank_pairs(all, prompt: pair => duel(pair), with: reader)
show ranked.passages |> map(p => p.id) |> join(" ")
show ranked.calls`,
    counts: `A reader that always says A decides nothing: each two are asked in both orders, and what differs is a tie; ${rankers}`,
  },
  {
    name: "rank_list",
    source:
      "RankGPT: W. Sun et al., EMNLP 2023, arXiv 2304.09542; one window over all is full ranking, 8421BCD/fullrank",
    example: `${corpus}
model reader = scripted(p => "[2] > [1]")
prompt rank(list: Passage[]) -> Text {
  user """{{#each p, i in list}}[{{ i + 1 }}] {{ p.text }} {{#end}}"""
}
let ranked = rank_list(all, prompt: list => rank(list), with: reader, window: 2, step: 1)
show ranked.passages |> map(p => p.id) |> join(" ")
show ranked.calls`,
    counts: `A reply is always read as a permutation, and counted in \`repaired\` where it was none; ${rankers}`,
  },
  {
    name: "reorder",
    source: "replies and their kinds as in castorini/rank_llm",
    example: `${corpus}
show all |> reorder("[3] > [3] > [7] > [1]") |> map(p => p.id) |> join(" ")`,
    counts:
      "Numbers that stand twice or name nothing are dropped, and what is missing follows in its old order.",
  },
];
