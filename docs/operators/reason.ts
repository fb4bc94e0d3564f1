// Operators between the steps of a run that reasons.
import type { Entry } from "./entry.ts";

export const reasoners: readonly Entry[] = [
  {
    name: "facts",
    source: "ALR², arXiv 2410.03227",
    words: {
      unit: { sentence: "a fact is a whole sentence of the text", part: "a fact is any part of it" },
      form: {
        space: "equal, runs of white space apart",
        verbatim: "equal, character for character",
        norm: "equal in the normal form of SQuAD's scorer",
      },
    },
    example: `let text = "The mill burnt in 1802. It was built of stone."
let said = facts("- It was built of stone.\\nIt was built of stones.\\nNobody lives there.", of: text)
show said.facts |> join("|")
show said.invented |> join("|")
show said.near |> join("|")`,
    counts: "A line that is like a sentence is never taken for it, only told in `near`.",
  },
  {
    name: "reading_notes",
    source: "Chain-of-Note, arXiv 2311.09210, which gives no form: this one is the library's",
    example: `let said = reading_notes("Note 1: It burnt.\\nNote 2: Of no use.\\nAnswer: 1802", among: ["The mill burnt.", "It rains."])
show said.notes
show said.answer`,
    counts:
      "Outputs of another form, notes about what is not there, second notes and paragraphs without one are counted.",
  },
  {
    name: "self_consistency",
    source: "X. Wang et al., ICLR 2023, arXiv 2203.11171: the majority vote without weights",
    words: {
      form: {
        raw: "character for character",
        space: "runs of white space apart",
        squad: "in the normal form of SQuAD's scorer",
      },
    },
    example: `let most = self_consistency(["The mill", "mill.", "boat", null], form: "squad")
show most.answer
show most.n`,
    counts: "Of a tie the answer that came first is taken.",
  },
  {
    name: "unexplored",
    source: "in-context navigation, arXiv 2410.02284, KomeijiForce/KeyNavi",
    example: `let top = [{ token: " mill", id: 5, logprob: -0.2 }, { token: " boat", id: 7, logprob: -1.9 }]
show unexplored(top, explored: [5]) |> map(t => t.token) |> join("|")`,
    counts: "Tokens that write nothing, or what another writes, are left out and counted.",
  },
];
