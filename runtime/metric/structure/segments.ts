// A text as segments that follow each other: what the metrics of boundaries take.
import { doc, either, int, listOf, maybe, type Param, tree } from "../../operator.ts";
import { dataError } from "../../problem.ts";
import { ranged } from "../../ranged.ts";
import type { Tree } from "../../value.ts";

type Segments = readonly number[] | Tree;
const segments: Param<Segments> = either(listOf(int), tree);

export const segmented = {
  segments: doc(
    "how long each segment is, in sentences or whatever units; or a tree, by the ranges of its aspects",
    segments,
  ),
  gold: doc("the same of the right segments", segments),
};
export const k = doc(
  "how far apart the two ends of the window are, in units; left out: half of the mean length of the right segments",
  maybe(ranged(int, { least: 1 })),
);

const isList = (given: Segments): given is readonly number[] => Array.isArray(given);

/** Of a list as it is; of a tree how many sentences each top aspect has. Errors: E204 for what does not tile the text. */
function lengths(metric: string, given: Segments): readonly number[] {
  if (isList(given)) {
    const odd = given.find((one) => one < 1);
    if (given.length > 0 && odd === undefined) return given;
    throw dataError(
      "E204",
      `'${metric}' takes the lengths of segments, 1 or more each, got ${given.length === 0 ? "none" : odd}`,
      "keep the rows that have segments",
    );
  }
  let next = 1;
  const found = given.aspects.map(({ name, range }) => {
    if (range === undefined || range[0] !== next)
      throw dataError(
        "E204",
        `'${metric}' takes aspects that follow each other without a gap, but '${name}' ${range ? `begins at ${range[0]}, and not at ${next}` : "has no range"}`,
        "give the lengths of the segments",
      );
    next = range[1] + 1;
    return range[1] - range[0] + 1;
  });
  if (found.length > 0) return found;
  throw dataError(
    "E204",
    `'${metric}' takes a tree with aspects, and this one has none`,
    "keep the rows that have aspects",
  );
}

/** Both as lengths. Errors: E204 where the two are not of as many units. */
export function both(
  metric: string,
  said: Segments,
  gold: Segments,
): readonly [readonly number[], readonly number[]] {
  const [ours, right] = [lengths(metric, said), lengths(metric, gold)];
  const [a, b] = [sum(ours), sum(right)];
  if (a === b) return [ours, right];
  throw dataError(
    "E204",
    `'${metric}' takes two ways to cut one text, but one has ${a} units and the other ${b}`,
    "count both in the same units",
  );
}

export const sum = (all: readonly number[]): number => all.reduce((total, one) => total + one, 0);

/** Of each unit the number of its segment. */
export const owners = (all: readonly number[]): readonly number[] =>
  all.flatMap((length, at) => Array.from({ length }, () => at));
