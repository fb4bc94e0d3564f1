// The leaves of a tree, which are its descriptions, beside the text it was made from. White space is one blank wherever it stands.
import { descriptions } from "../../context/render.ts";
import { sentencesOf } from "../../text/sentences.ts";
import { squeezed } from "../../text/squeezed.ts";
import type { Tree } from "../../value.ts";

/** All descriptions, in the order of the tree. */
export const leavesOf = ({ aspects }: Tree): readonly string[] => aspects.flatMap(descriptions).map(squeezed);

const sentences = (text: string): string[] => sentencesOf(text).map((one) => squeezed(one.text));

function tally(all: readonly string[]): ReadonlyMap<string, number> {
  const times = new Map<string, number>();
  for (const one of all) times.set(one, (times.get(one) ?? 0) + 1);
  return times;
}

/** Of each sentence of the text, how often it stands there, and how often it is a sentence of a leaf. */
export function placesOf(
  { aspects }: Tree,
  of: string,
): readonly { readonly there: number; readonly told: number }[] {
  const source = sentences(of);
  const there = tally(source);
  // a leaf that is a sentence of the text is not cut again, which would depend on what stood around it
  const told = tally(
    aspects
      .flatMap(descriptions)
      .flatMap((leaf) => (there.has(squeezed(leaf)) ? [squeezed(leaf)] : sentences(leaf))),
  );
  return source.map((one) => ({ there: there.get(one) ?? 0, told: told.get(one) ?? 0 }));
}
