// What can be asked of a fact set, and what follows from its claims.
import type { Random } from "../random.ts";
import type { Aspect } from "./domain.ts";
import { holding, type Claim, type FactSet } from "./facts.ts";
import { rank } from "./kinds.ts";

export type Most = "most" | "least";
/** Aspects by their noun. */
export type Query =
  | { readonly kind: "value"; readonly entity: string; readonly aspect: string }
  | { readonly kind: "link"; readonly entity: string; readonly by: string; readonly aspect: string }
  | { readonly kind: "found"; readonly by: string; readonly value: string; readonly aspect: string }
  | { readonly kind: "count"; readonly aspect: string; readonly above: string }
  | {
      readonly kind: "pair";
      readonly aspect: string;
      readonly of: readonly [string, string];
      readonly want: Most;
    }
  | { readonly kind: "top"; readonly aspect: string; readonly want: Most };

/** What is answered where the document does not say. */
export const NONE = "none";

export interface Solution {
  readonly answer: string;
  /** The claims that decide. */
  readonly claims: readonly Claim[];
}

/** What the claims that hold say to a query. */
export function solve(set: FactSet, query: Query): Solution {
  const held = holding(set.claims);
  const at = (entity: string, aspect: string): Claim | undefined =>
    held.find((claim) => claim.entity === entity && claim.aspect.noun === aspect);
  const told = held.filter((claim) => claim.aspect.noun === query.aspect);
  switch (query.kind) {
    case "value":
      return found([at(query.entity, query.aspect)]);
    case "link": {
      const link = at(query.entity, query.by);
      return found([link, link && at(link.value, query.aspect)]);
    }
    case "found": {
      const key = held.find((claim) => claim.aspect.noun === query.by && claim.value === query.value);
      return found([key, key && at(key.entity, query.aspect)]);
    }
    case "count": {
      const above = told.filter((claim) => rank(claim.value) > rank(query.above));
      return { answer: String(above.length), claims: told };
    }
    case "pair": {
      const two = query.of.map((entity) => at(entity, query.aspect));
      const [one, other] = two;
      if (!one || !other) return found([undefined]);
      return { answer: extreme([one, other], query.want).value, claims: [one, other] };
    }
    case "top":
      return told.length === 0
        ? found([undefined])
        : { answer: extreme(told, query.want).entity, claims: told };
  }
}

function found(chain: readonly (Claim | undefined)[]): Solution {
  const claims = chain.filter((claim) => claim !== undefined);
  return claims.length === chain.length
    ? { answer: (claims.at(-1) as Claim).value, claims }
    : { answer: NONE, claims: [] };
}

function extreme(claims: readonly [Claim, ...Claim[]] | readonly Claim[], want: Most): Claim {
  const sign = want === "most" ? 1 : -1;
  return claims.reduce((best, claim) => (sign * rank(claim.value) > sign * rank(best.value) ? claim : best));
}

/** A fact that is told. */
export function told(random: Random, set: FactSet): Query | null {
  const { entity, aspect } = random.pick(holding(set.claims));
  return { kind: "value", entity, aspect: aspect.noun };
}

/** An aspect that is told of others and not of this entity. */
export function untold(random: Random, set: FactSet): Query | null {
  const held = holding(set.claims);
  const missing = set.entities.flatMap((entity) =>
    aspectsOf(held)
      .filter((aspect) => !held.some((claim) => claim.entity === entity && claim.aspect === aspect))
      .map((aspect): Query => ({ kind: "value", entity, aspect: aspect.noun })),
  );
  return pickOr(random, missing);
}

/** From an entity over its link, or from a value that only one entity has, to a fact of the entity found. */
export function twoHop(random: Random, set: FactSet): Query | null {
  const held = holding(set.claims);
  const others = (entity: string, but: Aspect): Claim[] =>
    held.filter((claim) => claim.entity === entity && claim.aspect !== but);
  const links = held
    .filter(({ aspect }) => aspect.kind.kind === "link")
    .flatMap(({ entity, value, aspect }) =>
      others(value, aspect).map((to): Query => ({
        kind: "link",
        entity,
        by: aspect.noun,
        aspect: to.aspect.noun,
      })),
    );
  const single = held.filter(
    (one) =>
      set.claims.filter((claim) => claim.aspect === one.aspect && claim.value === one.value).length === 1,
  );
  const values = single.flatMap(({ entity, value, aspect }) =>
    others(entity, aspect).map((to): Query => ({
      kind: "found",
      by: aspect.noun,
      value,
      aspect: to.aspect.noun,
    })),
  );
  const order = random.chance(0.5) ? [links, values] : [values, links];
  return pickOr(random, order.find((some) => some.length > 0) ?? []);
}

/** How many entities are above a value that one of them has. */
export function count(random: Random, set: FactSet): Query | null {
  const measured = ranked(set, 3);
  const claim = pickOr(random, measured);
  return claim && { kind: "count", aspect: claim.aspect.noun, above: claim.value };
}

/** The higher of two values, or the entity with the highest of all; never with a tie. */
export function compare(random: Random, set: FactSet): Query | null {
  const want = random.pick(["most", "least"] as const);
  const one = pickOr(random, ranked(set, 2));
  if (!one) return null;
  const { aspect } = one;
  const all = holding(set.claims).filter((claim) => claim.aspect === aspect);
  if (random.chance(0.5)) {
    const best = extreme(all, want);
    const tied = all.some((claim) => claim !== best && rank(claim.value) === rank(best.value));
    return tied ? null : { kind: "top", aspect: aspect.noun, want };
  }
  const other = pickOr(
    random,
    all.filter((claim) => rank(claim.value) !== rank(one.value)),
  );
  return other && { kind: "pair", aspect: aspect.noun, of: [one.entity, other.entity], want };
}

/** Claims that hold and can be ranked, of aspects that at least `least` entities have. */
function ranked(set: FactSet, least: number): Claim[] {
  const held = holding(set.claims);
  return held.filter(
    ({ aspect }) =>
      (aspect.kind.kind === "number" || aspect.kind.kind === "date") &&
      held.filter((claim) => claim.aspect === aspect).length >= least,
  );
}

const aspectsOf = (claims: readonly Claim[]): Aspect[] => [...new Set(claims.map(({ aspect }) => aspect))];
const pickOr = <T>(random: Random, items: readonly T[]): T | null =>
  items.length === 0 ? null : random.pick(items);
