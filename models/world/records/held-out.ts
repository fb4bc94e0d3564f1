// What training may see of a list and what is kept for testing: the last fifth of it, at least one item.

export type Split = "train" | "test";

/** The part of `items` that belongs to a split; the two parts never share an item. */
export function part<T>(items: readonly T[], split: Split): readonly T[] {
  const cut = items.length - Math.ceil(items.length / 5);
  return split === "train" ? items.slice(0, cut) : items.slice(cut);
}
