// Several answers to each item: whether one of k is right, whether all are, how often two disagree.
import { counted } from "../../dsl/tell/count.ts";
import * as types from "../../dsl/types/types.ts";
import { itemColumn, type Operator, type Reach, type RowFn } from "../operator.ts";
import { dataError } from "../problem.ts";
import { ranged } from "../ranged.ts";
import { bootstrap } from "../stats/bootstrap.ts";
import { mean } from "../stats/moments.ts";
import { flips, passAll, passAt } from "../stats/repeats.ts";
import type { Table } from "../table.ts";
import type { Run, Value } from "../value.ts";
import {
  complete,
  doc,
  drawing,
  each,
  figures,
  int,
  json,
  label,
  operator,
  opt,
  record,
  rowsOf,
  verdict,
} from "./shared.ts";

export const result = record({ value: types.num, lo: types.num, hi: types.num, n: types.int });
export const paired = doc("the column that names an item", opt(itemColumn, "id"));

/** Item -> what was said of each of its repeats. Errors: E303 where a row has no item. */
async function byItem(
  what: string,
  rows: Table | Run,
  of: RowFn<Value>,
  id: string,
  reach: Reach,
): Promise<Map<string, Value[]>> {
  const items = new Map<string, Value[]>();
  const ids: RowFn<Value> = async (row) => row[id] ?? null;
  for (const [value = null, item = null] of await complete(what, rows, [of, ids], reach)) {
    const name = typeof item === "string" || typeof item === "number" ? String(item) : null;
    if (name === null)
      throw dataError(
        "E303",
        `'${what}' has rows without an item id in column '${id}'`,
        "name the column: paired: .id",
      );
    items.set(name, [...(items.get(name) ?? []), value]);
  }
  return items;
}

type How = Parameters<typeof bootstrap>[1];

/** One value per item, those with fewer repeats than needed refused by name. */
export async function perItem(
  what: string,
  {
    rows,
    of,
    id,
    least,
  }: { readonly rows: Table | Run; readonly of: RowFn<Value>; readonly id: string; readonly least: number },
  figure: (values: readonly Value[]) => number,
  { how, reach }: { readonly how: How; readonly reach: Reach },
): Promise<Value> {
  const items = await byItem(what, rows, of, id, reach);
  const few = [...items].find(([, values]) => values.length < least);
  if (few)
    throw dataError(
      "E113",
      `'${what}' needs ${counted(least, "repeat")} of each item, but item ${JSON.stringify(few[0])} has ${few[1].length}`,
      "run more seeds, or ask for fewer",
    );
  const values = [...items].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, all]) => figure(all));
  return figures({ value: mean(values), ...bootstrap(values, how), n: values.length });
}

/** Those that ask about k answers. */
const rows = [
  {
    name: "pass_at_k",
    doc: "pass@k: the chance that at least one of k answers to an item is right, unbiased",
    of: passAt,
  },
  {
    name: "pass_hat_k",
    doc: "pass^k: the chance that all of k answers to an item are right, unbiased",
    of: passAll,
  },
  {
    name: "at_least_k",
    doc: "the share of items of which at least k answers are right",
    of: (_: number, right: number, k: number) => Number(right >= k),
  },
];

/** `pass_at_k(run, .right, k: 5)`, `pass_hat_k(run, .right, k: 5)`, `at_least_k(run, .right, k: 3)`: means over items. Errors: E303, E204, E113 (fewer than k). */
const passes = rows.map(({ name, doc: what, of }) =>
  operator({
    name,
    family: "statistics",
    doc: what,
    params: {
      rows: rowsOf,
      right: doc("whether an answer is right: true, false, 0 or 1", each(json)),
      k: doc("of how many answers", ranged(int, { least: 1 })),
      paired,
      ...drawing,
    },
    returns: result,
    run: ({ rows: given, right, k, paired: id, ...how }, reach) =>
      perItem(
        name,
        { rows: given, of: right, id, least: k },
        (values) => of(values.length, values.filter((value) => verdict(name, value) === 1).length, k),
        { how, reach },
      ),
  }),
);

/** `flip_rate(run, .output)`: how often two answers to the same item differ. Errors: E303, E204, E113 (one answer). */
const flip_rate = operator({
  name: "flip_rate",
  family: "statistics",
  doc: "the chance that two answers to the same item differ",
  params: { rows: rowsOf, answer: doc("what is compared", each(json)), paired, ...drawing },
  returns: result,
  run: ({ rows: given, answer, paired: id, ...how }, reach) =>
    perItem(
      "flip_rate",
      { rows: given, of: answer, id, least: 2 },
      (values) => flips(values.map((value) => label("flip_rate", value))),
      { how, reach },
    ),
});

export const repeats: readonly Operator[] = [...passes, flip_rate];
