// Cuts that know nothing of a text: what any way to cut one must beat.
import { doc, int, operator, opt } from "../operator.ts";
import * as types from "../../dsl/types/types.ts";
import { typeError } from "../problem.ts";
import { stream } from "../random.ts";
import { ranged } from "../ranged.ts";

const given = {
  units: doc("how many units the text has", ranged(int, { least: 1 })),
  parts: doc("how many segments", ranged(int, { least: 1 })),
};

/** Lengths of what lies between cuts, ascending. */
export const lengths = (cuts: readonly number[], units: number): number[] =>
  [...cuts, units].map((cut, at) => cut - (cuts[at - 1] ?? 0));

export const even = (units: number, parts: number): number[] =>
  lengths(
    Array.from({ length: parts - 1 }, (_, at) => Math.round(((at + 1) * units) / parts)),
    units,
  );

export function drawn(random: ReturnType<typeof stream>, units: number, parts: number): number[] {
  const cuts = new Set<number>();
  while (cuts.size < parts - 1) cuts.add(1 + random.below(units - 1));
  return lengths(
    [...cuts].toSorted((a, b) => a - b),
    units,
  );
}

function fit(what: string, units: number, parts: number): void {
  if (parts > units)
    throw typeError(
      "E203",
      `'${what}' takes as many parts as there are units, ${units}, or fewer, but got ${parts}`,
    );
}

/** `even_segments(100, parts: 7)`: lengths as equal as can be. Errors: E203 for more parts than units. */
export const evenSegments = operator({
  name: "even_segments",
  family: "context",
  doc: "the lengths of equal segments: a baseline for boundaries",
  params: given,
  returns: types.list(types.int),
  run: ({ units, parts }) => {
    fit("even_segments", units, parts);
    return even(units, parts);
  },
});

/** `random_segments(100, parts: 7, seed: 1)`: lengths between places that are drawn evenly. Errors: E203 for more parts than units. */
export const randomSegments = operator({
  name: "random_segments",
  family: "context",
  doc: "the lengths of segments between random places: a baseline for boundaries",
  params: { ...given, seed: doc("seed of the draws", opt(int, 0)) },
  returns: types.list(types.int),
  run: ({ units, parts, seed }) => {
    fit("random_segments", units, parts);
    return drawn(stream(seed, "random_segments"), units, parts);
  },
});
