// One row per group of rows: columns as lists, or what an expression makes of these lists.
import { column, doc, grouped, json, many, operator, rowsOf } from "../operator.ts";
import * as table from "../table.ts";
import type { Row } from "../value.ts";
import { existing, made, tableOf } from "./rows.ts";

/** `group(rows, .topic)`: one row per combination; every other column becomes the list of its values, in row order. Errors: E201. */
export const group = operator({
  name: "group",
  family: "table",
  doc: "one row per combination of columns; the other columns become lists",
  params: { rows: rowsOf, by: doc("columns to group by", many(column)) },
  returns: { kind: "rule", rule: "group" },
  run: ({ rows, by }) => nested(tableOf(rows), existing(tableOf(rows), by)),
});

/**
 * `aggregate(rows, .topic, mean_f1: mean(.f1), n: count(.id))`: one row per combination of the columns named first. In an
 * expression `.x` is the list of the group's values; a column grouped by stays a single value. Errors: E201, E210.
 */
export const aggregate = operator({
  name: "aggregate",
  family: "table",
  doc: "one row per combination of columns, with new columns from expressions over the group: `.x` is the list of its values",
  params: { rows: rowsOf, by: doc("columns to group by; none: all rows are one group", many(column)) },
  rest: doc("name: expression over the group", grouped(json)),
  returns: { kind: "rule", rule: "aggregate" },
  run: async ({ rows, by }, reach, rest) => {
    const from = tableOf(rows);
    const groups = nested(from, existing(from, by));
    return table.derive(table.select(groups, by), await made(groups, rest, reach));
  },
});

function nested(from: table.Table, by: readonly string[]): table.Table {
  const columns = from.names.map((name) => [name, table.column(from, name)] as const);
  const lines = table.groups(from, by).map((rows): Row =>
    Object.fromEntries(
      columns.map(([name, values]) => {
        const all = rows.map((at) => values[at] ?? null);
        return [name, by.includes(name) ? (all[0] ?? null) : all];
      }),
    ),
  );
  return table.fromRows(lines, [...by, ...from.names.filter((name) => !by.includes(name))]);
}
