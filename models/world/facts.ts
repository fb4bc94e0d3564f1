// A fact set: entities x aspects, every aspect told of every entity, so that a question needs both keys.
import type { Aspect, Domain } from "./domains.ts";
import { names } from "./names.ts";
import type { Random } from "./random.ts";
import { anyKind, value } from "./values.ts";

export interface Fact {
  readonly entity: string;
  readonly aspect: Aspect;
  readonly value: string;
}

/** The facts by entity, in document order. */
export type FactSet = readonly { readonly entity: string; readonly facts: readonly Fact[] }[];

export const MOST = 128;

type Shape = readonly [entities: number, aspects: number];

// prettier-ignore
const SHAPES: Readonly<Record<number, readonly Shape[]>> = {
  1: [[1, 1]],
  2: [[2, 1], [1, 2]],
  3: [[3, 1], [1, 3]],
  4: [[2, 2]],
  6: [[3, 2], [2, 3]],
  8: [[4, 2], [2, 4]],
  12: [[4, 3], [3, 4]],
  16: [[4, 4], [8, 2]],
  24: [[6, 4], [8, 3]],
  32: [[8, 4]],
  48: [[12, 4], [8, 6]],
  64: [[16, 4], [8, 8]],
  96: [[16, 6], [12, 8]],
  128: [[16, 8]],
};

/** The grids that hold exactly `count` facts; other counts than the table's take the widest grid of at most six aspects. */
export function shapes(count: number): readonly Shape[] {
  if (!Number.isInteger(count) || count < 1 || count > MOST) {
    throw new RangeError(`facts must be a whole number from 1 to ${MOST}, not ${count}`);
  }
  const known = SHAPES[count];
  if (known) return known;
  const aspects = [6, 5, 4, 3, 2, 1].find((n) => count % n === 0) ?? 1;
  return [[count / aspects, aspects]];
}

/** A grid of `count` facts; names from the held-out pairs when `test`. */
export function factSet(random: Random, domain: Domain, count: number, test: boolean): FactSet {
  const [entities, aspects] = random.pick(shapes(count));
  const chosen = random.sample(domain.aspects, aspects).map((aspect) => ({
    aspect: domain.name === "mixed" ? { ...aspect, kind: anyKind(random) } : aspect,
    used: new Set<string>(),
  }));
  return names(random, entities, test).map((entity) => ({
    entity,
    facts: random
      .sample(chosen, aspects)
      .map(({ aspect, used }) => ({ entity, aspect, value: fresh(random, aspect, used) })),
  }));
}

// Two entities seldom share a value: a wrong entity then gives a wrong answer. A few tries, not a promise: small word lists run out.
function fresh(random: Random, aspect: Aspect, used: Set<string>): string {
  let drawn = value(random, aspect.kind);
  for (let tries = 0; used.has(drawn) && tries < 4; tries++) drawn = value(random, aspect.kind);
  used.add(drawn);
  return drawn;
}
