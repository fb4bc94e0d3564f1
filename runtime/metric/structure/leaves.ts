// The leaves of a tree, which are its descriptions, beside the text it was made from. White space is one blank wherever it stands.
import { descriptions } from "../../context/render.ts";
import { sentencesOf } from "../../text/sentences.ts";
import type { Tree } from "../../value.ts";

export const squeezed = (text: string): string => text.replaceAll(/\s+/gu, " ").trim();

/** All descriptions, in the order of the tree. */
export const leavesOf = ({ aspects }: Tree): readonly string[] => aspects.flatMap(descriptions).map(squeezed);

/** Of each sentence of the text, how often it stands there, and how often in the leaves. */
export function placesOf(
  tree: Tree,
  of: string,
): readonly { readonly there: number; readonly told: number }[] {
  const leaves = leavesOf(tree);
  const sentences = sentencesOf(of).map(({ text }) => squeezed(text));
  const there = new Map<string, number>();
  for (const one of sentences) there.set(one, (there.get(one) ?? 0) + 1);
  const told = new Map<string, number>();
  for (const one of there.keys()) told.set(one, leaves.filter((leaf) => leaf.includes(one)).length);
  return sentences.map((one) => ({ there: there.get(one) ?? 0, told: told.get(one) ?? 0 }));
}
