// A question's passage and its hard negatives: one sentence each, that needs no other.
import type { Random } from "../random.ts";
import { holding, type Claim, type FactSet } from "./facts.ts";
import type { Split } from "./held-out.ts";
import type { Solution } from "./query.ts";
import { alone } from "./story.ts";

export interface Pair {
  readonly passage: string;
  /** The same entity with other aspects, and the same aspect of other entities. */
  readonly negatives: readonly string[];
}

const EACH = 3;

export function pairOf(random: Random, set: FactSet, solution: Solution, forms: Split): Pair | null {
  const [claim] = solution.claims;
  if (!claim) return null;
  const sentence = (one: Claim): string => alone(random, one, forms, null).text;
  const held = holding(set.claims);
  const near = [
    held.filter((one) => one.entity === claim.entity && one.aspect !== claim.aspect),
    held.filter((one) => one.aspect === claim.aspect && one.value !== claim.value),
  ];
  return {
    passage: sentence(claim),
    negatives: near.flatMap((claims) => random.sample(claims, EACH)).map(sentence),
  };
}
