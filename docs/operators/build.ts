// Operators that build contexts: trees of texts, passages of tables, texts of both.
import type { Entry } from "./entry.ts";

export const builders: readonly Entry[] = [
  {
    name: "structurize",
    source:
      "the extractive form of StruXGPT, arXiv 2407.16434; cuts: F. Choi, NAACL 2000 (C99), and M. Hearst 1997 (TextTiling) over vectors",
    words: {
      by: {
        lexical: "where the words that sentences share change",
        embedding: "where the vectors of sentences change",
        layout: "by the text's own headings, as deep as they go",
      },
    },
    example: `let text = """The mill stands by the river. The mill grinds corn. Corn is ground at night. The boat is red. The boat has two sails. Its sails are torn."""
show structurize(text, aspects: 2)`,
    counts:
      "Every sentence stands once, word for word. A tree with other numbers of items than its shape allows is counted.",
  },
  {
    name: "render",
    source: "heads and bodies of alibaba/struxgpt, arXiv 2407.16434",
    words: {
      style: {
        markdown: "`# name` and `- description` lines, `##` a level below; passages as `-` lines",
        numbered: "a list of two levels, `1.` and `1.1.`; passages as `1.`",
        plain: "descriptions alone; passages as they are",
        struxgpt: "the scope, then a line for each aspect: its name and its descriptions",
      },
    },
    example: `let tree = structurize("The mill burns. It is old. Nobody lives there.")
show tree |> render("numbered")
show tree |> render("struxgpt")`,
  },
  {
    name: "passages",
    example: `let docs = table([{ id: "a", body: "The mill burns." }, { id: "b", body: "It rains." }])
show passages(docs, id: .id, text: .body)`,
    counts: "An id that stands twice, or is null, is an error.",
  },
];
