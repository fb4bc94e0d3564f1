// What a pairwise judge is asked: each pair of answers twice, in either order.
import { counted } from "../../dsl/tell/count.ts";
import { doc, each, itemColumn, maybe, operator, type Reach, type RowFn, rowsOf, text } from "../operator.ts";
import { dataError, typeError } from "../problem.ts";
import * as table from "../table.ts";
import type { Value } from "../value.ts";
import { perRow, tableOf } from "../verbs/rows.ts";
import { idsOf } from "./ids.ts";
import { like } from "./like.ts";

/** The columns that are made, and what stands in `order`. */
export const PAIR = ["order", "first", "second", "first_is", "second_is"] as const;
export const ORDERS = ["given", "swapped"] as const;
/** Words that stand beside the names of answers, and so cannot be one. */
const TAKEN = ["tie", "split", "unparsed"];

/**
 * `both_orders(rows, a: .output_1, b: .output_2)`, or of two runs `both_orders(run_a, with: run_b, a: .output, b: .output)`: two rows per
 * pair, with `order`, `first` and `second` (the answers as shown) and `first_is` and `second_is` (their names: a and b here). Items that
 * one side lacks, and pairs without one of the answers, are left out and counted. Of a run it is a run with the axis `order`.
 * Errors: E206 (not two answers), E204 (an answer that is no text), E214, E302 (a name that is taken), E303 (ids).
 */
export const both_orders = operator({
  name: "both_orders",
  family: "judge",
  doc: "each pair of answers in both orders, a row for each, as a pairwise judge is asked",
  params: {
    rows: doc("a Run, or a Table, with the answers, or with the first of each pair", rowsOf),
    with: doc("where the second answers are in another Run or Table: that one", maybe(rowsOf)),
    paired: doc("the column that names an item in both; left out: id", maybe(itemColumn)),
  },
  rest: doc("name: answer, twice: what the two answers are called, and the text of each", each(maybe(text))),
  returns: { kind: "rule", rule: "both_orders" },
  run: async ({ rows, with: other, paired }, reach, rest) => {
    const [a, b] = twoAnswers(rest);
    const left = tableOf(rows);
    const clash = PAIR.find((name) => left.names.includes(name));
    if (clash !== undefined)
      throw dataError("E214", `'both_orders' makes a column '${clash}', which is there already`, "rename it");
    const first = await perRow(left, a.answer, reach);
    const partner = other
      ? partners(left, tableOf(other), paired ?? "id", [a.name, b.name], reach.note)
      : null;
    const second = await perRow(other ? tableOf(other) : left, b.answer, reach);
    const pairs = first.map((one, at) => {
      const place = partner ? partner[at] : at;
      return place === undefined
        ? []
        : [[answer(a.name, one, at), answer(b.name, second[place] ?? null, place)] as const];
    });
    const made = inBothOrders(left, pairs, [a.name, b.name], reach.note);
    return like(rows, made, { axis: "order", and: other });
  },
});

interface Answers {
  readonly name: string;
  readonly answer: RowFn<Value>;
}

function twoAnswers(rest: { readonly [name: string]: Value | RowFn<Value> }): readonly [Answers, Answers] {
  const named = Object.entries(rest).flatMap(([name, answer]) =>
    typeof answer === "function" ? [{ name, answer }] : [],
  );
  const [a, b] = named;
  if (!a || !b || named.length > 2)
    throw typeError(
      "E206",
      `'both_orders' needs two answers, each by its name, but got ${named.length}`,
      "both_orders(rows, a: .output_1, b: .output_2)",
    );
  const taken = named.find(({ name }) => TAKEN.includes(name));
  if (taken) throw typeError("E302", `an answer of 'both_orders' cannot be called '${taken.name}'`);
  return [a, b];
}

function answer(name: string, value: Value, at: number): string | null {
  if (typeof value === "string" || value === null) return value;
  throw typeError(
    "E204",
    `'${name}' of 'both_orders' must be Text, got ${JSON.stringify(value)} in row ${at + 1}`,
  );
}

/** Of each row the position of the other table's row of the same item. Errors: E303 (an id that is missing, or there twice; none in common). */
function partners(
  left: table.Table,
  right: table.Table,
  id: string,
  names: readonly [string, string],
  note: Reach["note"],
): readonly (number | undefined)[] {
  const [ids, others] = [idsOf("both_orders", left, id), idsOf("both_orders", right, id)];
  const places = new Map(others.map((one, at) => [one, at]));
  for (const [side, all] of [ids, others].entries())
    if (new Set(all).size < all.length)
      throw dataError(
        "E303",
        `'both_orders' pairs one row with one row, and an item of '${names[side]}' has several`,
        "keep one cell of the axes: where(.arm == ...)",
      );
  const lacking = [ids.filter((one) => !places.has(one)), others.filter((one) => !ids.includes(one))];
  if (lacking[0]?.length === ids.length)
    throw dataError("E303", `no item of '${names[0]}' is one of '${names[1]}'`, `the column is '${id}'`);
  for (const [side, missing] of lacking.entries())
    if (missing.length > 0)
      note(
        `both_orders: ${counted(missing.length, "item")} of '${names[side]}' without one of '${names[1 - side]}' left out, the first: ${missing[0]}`,
      );
  return ids.map((one) => places.get(one));
}

function inBothOrders(
  left: table.Table,
  pairs: readonly (readonly (readonly [string | null, string | null])[])[],
  [a, b]: readonly [string, string],
  note: Reach["note"],
): table.Table {
  const kept = pairs.flatMap(([pair], at) =>
    pair && pair[0] !== null && pair[1] !== null ? [{ at, pair: [pair[0], pair[1]] as const }] : [],
  );
  const empty = pairs.filter(([pair]) => pair?.includes(null)).length;
  if (empty > 0) note("both_orders: pairs without one of the answers left out", empty);
  if (kept.length === 0)
    throw dataError("E113", "'both_orders' has no pair with both answers", "show the rows");
  const twice = kept.flatMap(({ at, pair: [one, other] }) => [
    { at, values: ["given", one, other, a, b] },
    { at, values: ["swapped", other, one, b, a] },
  ]);
  return table.derive(
    table.pick(
      left,
      twice.map(({ at }) => at),
    ),
    new Map(PAIR.map((name, column) => [name, twice.map(({ values }) => values[column] ?? null)])),
  );
}
