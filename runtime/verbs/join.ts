// Two tables side by side, by equal keys.
import { column, doc, either, listOf, many, operator, opt, type Reach, rowsOf, text } from "../operator.ts";
import { dataError, typeError } from "../problem.ts";
import * as table from "../table.ts";
import type { Run } from "../value.ts";
import { existing, tableOf } from "./rows.ts";

const by = doc("columns that both have; rows that are equal in them belong together", many(column));

/**
 * `join(rows, with, .id, ...)`: a row per pair of rows equal in the columns named, as SQL's inner join; null equals nothing.
 * Rows without a partner and rows with several are noted. `join(texts, with: " ")`: one text of many. Errors: E201, E206
 * (no key), E214 (a column that both have), E203 (a table and a text).
 */
export const join = operator({
  name: "join",
  family: "table",
  doc: "rows of two tables that are equal in some columns, side by side, those without a partner left out and counted; of texts, one text",
  params: {
    of: either(rowsOf, listOf(text)),
    with: doc("the other table; of texts, what stands between them", opt(either(rowsOf, text), " ")),
    by,
  },
  returns: { kind: "rule", rule: "join" },
  run: ({ of, with: other, by }, reach) => {
    if (isTexts(of) && typeof other === "string") return of.join(other);
    if (isTexts(of) || typeof other === "string")
      throw typeError("E203", "'join' takes two tables and a column, or texts and what stands between them");
    return joined("join", { rows: of, with: other, by }, reach);
  },
});

const isTexts = (of: table.Table | Run | readonly string[]): of is readonly string[] => Array.isArray(of);

/** `left_join(rows, with, .id, ...)`: as `join`, but a row without a partner stays, with nulls. Errors as for `join`. */
export const left_join = operator({
  name: "left_join",
  family: "table",
  doc: "as `join` of tables, but every row of the first one stays: null where it has no partner",
  params: { rows: rowsOf, with: doc("the other table", rowsOf), by },
  returns: { kind: "rule", rule: "left_join" },
  run: (args, reach) => joined("left_join", args, reach),
});

interface Args {
  readonly rows: table.Table | Run;
  readonly with: table.Table | Run;
  readonly by: readonly string[];
}

function joined(name: "join" | "left_join", { rows, with: other, by }: Args, { note }: Reach): table.Table {
  const [left, right] = [tableOf(rows), tableOf(other)];
  if (by.length === 0)
    throw dataError(
      "E206",
      `'${name}' needs a column that both tables have`,
      `write one: ${name}(other, .id)`,
    );
  existing(left, by);
  existing(right, by);
  const added = right.names.filter((column) => !by.includes(column));
  const twice = added.find((column) => left.names.includes(column));
  if (twice !== undefined)
    throw dataError(
      "E214",
      `'${name}' makes a column '${twice}', which both tables have`,
      `rename one: rename(other_${twice}: .${twice})`,
    );
  const pairs = table.pairs(left, right, by, name === "left_join");
  told(name, left, pairs, note);
  const made = table.pick(
    left,
    pairs.map(([at]) => at),
  );
  return table.derive(
    made,
    new Map(
      added.map((column) => {
        const values = table.column(right, column);
        return [column, pairs.map(([, at]) => (at === null ? null : (values[at] ?? null)))];
      }),
    ),
  );
}

/** What a reader of the result should know: rows that found no partner, or several. */
function told(
  name: string,
  left: table.Table,
  pairs: readonly (readonly [number, number | null])[],
  note: Reach["note"],
): void {
  const partners = new Array<number>(left.size).fill(0);
  for (const [at, other] of pairs) partners[at] = (partners[at] ?? 0) + (other === null ? 0 : 1);
  const alone = partners.filter((n) => n === 0).length;
  const several = partners.filter((n) => n > 1).length;
  if (alone > 0) note(`${name}: rows without a partner${name === "join" ? " left out" : ""}`, alone);
  if (several > 0) note(`${name}: rows with several partners repeated`, several);
}
