// How alike passages are, by their vectors or by their words.
import { maybe, type Reach } from "../operator.ts";
import { cosineOf, encoder, vectorsOf } from "../encoder/vectors.ts";
import type { ModelValue } from "../value.ts";
import { tally, terms } from "./terms.ts";

/** A model of vectors, or null: by words. */
export const byModel = maybe(encoder("embed"));

/** How alike two texts are, by their positions: 0 to 1 by words, -1 to 1 by vectors. */
export type Alike = (a: number, b: number) => number;

/** The cosine of their vectors, or of how often each word stands in them. `query`: the last text is one. Errors: those of the model. */
export async function alikeOf(
  operator: string,
  texts: readonly string[],
  model: ModelValue | null,
  reach: Pick<Reach, "infer" | "note">,
  query?: string,
): Promise<Alike> {
  if (model === null) {
    const counts = [...texts, ...(query === undefined ? [] : [query])].map((text) => tally(terms(text)));
    const lengths = counts.map((one) => Math.hypot(...one.values()));
    return (a, b) => cosineOfWords(counts[a]!, counts[b]!, lengths[a]! * lengths[b]!);
  }
  const how = { with: model, pooling: null, normalize: null, dimensions: null };
  const ask = (some: readonly string[], as: "query" | "document") =>
    vectorsOf(some, how, { as, prefix: null }, operator, reach);
  const all = (
    await Promise.all([ask(texts, "document"), ask(query === undefined ? [] : [query], "query")])
  ).flat();
  return (a, b) => cosineOf(all[a]!, all[b]!);
}

type Counts = ReadonlyMap<string, number>;

function cosineOfWords(a: Counts, b: Counts, lengths: number): number {
  if (lengths === 0) return 0;
  const [few, many] = a.size < b.size ? [a, b] : [b, a];
  let sum = 0;
  for (const [term, times] of few) sum += times * (many.get(term) ?? 0);
  return sum / lengths;
}
