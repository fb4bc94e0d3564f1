// Operators on plain texts.
import type { Entry } from "./entry.ts";

export const texts: readonly Entry[] = [
  {
    name: "len",
    example: 'show len("naïve 🙂")',
    counts: "Characters are code points, so that an emoji made of several counts as several.",
  },
  { name: "lower", example: 'show lower("The MILL of Ålesund")' },
  { name: "trim", example: 'show trim("  The mill. ")' },
  {
    name: "split",
    example: 'show split("a,,b", ",")',
    counts: "Empty parts stay.",
  },
  { name: "has", example: 'show has("The old mill", "Mill")' },
  { name: "replace", example: 'show replace("[1] The mill [2]", "[", "(")' },
  {
    name: "matches",
    source: "RE2, in linear time whatever the text (le0pard/re2js)",
    example: String.raw`show matches("Built in 1802.", "\\d{4}")`,
  },
  {
    name: "extract",
    source: "RE2, as in [`matches`](#matches)",
    example: String.raw`show extract("Built in 1802.", "in (\\d+)", group: 1)`,
  },
  {
    name: "normalize",
    source:
      "`squad`: evaluate-v1.1.py of rajpurkar/SQuAD-explorer; `nfc`, `nfkc`: Unicode Standard Annex 15; `post`: HICL_data_token.py of albertan017/HICL",
    words: {
      variant: {
        squad: "lower case, ASCII punctuation dropped, then a/an/the, then blanks squeezed",
        nfc: "composed characters",
        nfkc: "composed characters, and those that only look different replaced: ﬁ is fi, ² is 2",
        post: "single blanks, @user for a word that begins with the only @ in it, http for one that begins so",
        space: "runs of white space as one blank, none at the ends",
      },
    },
    example: 'show normalize("  The  Old Mill! ", "squad")\nshow normalize("ﬁne²", "nfkc")',
  },
  {
    name: "html_text",
    source: "what the elements of the HTML standard show",
    example:
      'let page = "<h1>The valley</h1><p>Two mills.</p><h2>Boats</h2><ul><li>a red one<li>a raft</ul>"\nshow html_text(page)\nshow html_text(page) |> structurize(by: "layout")',
  },
];
