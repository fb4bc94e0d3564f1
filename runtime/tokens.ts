// Counting and cutting in tokens: the interface every counter has, and the one that needs no model, "words".

/** Counts are asynchronous because tokenizers run apart from the program, under a time limit. */
export interface Counter {
  /** What the counts are of, printed with budgets: a tokenizer digest, or "words". */
  readonly name: string;
  count(texts: readonly string[]): Promise<readonly number[]>;
  /** The pieces of a text in order; joined they give the text back (whitespace kept with the piece before it). */
  split(text: string): Promise<readonly string[]>;
}

/** A word is a run of letters, marks and digits, or one other visible character. */
const WORD = /[\p{L}\p{M}\p{N}]+\s*|[^\p{L}\p{M}\p{N}\s]\s*/gu;

export const words: Counter = {
  name: "words",
  count: async (texts) => texts.map((text) => text.match(WORD)?.length ?? 0),
  split: async (text) => {
    const lead = /^\s+/u.exec(text)?.[0] ?? "";
    const pieces = text.match(WORD) ?? [];
    return pieces.length === 0 ? (text === "" ? [] : [text]) : [lead + (pieces[0] ?? ""), ...pieces.slice(1)];
  },
};
