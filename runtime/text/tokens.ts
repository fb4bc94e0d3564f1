// Counting and cutting texts in tokens.
import { choice, doc, int, operator, opt, type Param, text, tokenizer } from "../operator.ts";

/** A number of tokens, zero or more. */
export const budget: Param<number> = {
  ...int,
  type: { kind: "tokens" },
  is: (value) => Number.isSafeInteger(value) && (value as number) >= 0,
};

/** `tokens(text, tokenizer)`: how many tokens a text has, special tokens not counted. */
export const tokens = operator({
  name: "tokens",
  family: "text",
  doc: "how many tokens a text has",
  params: { text, tokenizer },
  returns: { kind: "tokens" },
  run: async ({ text: given, tokenizer: by }, { counter }) => (await counter(by).count([given]))[0] ?? 0,
});

export const KEEP = ["head", "middle", "tail"] as const;

/**
 * `truncate(text, budget, keep, tokenizer)`: at most `budget` tokens, cut between tokens. `head` keeps the beginning, `tail`
 * the end, `middle` cuts the middle out and keeps as much of both ends, the odd token at the end: LongBench's rule
 * (THUDM/LongBench pred.py, arXiv 2308.14508) for prompts over the window. Texts that were cut are counted.
 */
export const truncate = operator({
  name: "truncate",
  family: "text",
  doc: "at most so many tokens, cut anywhere",
  version: 2,
  params: {
    text,
    budget: doc("tokens to keep at most", budget),
    keep: doc("which part stays; middle: both ends", opt(choice(...KEEP), "head")),
    tokenizer,
  },
  returns: { kind: "text" },
  length: { most: "budget", by: "tokenizer" },
  run: async ({ text: given, budget: most, keep, tokenizer: by }, { counter, note }) => {
    const tool = counter(by);
    if (((await tool.count([given]))[0] ?? 0) <= most) return given;
    const pieces = await tool.split(given);
    note(`truncate to ${most} tokens (${tool.name}): texts cut`);
    // a text cut apart may need a token more than it had there, so the count of the result decides
    for (let size = Math.min(most, pieces.length); size > 0; size--) {
      const kept = parts[keep](pieces, size);
      if (((await tool.count([kept]))[0] ?? 0) <= most) return kept;
    }
    return "";
  },
});

const parts: { readonly [K in (typeof KEEP)[number]]: (pieces: readonly string[], size: number) => string } =
  {
    head: (pieces, size) => pieces.slice(0, size).join(""),
    tail: (pieces, size) => pieces.slice(pieces.length - size).join(""),
    middle: (pieces, size) => {
      const half = Math.floor(size / 2);
      return [...pieces.slice(0, half), ...pieces.slice(pieces.length - (size - half))].join("");
    },
  };
