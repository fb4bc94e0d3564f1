// Operators on structures that models write, and on trees made of trees.
import type { Entry } from "./entry.ts";

const struxgpt = "StruXGPT, arXiv 2407.16434, alibaba/struxgpt";
const told = `let text = """The mill burns.
It is old, and it was built of stone by the river.
Nobody lives there, since the miller moved away to the town."""`;
const tree = `let tree = read_structure("""\`\`\`yaml
Scope: The mill
Aspects:
- AspectName: Its end
  SentenceRange: {start: 1, end: 1}
- AspectName: What it is
  SentenceRange: {start: 2, end: 3}
\`\`\`""", of: text)`;

export const structures: readonly Entry[] = [
  {
    name: "structure_prompt",
    source: `task and forms: ${struxgpt}; its words and examples are of this library`,
    example: 'show structure_prompt("The mill burns. It is old.", format: "v2", examples: 0)',
    counts: "No question is in it: a text is structured once for all of them.",
  },
  {
    name: "read_structure",
    source: `the rules of struxgpt_v1.py and struxgpt_v2.py of alibaba/struxgpt`,
    words: {
      format: {
        v1: "told anew: a scope and a list of two levels, each in a fence",
        v2: "the text's own sentences: YAML or JSON with ranges of them",
      },
      on_invalid: {
        keep: "one aspect over the whole text, counted by its code",
        fail: "an error of the row",
      },
    },
    example: `${told}
${tree}
show tree
show read_structure("The mill is old.", of: text)`,
    counts: "What a reader mended is counted too.",
  },
  {
    name: "structure_error",
    source: `codes of alibaba/struxgpt`,
    example: `let reply = """\`\`\`yaml
Scope: The mill
Aspects:
- AspectName: Its end
  SentenceRange: {start: 1, end: 1}
\`\`\`"""
show structure_error(reply, of: "The mill burns. It is old.")`,
  },
  {
    name: "remap_structure",
    source: `remapping_struct_source of ${struxgpt}`,
    example: `${told}
let reply = ["\`\`\`the mill\`\`\`", "\`\`\`", "1. Its end", "    1.1. The mill burns.", "2. What it is", "    2.1. The old mill was built of stone.", "\`\`\`"] |> join("\\n")
let said = read_structure(reply, of: text, format: "v1")
show said |> remap_structure(of: text)`,
    counts: "Aspects that no paragraph falls to are dropped and counted.",
  },
  {
    name: "complete_structure",
    source: `check_struct_missing_desc of ${struxgpt}`,
    example: `${told}
let reply = ["\`\`\`the mill\`\`\`", "\`\`\`", "1. What it is", "    1.1. The old mill was built of stone by the river.", "\`\`\`"] |> join("\\n")
let said = read_structure(reply, of: text, format: "v1")
show said |> complete_structure(of: text, words: 3)`,
    counts:
      "A sentence is told where a description has more than half of its words. Texts of one paragraph are left as they are, and counted.",
  },
  {
    name: "merge_structures",
    source: `merge_struct of ${struxgpt}`,
    words: {
      mode: {
        concat: "the aspects of all parts one after the other",
        upgrade: "each part is an aspect, called by its scope",
      },
    },
    example: `let parts = ["The mill burns. It is old.", "The boat is red."] |> map(t => structurize(t))
show merge_structures(parts, scope: "The valley", mode: "upgrade")`,
    counts: "Ranges of sentences go on counting. Parts without aspects are left out and counted.",
  },
  {
    name: "prune_levels",
    source: struxgpt,
    example: `let parts = ["The mill burns. It is old.", "The boat is red."] |> map(t => structurize(t))
show merge_structures(parts, scope: "The valley", mode: "upgrade") |> prune_levels(levels: 1)`,
    counts: "No description is lost.",
  },
  {
    name: "sub_structure",
    source: struxgpt,
    example: `let text = """The mill stands by the river. The mill grinds corn. Corn is ground at night. The boat is red. The boat has two sails. Its sails are torn."""
show structurize(text, aspects: 2) |> sub_structure("Boat")`,
  },
  {
    name: "random_path",
    source: "questions along paths of a mind map: StructTuning, arXiv 2407.16724",
    example: `let parts = ["The mill burns. It is old.", "The boat is red."] |> map(t => structurize(t))
show merge_structures(parts, mode: "upgrade") |> random_path(seed: 1) |> join(" / ")`,
  },
  {
    name: "mindmap",
    source: "mind maps of StructTuning, arXiv 2407.16724",
    example: `let text = """# The mill
## Its walls
They are of stone.
## Its wheel
It is of oak."""
show structurize(text, by: "layout") |> mindmap(bold: ["Its wheel"])`,
    counts: "Names to be stressed that no aspect has are counted.",
  },
  {
    name: "even_segments",
    source: "the baseline of text segmentation",
    example: `show even_segments(10, parts: 4)`,
  },
  {
    name: "random_segments",
    source: "the baseline of text segmentation",
    example: `show random_segments(10, parts: 4, seed: 3)`,
  },
];
