// Operators that build contexts: trees of texts, passages of tables, texts of both.
import type { Entry } from "./entry.ts";

export const builders: readonly Entry[] = [
  {
    name: "structurize",
    source:
      "both forms of StruXGPT, arXiv 2407.16434, and the recovery of alibaba/struxgpt; cuts: F. Choi, NAACL 2000 (C99), and M. Hearst 1997 (TextTiling) over vectors",
    words: {
      by: {
        lexical: "where the words that sentences share change",
        embedding: "where the vectors of sentences change",
        layout: "by the text's own headings, as deep as they go",
        model: "as a model writes it, asked with the prompt of structure_prompt; what a model alone means",
      },
      format: {
        v2: "ranges of the text's own sentences",
        v1: "of a model: told anew, a list of two levels without ranges",
      },
      on_invalid: {
        keep: "of a reply that is no structure one aspect over the whole text, as read_structure has it, null where the shape has other fields than Outline; more or fewer items than the shape allows as they are; all counted",
        drop: "null, counted: the type of the tree is then optional",
        fail: "an error of the row, which names the code and the place in the reply",
      },
    },
    example: `let text = """The mill stands by the river. The mill grinds corn. Corn is ground at night. The boat is red. The boat has two sails. Its sails are torn."""
show structurize(text, aspects: 2)
let reply = """\`\`\`yaml
Scope: A mill and a boat
Aspects:
- AspectName: The mill
  SentenceRange: {start: 1, end: 3}
- AspectName: The boat
  SentenceRange: {start: 4, end: 6}
\`\`\`"""
model m = scripted(p => if contains(p, "Correct the syntax") == 1 then reply else replace(reply, "Scope:", "Scope"))
show structurize(text, with: m, retries: 1)
shape Trip { boat: Text  days: Int?  stops: Stop[] [1..4] { place: Text } }
model scribe = scripted(p => """{"boat": "the red one", "stops": [{"place": "the river"}]}""")
show structurize(text, with: scribe, as: Trip)`,
    counts:
      "Every sentence stands once, word for word, but in format v1, where those that no description tells are counted. Of a model each reply that is no structure is counted by its code, each text by what helped: `retries: n` has the model correct what is written wrong, then structures the text again up to n times at temperature 0.2, and asks it for the scope of what is kept whole. `chunk: n` takes long texts apart by paragraphs, asks for the parts together and for the scope of the whole. `constrain: true` holds a model that runs here to a grammar: top aspects of one level that tile the sentences, so that every reply that comes to its end is read. A shape with other fields than Outline is asked for as a form, and read strictly as one JSON object: each reply that does not fill it is counted by its code, `retries: n` shows the model its reply with what is wrong in it, fields whose texts do not stand word for word in the text are counted, and `constrain: true` holds to the grammar of the shape.",
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
