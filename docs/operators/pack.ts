// Operators that put passages in an order, and contexts into a budget.
import { corpus } from "./find.ts";
import type { Entry } from "./entry.ts";

export const packers: readonly Entry[] = [
  {
    name: "order",
    source: "`edges`: N. F. Liu et al., TACL 2024 (Lost in the Middle), arXiv 2307.03172",
    words: {
      by: {
        source: "as in the text they come from",
        score: "best first",
        edges:
          "the best at the beginning, the second at the end, the third behind the first, the worst in the middle",
      },
    },
    example: `${corpus}
let found = index(all) |> retrieve("the mill by the lake", k: 3)
show found |> map(p => p.id) |> join(" ")
show found |> order("edges") |> map(p => p.id) |> join(" ")`,
    counts: "Passages without a score, or a source, come last, and are counted where others have one.",
  },
  {
    name: "diversify",
    source: "J. Carbonell and J. Goldstein, SIGIR 1998 (MMR)",
    example: `let all = passages(table([
  { id: "a", text: "The old mill by the lake." },
  { id: "b", text: "The old mill by the lake!" },
  { id: "c", text: "A boat on the lake." },
]), id: .id, text: .text)
show all |> diversify("the old mill by the lake", lambda: 0.3, k: 2) |> map(p => p.id) |> join(" ")`,
  },
  {
    name: "walk",
    source:
      "In-Context Pretraining: W. Shi et al. 2023, arXiv 2310.10638, algorithm 1; `best`: M. Held and R. Karp, SIAM 1962",
    words: {
      route: {
        greedy: "on to the most alike of those that are joined",
        best: "of all orders the one whose steps are most alike in sum, of up to 16 passages",
      },
    },
    example: `let all = passages(table([
  { id: "a", text: "An old mill." },
  { id: "b", text: "A red boat." },
  { id: "c", text: "An old mill, a red boat." },
]), id: .id, text: .text)
show all |> walk(k: 1) |> map(p => p.id) |> join(" ")`,
    counts: "How often the walk begins anew is counted.",
  },
  {
    name: "pack",
    example: `${corpus}
show all |> pack(16, fill: "greedy", tokenizer: "words")`,
    counts:
      "No unit is cut unless `cut` says so. What is counted is the text as a prompt will have it, headings included.",
  },
];
