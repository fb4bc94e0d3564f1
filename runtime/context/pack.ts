// Fits a context into a token budget, in whole units.
import { bool, choice, context, doc, operator, opt, tokenizer } from "../operator.ts";
import { budget } from "../text/tokens.ts";
import type { Counter } from "../tokens.ts";
import { KEEP, keptFrom } from "./keep.ts";
import { type Cut, type Units, unitsOf } from "./units.ts";

type Fill = "prefix" | "greedy";

/**
 * `pack(x, budget, cut, fill, take, tokenizer)`: the same kind of value within `budget` tokens. Units are the sentences of a
 * text, passages, or the descriptions of a tree; a tree's headings are counted, and an aspect that keeps no description goes.
 * Counted is the text as it will stand in a prompt: a tree rendered as "markdown", passages as "plain". `fill`: "prefix" stops
 * at the first unit that does not fit, "greedy" passes over it. `keep`: units from the "head", from the "tail", or from both ends in
 * turn, so that the "middle" goes, as in `truncate`. `take` (trees): "document" order, or "breadth": the first description of every
 * aspect, then the second. `cut: true` fills up with a piece of the next unit. What was left out is counted in the notes, and the
 * contexts of which no unit fits. Errors: E203 for a negative budget.
 */
export const pack = operator({
  name: "pack",
  family: "context",
  doc: "a context within a token budget, in whole units",
  params: {
    of: context,
    budget: doc("tokens at most", budget),
    cut: doc("fill up with a piece of the next unit", opt(bool, false)),
    fill: doc(
      "what a unit that does not fit does: end it, or be passed over",
      opt(choice("prefix", "greedy"), "prefix"),
    ),
    keep: doc("which units stay; middle: those of both ends", opt(choice(...KEEP), "head")),
    take: doc(
      "trees: in document order, or one description of every aspect in turn",
      opt(choice("document", "breadth"), "document"),
    ),
    tokenizer,
  },
  returns: { kind: "rule", rule: "same" },
  length: { most: "budget", by: "tokenizer" },
  run: async ({ of, budget: most, cut, fill, keep, take, tokenizer: by }, { counter, note }) => {
    const tool = counter(by);
    const units = keptFrom(keep, unitsOf(of, take));
    if ((await tokensOf(units.show(of), tool)) <= most) return of;
    const kept = await fit(units, most, fill, tool);
    const piece = cut ? await cutting(units, kept, most, tool) : null;
    const told = `pack to ${most} tokens (${tool.name})`;
    note(`${told}: contexts cut`);
    note(`${told}: ${units.what} dropped`, units.units.length - kept.length - (piece ? 1 : 0));
    if (kept.length === 0 && !piece) note(`${told}: contexts of which nothing fits`);
    return units.make(kept, piece);
  },
});

const tokensOf = async (text: string, tool: Counter): Promise<number> =>
  text === "" ? 0 : ((await tool.count([text]))[0] ?? 0);

/** Units that fit: chosen by their counts alone, then held to the count of the whole, since tokenizers do not add up exactly. */
async function fit(units: Units, most: number, fill: Fill, tool: Counter): Promise<number[]> {
  const kept = await chosen(units, most, fill, tool);
  const size = (some: readonly number[]) => tokensOf(units.show(units.make(some, null)), tool);
  while (kept.length > 0 && (await size(kept)) > most) kept.pop();
  if (fill === "prefix")
    while (kept.length < units.units.length && (await size([...kept, kept.length])) <= most)
      kept.push(kept.length);
  return kept;
}

async function chosen({ units }: Units, most: number, fill: Fill, tool: Counter): Promise<number[]> {
  const headings = [...new Set(units.flatMap((unit) => unit.headings))];
  const counts = await tool.count([...units.map((unit) => unit.text), ...headings]);
  const cost = new Map(headings.map((heading, at) => [heading, counts[units.length + at] ?? 0]));
  const paid = new Set<string>();
  const kept: number[] = [];
  let used = 0;
  for (const [at, unit] of units.entries()) {
    const fresh = unit.headings.filter((heading) => !paid.has(heading));
    const price = (counts[at] ?? 0) + fresh.reduce((sum, heading) => sum + (cost.get(heading) ?? 0), 0);
    if (used + price > most) {
      if (fill === "prefix") break;
      continue;
    }
    for (const heading of fresh) paid.add(heading);
    kept.push(at);
    used += price;
  }
  return kept;
}

/** The longest piece of the first unit left out that still fits, cut between tokens: its beginning, or its end where ends are kept. */
async function cutting(
  units: Units,
  kept: readonly number[],
  most: number,
  tool: Counter,
): Promise<Cut | null> {
  const unit = units.units.findIndex((_, at) => !kept.includes(at));
  const text = units.units[unit]?.text;
  if (text === undefined) return null;
  const pieces = await tool.split(text.trimEnd());
  const piece = (size: number): string =>
    (units.ends?.(unit) ? pieces.slice(pieces.length - size) : pieces.slice(0, size)).join("");
  let [fits, over] = [0, pieces.length + 1];
  while (over - fits > 1) {
    const half = Math.floor((fits + over) / 2);
    const made = units.make(kept, { unit, text: piece(half) });
    if ((await tokensOf(units.show(made), tool)) <= most) fits = half;
    else over = half;
  }
  return fits === 0 ? null : { unit, text: piece(fits) };
}
