// A needle: one fact at a chosen depth of a document of other facts and fillers.
import type { Random } from "../random.ts";
import type { Claim, FactSet } from "./facts.ts";
import type { Split } from "./held-out.ts";
import { alone, filler, tell, type Sentence } from "./story.ts";

export interface Hay {
  /** Where the needle stands: 0 first, 1 last. Left out: anywhere. */
  readonly depth?: number;
  /** The document has at most so many units of `measure`, as many as sentences allow. */
  readonly length?: number;
  readonly measure?: (text: string) => number;
}

/**
 * The claims of a set, scattered, `claim` at `depth`. With a length, fillers are added, or sentences that do not tell of the
 * same key are left out, until one more would go over it.
 */
export function needle(random: Random, set: FactSet, claim: Claim, forms: Split, hay: Hay): Sentence[] {
  const rest = { ...set, claims: set.claims.filter((other) => other !== claim) };
  const straw = tell(random, rest, "scattered", forms);
  const found = alone(random, claim, forms, null);
  const { depth = random.float(), length, measure } = hay;
  const hidden =
    length === undefined || measure === undefined
      ? straw
      : fit(random, set, forms, straw, claim, length, found, measure);
  const at = Math.round(depth * hidden.length);
  return [...hidden.slice(0, at), found, ...hidden.slice(at)];
}

/** What stands first has no blank before it, and may take so much more. */
const FIRST = 4;

function fit(
  random: Random,
  set: FactSet,
  forms: Split,
  straw: readonly Sentence[],
  { entity, aspect }: Claim,
  length: number,
  found: Sentence,
  measure: (text: string) => number,
): Sentence[] {
  const said = (text: string): number => measure(` ${text}`);
  // an earlier claim on the same key stays: without it the needle would be the only one
  const same = (one: Claim): boolean => one.entity === entity && one.aspect === aspect;
  const kept = straw.filter(({ claims }) => claims.some(same));
  const others = straw.filter(({ claims }) => !claims.some(same));
  let left = kept.reduce((sum, { text }) => sum - said(text), length - FIRST - said(found.text));
  for (let at = 0; ; at++) {
    const next = others[at] ?? filler(random, set, forms, null);
    left -= said(next.text);
    if (left < 0) return random.sample(kept, kept.length);
    kept.push(next);
  }
}
