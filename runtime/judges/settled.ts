// What a pairwise judge says of each item once both orders are heard.
import { counted } from "../../dsl/tell/count.ts";
import * as types from "../../dsl/types/types.ts";
import { label } from "../assess/shared.ts";
import {
  doc,
  each,
  itemColumn,
  json,
  many,
  column,
  maybe,
  operator,
  type Param,
  type Reach,
  rowsOf,
} from "../operator.ts";
import { dataError, typeError } from "../problem.ts";
import * as table from "../table.ts";
import type { Row, Run, Value } from "../value.ts";
import { existing, perRow, tableOf } from "../verbs/rows.ts";
import { genuine } from "./canary.ts";
import { grouped } from "./grouped.ts";
import { idsOf } from "./ids.ts";
import { VERDICTS } from "./verdict.ts";

/** Rows as `both_orders` makes them. */
export const shownRows: Param<table.Table | Run> = {
  ...rowsOf,
  type: types.table({ order: types.text, first_is: types.text, second_is: types.text }),
};
export const by = doc(
  "columns that tell judgements of the same pair apart: the judge, the seed",
  many(column),
);
export const verdictOf = doc(
  'over a row: "first", "second", "tie" or "unparsed", as `verdict` gives it; null is unparsed',
  each(json),
);

/**
 * `settled(rows, .said.verdict, .judge)`: a row per item and columns of `by`: `a` and `b` (the names of the answers, a shown first in the
 * given order), `given` and `swapped` (whom the judge names in either order: a name, "tie" or "unparsed"), `outcome` and `winner`.
 * outcome: "unparsed" where a verdict is; else "tie" where both are ties, "both" where both name the same answer, and "split".
 * winner: the name where the outcome is both, "tie" where it is a tie, else null. Canaries are left out and counted, and so are items
 * that have one order only. Errors: E201, E204 (another verdict), E303 (an order twice, or no item with both), E113.
 */
export const settled = operator({
  name: "settled",
  family: "judge",
  doc: "what a pairwise judge says of each item once both orders are heard: both name the same answer, they split, tie, or one is unparsed",
  params: {
    rows: doc("what was judged, in both orders", shownRows),
    verdict: verdictOf,
    by,
    paired: doc("the column that names an item; left out: id", maybe(itemColumn)),
  },
  returns: { kind: "rule", rule: "settled" },
  run: async ({ rows, verdict, by: keys, paired }, reach) => {
    const id = paired ?? "id";
    const from = genuine("settled", tableOf(rows), reach.note);
    existing(from, ["order", "first_is", "second_is", ...keys]);
    const said = (await perRow(from, verdict, reach)).map((value) => verdictIn("settled", value));
    const ids = idsOf("settled", from, id);
    const judgements = table
      .rows(from)
      .map((row, at) => ({ row, id: ids[at] ?? "", said: said[at] ?? "unparsed" }));
    const items = grouped(judgements, (one) => [one.id, ...keys.map((key) => one.row[key])]).map((group) => {
      const [{ row, id: item }] = group;
      const both = bothOf(
        group.map((one) => heard(one.row, one.said)),
        item,
      );
      const own = Object.fromEntries(keys.map((key) => [key, row[key] ?? null]));
      return { item, row: both && { id: row[id] ?? null, ...own, ...both } };
    });
    told(
      items.flatMap((one) => (one.row ? [] : [one.item])),
      items.length,
      reach.note,
    );
    return table.fromRows(items.flatMap(({ row }) => row ?? []));
  },
});

type Verdict = (typeof VERDICTS)[number];

/** Errors: E204 for anything that is no verdict. */
export function verdictIn(what: string, value: Value): Verdict {
  if (value === null) return "unparsed";
  const found = VERDICTS.find((one) => one === value);
  if (found) return found;
  throw typeError(
    "E204",
    `the verdicts of '${what}' must be ${VERDICTS.map((one) => JSON.stringify(one)).join(", ")} or null, got ${JSON.stringify(value)}`,
    "verdict(.output, rule: ...) reads a reply",
  );
}

interface Heard {
  readonly order: Value;
  readonly shown: readonly [string, string];
  readonly named: string;
}

const nameIn = (row: Row, column: string): string => label(column, row[column] ?? null);

/** Whom a verdict names: an answer, "tie" or "unparsed". */
export function heard(row: Row, said: Verdict): Heard {
  const shown = [nameIn(row, "first_is"), nameIn(row, "second_is")] as const;
  const named = said === "first" ? shown[0] : said === "second" ? shown[1] : said;
  return { order: row["order"] ?? null, shown, named };
}

function bothOf(judgements: readonly Heard[], item: string): Row | null {
  const [given, swapped, more] = ["given", "swapped", null].map((order) =>
    judgements.filter((one) => one.order === order),
  ) as [Heard[], Heard[], Heard[]];
  if (given.length > 1 || swapped.length > 1)
    throw dataError(
      "E303",
      `item ${item} of 'settled' has one order several times`,
      "name the column that tells its judgements apart: settled(rows, .verdict, .judge)",
    );
  const [one] = given;
  const [other] = swapped;
  if (!one || !other || more.length > 0) return null;
  const [a, b] = one.shown;
  return { a, b, given: one.named, swapped: other.named, ...outcomeOf(one.named, other.named) };
}

function outcomeOf(
  given: string,
  swapped: string,
): { readonly outcome: string; readonly winner: string | null } {
  if (given === "unparsed" || swapped === "unparsed") return { outcome: "unparsed", winner: null };
  if (given !== swapped) return { outcome: "split", winner: null };
  return { outcome: given === "tie" ? "tie" : "both", winner: given };
}

function told(halves: readonly string[], all: number, note: Reach["note"]): void {
  if (halves.length === all)
    throw dataError(
      "E303",
      "'settled' has no item with both orders",
      "both_orders(...) makes them; where items were judged by several: settled(rows, .verdict, .judge)",
    );
  if (halves.length > 0)
    note(`settled: ${counted(halves.length, "item")} with one order only left out, the first: ${halves[0]}`);
}
