// Agreement of raters: two of them, as many for each item, or any number.
import * as types from "../../dsl/types/types.ts";
import { choice, listOf, many, maybe, column, type Operator } from "../operator.ts";
import { dataError } from "../problem.ts";
import { cohen, fleiss, krippendorff } from "../stats/agreement.ts";
import { confusion } from "../stats/confusion.ts";
import { probit } from "../stats/normal.ts";
import { column as valuesOf } from "../table.ts";
import type { Value } from "../value.ts";
import { existing, tableOf } from "../verbs/rows.ts";
import {
  complete,
  doc,
  drawing,
  drawnInterval,
  each,
  figures,
  json,
  label,
  none,
  number,
  operator,
  opt,
  record,
  rowsOf,
} from "./shared.ts";

const result = record({ kappa: types.num, lo: types.num, hi: types.num, n: types.int });

/** Errors: E302 for labels that only one side has, or that are not among those declared. */
export function sameLabels(
  what: string,
  sides: readonly (readonly string[])[],
  declared: readonly string[] | null,
): void {
  const sets = sides.map((side) => [...new Set(side)].toSorted());
  if (declared) {
    const strange = sets.flat().find((one) => !declared.includes(one));
    if (strange === undefined) return;
    throw dataError(
      "E302",
      `'${what}' got the label ${JSON.stringify(strange)}, which 'labels' lacks`,
      `labels: ${declared.join(", ")}`,
    );
  }
  const [first = [], ...others] = sets;
  const other = others.find((set) => JSON.stringify(set) !== JSON.stringify(first));
  if (!other) return;
  const say = (set: readonly string[]): string =>
    set
      .slice(0, 8)
      .map((one) => JSON.stringify(one))
      .join(", ");
  throw dataError(
    "E302",
    `'${what}' compares different labels: ${say(first)} on one side, ${say(other)} on the other`,
    "map both to the same labels; where one side just never used a label, declare them all: labels: [...]",
  );
}

const labels = doc("all labels there are; left out: both sides must use the same ones", maybe(listOf(json)));
const declared = (what: string, given: readonly Value[] | null): readonly string[] | null =>
  given && given.map((one) => label(what, one));

/** `cohen_kappa(rows, .judge, .gold)`: Cohen's kappa with its normal interval. Errors: E302 (labels differ), E113 (one class). */
const cohen_kappa = operator({
  name: "cohen_kappa",
  family: "statistics",
  doc: "Cohen's kappa: how far two raters agree beyond chance",
  params: {
    rows: rowsOf,
    a: doc("the label that one rater gives", each(json)),
    b: doc("the label that the other gives", each(json)),
    labels,
    level: drawing.level,
  },
  returns: result,
  run: async ({ rows, a, b, labels: given, level }, reach) => {
    const pairs = await complete("cohen_kappa", rows, [a, b], reach);
    const [first, second] = [0, 1].map((side) =>
      pairs.map((pair) => label("cohen_kappa", pair[side] ?? null)),
    ) as [string[], string[]];
    sameLabels("cohen_kappa", [first, second], declared("cohen_kappa", given));
    const found = cohen(confusion(first, second));
    if (!found) throw none("cohen_kappa", "both sides have one class only, so that chance agrees always");
    const half = probit(0.5 + level / 2) * found.se;
    return figures({ kappa: found.value, lo: found.value - half, hi: found.value + half, n: pairs.length });
  },
});

/** `fleiss_kappa(rows, .first, .second, .third)`: a column per rater, every item rated by all. Errors: E201, E113. */
const fleiss_kappa = operator({
  name: "fleiss_kappa",
  family: "statistics",
  doc: "Fleiss' kappa: how far several raters agree beyond chance, a column for each",
  params: { rows: rowsOf, raters: doc("a column per rater, two or more", many(column)), ...drawing },
  returns: result,
  run: async ({ rows, raters, ...how }, reach) => {
    const table = tableOf(rows);
    existing(table, raters);
    if (raters.length < 2) throw none("fleiss_kappa", "it takes the columns of two raters or more");
    const readers = raters.map(
      (name) => async (row: { readonly [column: string]: Value }) => row[name] ?? null,
    );
    const ratings = (await complete("fleiss_kappa", rows, readers, reach)).map((row) =>
      row.map((one) => label("fleiss_kappa", one)),
    );
    const value = fleiss(ratings);
    if (value === null) throw none("fleiss_kappa", "there is one class only, so that chance agrees always");
    return figures({
      kappa: value,
      ...drawnInterval("fleiss_kappa", ratings, fleiss, how, reach.note),
      n: ratings.length,
    });
  },
});

/** `krippendorff_alpha(rows, .a, .b, .c, scale: "ordinal")`: ratings may be missing (null). Errors: E201, E204, E113. */
const krippendorff_alpha = operator({
  name: "krippendorff_alpha",
  family: "statistics",
  doc: "Krippendorff's alpha: how far raters agree beyond chance, where not everybody rated everything",
  params: {
    rows: rowsOf,
    raters: doc("a column per rater, two or more; null: not rated", many(column)),
    scale: doc("what the ratings are", opt(choice("nominal", "ordinal", "interval"), "nominal")),
    ...drawing,
  },
  returns: record({ alpha: types.num, lo: types.num, hi: types.num, n: types.int }),
  run: ({ rows, raters, scale, ...how }, { note }) => {
    const table = tableOf(rows);
    const read = (value: Value): string | number =>
      scale === "nominal" ? label("krippendorff_alpha", value) : number("krippendorff_alpha", value);
    const columns = existing(table, raters).map((name) => valuesOf(table, name));
    const items = Array.from({ length: table.size }, (_, at) =>
      columns.flatMap((values) =>
        values[at] === null || values[at] === undefined ? [] : [read(values[at])],
      ),
    );
    const rated = items.filter((ratings) => ratings.length > 1);
    if (rated.length < items.length)
      note("krippendorff_alpha: items with fewer than two ratings left out", items.length - rated.length);
    const of = (drawn: readonly (readonly (string | number)[])[]): number | null =>
      krippendorff(drawn, scale);
    const value = of(rated);
    if (value === null)
      throw none(
        "krippendorff_alpha",
        rated.length === 0 ? "no item has two ratings" : "all ratings are alike",
      );
    return figures({
      alpha: value,
      ...drawnInterval("krippendorff_alpha", rated, of, how, note),
      n: rated.length,
    });
  },
});

export const agreement: readonly Operator[] = [cohen_kappa, fleiss_kappa, krippendorff_alpha];
