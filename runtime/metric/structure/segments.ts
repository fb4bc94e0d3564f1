// A text cut into segments: what the metrics of boundaries take.
import { doc, either, int, listOf, maybe, type Param, tree } from "../../operator.ts";
import { dataError } from "../../problem.ts";
import { ranged } from "../../ranged.ts";
import type { Tree } from "../../value.ts";

type Lengths = readonly number[];
type Ranges = readonly (readonly number[])[];
type Segments = Lengths | Ranges | Tree;
const segments = either(either(listOf(int), listOf(listOf(int))), tree) as Param<Segments>;

export const segmented = {
  segments: doc(
    "the lengths of the segments, in sentences or whatever units; or the first and last unit of each, from 1; or a tree, by the ranges of its aspects",
    segments,
  ),
  gold: doc("the same of the right segments", segments),
  units: doc(
    "how many units the text has; left out: as many as the lengths say, or up to the last range",
    maybe(ranged(int, { least: 1 })),
  ),
};
export const k = doc(
  "how far apart the two ends of the window are, in units; left out: half of the mean length of the right segments",
  maybe(ranged(int, { least: 1 })),
);

interface Asked {
  readonly segments: Segments;
  readonly gold: Segments;
  readonly units: number | null;
}
/** Cuts are numbers of units before them. */
interface Side {
  readonly cuts: readonly number[];
  readonly end: number;
  /** Whether the end is that of the text, and not of the last range. */
  readonly whole: boolean;
}

const wrong = (metric: string, what: string, hint: string): ReturnType<typeof dataError> =>
  dataError("E204", `'${metric}' ${what}`, hint);

const isTree = (given: Segments): given is Tree => !Array.isArray(given);
const isRanges = (given: Lengths | Ranges): given is Ranges => given.some((one) => typeof one === "object");

function side(metric: string, given: Segments): Side {
  if (!isTree(given) && !isRanges(given)) return ofLengths(metric, given);
  const ranges = isTree(given)
    ? given.aspects.map(({ name, range }) => {
        if (range) return range;
        throw wrong(metric, `takes aspects with ranges, but '${name}' has none`, "give lengths or ranges");
      })
    : given;
  return ofRanges(metric, ranges);
}

function ofLengths(metric: string, lengths: Lengths): Side {
  const odd = lengths.find((one) => one < 1);
  if (lengths.length === 0 || odd !== undefined)
    throw wrong(
      metric,
      `takes the lengths of segments, 1 or more each, got ${odd ?? "none"}`,
      "keep the rows that have segments",
    );
  let end = 0;
  return { cuts: lengths.map((length) => (end += length)), end, whole: true };
}

/** Gaps between ranges are segments too, and so is what two ranges share: there is a cut wherever one begins or ends. */
function ofRanges(metric: string, ranges: Ranges): Side {
  const odd = ranges.find(([from = 0, to = 0, ...more]) => from < 1 || to < from || more.length > 0);
  if (ranges.length === 0 || odd !== undefined)
    throw wrong(
      metric,
      `takes ranges of a first and a last unit, from 1, got ${odd ? JSON.stringify(odd) : "none"}`,
      "keep the rows that have segments",
    );
  const cuts = ranges.flatMap(([from = 0, to = 0]) => [from - 1, to]);
  return { cuts, end: Math.max(...cuts), whole: false };
}

/**
 * The lengths of the segments on both sides. Errors: E204 for what is no way to cut a text, and where one side is of more units than
 * the other, or than `units`.
 */
export function both(metric: string, { segments: said, gold, units }: Asked): readonly [Lengths, Lengths] {
  const sides = [side(metric, said), side(metric, gold)] as const;
  const ends = sides.map(({ end }) => end);
  const all = units ?? sides.find(({ whole }) => whole)?.end ?? Math.max(...ends);
  const odd = sides.find(({ end, whole }) => (whole ? end !== all : end > all));
  if (odd)
    throw wrong(
      metric,
      `takes two ways to cut a text of ${all} units, but one is of ${odd.end}`,
      "count both in the same units",
    );
  return sides.map(({ cuts }) => between(cuts, all)) as [Lengths, Lengths];
}

function between(cuts: readonly number[], units: number): Lengths {
  const ends = [...new Set([...cuts.filter((cut) => cut > 0), units])].toSorted((a, b) => a - b);
  return ends.map((end, at) => end - (ends[at - 1] ?? 0));
}

export const sum = (all: readonly number[]): number => all.reduce((total, one) => total + one, 0);

/** Of each unit the number of its segment. */
export const owners = (lengths: Lengths): readonly number[] =>
  lengths.flatMap((length, at) => Array.from({ length }, () => at));
