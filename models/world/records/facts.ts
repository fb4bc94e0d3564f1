// A fact set: what is claimed about the entities of one document. Some aspects are told of some entities only, and some are
// claimed twice, with dates: then the later claim holds.
import type { Random } from "../random.ts";
import type { Aspect, Domain } from "./domain.ts";
import type { Split } from "./held-out.ts";
import { date, rank, value } from "./kinds.ts";
import { entities } from "./names.ts";

export interface Claim {
  readonly entity: string;
  readonly aspect: Aspect;
  readonly value: string;
  /** The day on which it was noted; null: always. */
  readonly on: string | null;
  /** It takes the place of an earlier claim. */
  readonly corrects: boolean;
}

export interface FactSet {
  readonly domain: Domain;
  readonly entities: readonly string[];
  /** By entity, in the order of `entities`. */
  readonly claims: readonly Claim[];
}

export const MOST_FACTS = 128;
const MOST_ENTITIES = 32;
const MOST_ASPECTS = 8;
/** Of all pairs of entity and aspect so many are told. */
const TOLD = 0.75;
const CORRECTED = 0.12;
/** Noted on a day, never corrected: a day alone says nothing. */
const DATED = 0.08;
const YEARS = [1900, 1959, 1960, 2024] as const;

/** `facts` pairs of entity and aspect, each with a value, at least one per entity; `corrected`: such a share of them is told twice. */
export function factSet(
  random: Random,
  domain: Domain,
  facts: number,
  split: Split,
  corrected = CORRECTED,
): FactSet {
  if (!Number.isInteger(facts) || facts < 1 || facts > MOST_FACTS)
    throw new RangeError(`facts must be a whole number from 1 to ${MOST_FACTS}, not ${facts}`);
  const [count, width] = shape(random, facts);
  const names = entities(random, count, split);
  const usable = domain.aspects.filter((aspect) => names.length > 1 || aspect.kind.kind !== "link");
  const told = pairs(random, names, random.sample(usable, width), facts);
  const used = new Map<Aspect, Set<string>>();
  const draw = ([entity, aspect]: Pair): string => {
    const others = names.filter((name) => name !== entity);
    const seen = used.get(aspect) ?? new Set<string>();
    used.set(aspect, seen);
    return fresh(() => value(random, aspect.kind, split, others), seen);
  };
  return { domain, entities: names, claims: told.flatMap((pair) => claims(random, pair, draw, corrected)) };
}

type Pair = readonly [entity: string, aspect: Aspect];

/** How many entities, of how many aspects: at least two entities where there are two facts. */
function shape(random: Random, facts: number): readonly [entities: number, aspects: number] {
  if (facts === 1) return [1, 1];
  const least = Math.max(2, Math.ceil(facts / TOLD / MOST_ENTITIES));
  const aspects = least + random.int(MOST_ASPECTS - least + 1);
  const count = Math.ceil(facts / TOLD / aspects);
  return [Math.min(facts, Math.max(2, count)), aspects];
}

/** One aspect of each entity, then others, as far as `facts` goes; by entity, its aspects in random order. */
function pairs(random: Random, names: readonly string[], aspects: readonly Aspect[], facts: number): Pair[] {
  const first = names.map((name): Pair => [name, random.pick(aspects)]);
  const rest = names.flatMap((name, at) =>
    aspects.filter((aspect) => aspect !== first[at]?.[1]).map((aspect): Pair => [name, aspect]),
  );
  const chosen = [...first, ...random.sample(rest, facts - first.length)];
  return names.flatMap((name) => {
    const own = chosen.filter(([entity]) => entity === name);
    return random.sample(own, own.length);
  });
}

function claims(random: Random, pair: Pair, draw: (pair: Pair) => string, corrected: number): Claim[] {
  const [entity, aspect] = pair;
  const roll = random.float();
  const claim = (on: string | null, corrects = false): Claim => ({
    entity,
    aspect,
    value: draw(pair),
    on,
    corrects,
  });
  if (roll >= corrected + DATED) return [claim(null)];
  const first = claim(date(random, YEARS[0], YEARS[1]));
  if (roll >= corrected) return [first];
  const second = claim(date(random, YEARS[2], YEARS[3]), true);
  return second.value === first.value ? [first] : random.sample([first, second], 2);
}

// Two entities seldom share a value: a wrong entity then gives a wrong answer. A few tries, not a promise: word lists run out.
function fresh(draw: () => string, seen: Set<string>): string {
  let drawn = draw();
  for (let tries = 0; seen.has(drawn) && tries < 4; tries++) drawn = draw();
  seen.add(drawn);
  return drawn;
}

/** The claims that hold: of each entity and aspect the latest. */
export function holding(claims: readonly Claim[]): Claim[] {
  const latest = new Map<string, Claim>();
  for (const claim of claims) {
    const key = `${claim.entity}\n${claim.aspect.noun}`;
    const before = latest.get(key);
    if (!before || when(claim) > when(before)) latest.set(key, claim);
  }
  return [...latest.values()];
}

const when = ({ on }: Claim): number => (on === null ? 0 : rank(on));
