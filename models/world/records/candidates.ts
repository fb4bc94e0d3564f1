// A question and the passages that might answer it, as a first search would find them: one does, the others nearly do, or not at all.
import { stream } from "../random.ts";
import { holding, type Claim } from "./facts.ts";
import { item, type Wanted } from "./items.ts";
import { alone, filler } from "./story.ts";

export interface Candidate {
  readonly text: string;
  /** Noun of the aspect that it tells of; null: of none. */
  readonly aspect: string | null;
}

export interface Candidates {
  readonly question: string;
  /** Noun of the aspect that is asked for. */
  readonly aspect: string;
  /** The one that answers first. */
  readonly passages: readonly Candidate[];
}

/** Hard negatives of either kind: the same entity with other aspects, the same aspect of other entities. */
const EACH = 3;

/**
 * `size` passages: the one that answers, hard negatives, then other sentences of the same facts and fillers. What was claimed of the
 * same key and corrected is not among them: which of two claims holds cannot be seen from one of them.
 */
export function candidates(
  wanted: Omit<Wanted, "task">,
  size: number,
  ...key: readonly (string | number)[]
): Candidates {
  const { question, set, query } = item({ ...wanted, task: "single" }, "candidates", ...key);
  if (query?.kind !== "value") throw new RangeError("a single fact is a value");
  const forms = wanted.forms ?? wanted.split;
  const random = stream(wanted.seed, "candidates", forms, ...key);
  const told = (claim: Claim): Candidate => ({
    text: alone(random, claim, forms, null).text,
    aspect: claim.aspect.noun,
  });
  const held = holding(set.claims);
  const alike = (entity: boolean, aspect: boolean): Claim[] =>
    held.filter(
      (one) => (one.entity === query.entity) === entity && (one.aspect.noun === query.aspect) === aspect,
    );
  const gold = alike(true, true);
  // another entity's equal value would be an answer that looks right
  const same = alike(false, true).filter(({ value }) => value !== gold[0]?.value);
  const claims = [
    ...gold,
    ...random.sample(alike(true, false), EACH),
    ...random.sample(same, EACH),
    ...random.sample(alike(false, false), size),
  ];
  const passages = claims.slice(0, size).map(told);
  while (passages.length < size) passages.push({ text: filler(random, set, forms, null).text, aspect: null });
  return { question, aspect: query.aspect, passages };
}
