// Rows as columns.
import { canonical } from "../../dsl/plan/plan.ts";
import { column, doc, operator, rowsOf } from "../operator.ts";
import { dataError, typeError } from "../problem.ts";
import * as table from "../table.ts";
import type { Row, Value } from "../value.ts";
import { existing, tableOf } from "./rows.ts";

/**
 * `pivot(rows, key: .metric, value: .score)`: one column per value of `key`, one row per combination of the other columns,
 * null where there is no value. Errors: E201, E203 (a key that is no text, number or Bool), E209 (two values for one place),
 * E214 (a key that is the name of a column that stays).
 */
export const pivot = operator({
  name: "pivot",
  family: "table",
  doc: "rows as columns: one column per value of the key",
  params: {
    rows: rowsOf,
    key: doc("its values become columns", column),
    value: doc("what stands in them", column),
  },
  returns: { kind: "rule", rule: "pivot" },
  run: ({ rows, key, value }) => {
    const from = tableOf(rows);
    existing(from, [key, value]);
    const kept = from.names.filter((name) => name !== key && name !== value);
    const made = new Map<string, { [name: string]: Value }>();
    const names = new Set<string>();
    for (const row of table.rows(from)) {
      const name = named(row[key] ?? null, key);
      if (kept.includes(name))
        throw dataError(
          "E214",
          `pivot makes a column '${name}', which is already there`,
          "rename or drop one",
        );
      const place = canonical(kept.map((other) => row[other] ?? null));
      const line = made.get(place) ?? start(row, kept);
      if (Object.hasOwn(line, name))
        throw dataError(
          "E209",
          `two rows have a value for '${name}'`,
          "aggregate them first, or keep the column that tells them apart",
        );
      line[name] = row[value] ?? null;
      names.add(name);
      made.set(place, line);
    }
    return table.fromRows([...made.values()], [...kept, ...names]);
  },
});

function named(value: Value, key: string): string {
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean")
    return String(value);
  throw typeError(
    "E203",
    `'pivot' takes key: a column of words, but '${key}' holds ${JSON.stringify(value)}`,
  );
}

const start = (row: Row, kept: readonly string[]): { [name: string]: Value } =>
  Object.assign(Object.create(null), Object.fromEntries(kept.map((name) => [name, row[name] ?? null]))) as {
    [name: string]: Value;
  };
