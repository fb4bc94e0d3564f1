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
    source: "`squad`: evaluate-v1.1.py of rajpurkar/SQuAD-explorer; `nfc`, `nfkc`: Unicode Standard Annex 15",
    example: 'show normalize("  The  Old Mill! ", "squad")\nshow normalize("ﬁne²", "nfkc")',
  },
];
