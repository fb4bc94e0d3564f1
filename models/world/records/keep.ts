// What a pruner learns from: a question and a document as ids, with a label for each token of the document.
import type { Item } from "./items.ts";
import type { Encoder } from "./tokenizer.ts";

export interface Labelled {
  readonly ids: readonly number[];
  /** 1: of a sentence that is needed; 0: of one that can go; -1: not of the document. */
  readonly labels: readonly number[];
}

/** `<bos>` question `<sep>` document. The blank between two sentences belongs to the second. */
export function labelled(
  { question, sentences, keep }: Pick<Item, "question" | "sentences" | "keep">,
  { encode, special }: Encoder,
): Labelled {
  const ids = [special["<bos>"], ...encode(question), special["<sep>"]];
  const labels = ids.map(() => -1);
  for (const [at, sentence] of sentences.entries()) {
    const own = encode(at === 0 ? sentence : ` ${sentence}`);
    ids.push(...own);
    labels.push(...own.map(() => keep[at] ?? 0));
  }
  return { ids, labels };
}
