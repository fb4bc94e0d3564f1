// What many numbers come to: mean, sum, least, most, median, spread.
import { doc, listOf, num, maybe, operator, type Operator, type Reach } from "../operator.ts";
import { dataError } from "../problem.ts";
import { mean as average, quantile, sd as spread } from "../stats/moments.ts";
import * as types from "../../dsl/types/types.ts";

const numbers = doc("numbers; null is left out and counted", listOf(maybe(num)));

/** A row of the table below: what it is, how few numbers it needs, and the function of them. */
interface Row {
  readonly name: string;
  readonly doc: string;
  readonly least: number;
  readonly of: (values: readonly number[]) => number;
}

const ascending = (values: readonly number[]): number[] => values.toSorted((a, b) => a - b);

const rows: readonly Row[] = [
  { name: "mean", doc: "the arithmetic mean", least: 1, of: average },
  { name: "sum", doc: "the sum; of nothing it is 0", least: 0, of: (all) => all.reduce((a, b) => a + b, 0) },
  { name: "min", doc: "the least", least: 1, of: (all) => all.reduce((a, b) => Math.min(a, b)) },
  { name: "max", doc: "the most", least: 1, of: (all) => all.reduce((a, b) => Math.max(a, b)) },
  {
    name: "median",
    doc: "the middle; of an even number the mean of the middle two",
    least: 1,
    of: (all) => quantile(ascending(all), 0.5),
  },
  { name: "sd", doc: "the standard deviation with n - 1", least: 2, of: spread },
];

/** `mean(xs)` and its kin: a list of numbers to one number. Errors: E113 where there are too few numbers. */
export const numberLists: readonly Operator[] = rows.map(({ name, doc: what, least, of }) =>
  operator({
    name,
    family: "number",
    doc: what,
    params: { numbers },
    returns: types.num,
    run: ({ numbers: given }, reach) => of(present(name, given, least, reach)),
  }),
);

function present(
  name: string,
  given: readonly (number | null)[],
  least: number,
  { note }: Reach,
): readonly number[] {
  const values = given.filter((value): value is number => value !== null);
  if (values.length < given.length)
    note(`${name}: values that are null left out`, given.length - values.length);
  if (values.length >= least) return values;
  throw dataError(
    "E113",
    `'${name}' needs ${least === 1 ? "a number" : `${least} numbers`}, but the list has ${values.length === 0 ? "none" : values.length}`,
    "keep groups with enough rows, or give a stand-in with if len(xs) > 0 then ... else ...",
  );
}
