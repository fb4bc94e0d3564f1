// One row per item of a list column.
import { column, doc, operator, rowsOf } from "../operator.ts";
import { typeError } from "../problem.ts";
import * as table from "../table.ts";
import type { Value } from "../value.ts";
import { existing, tableOf } from "./rows.ts";

/** `unroll(rows, .list)`: the other columns repeat. Rows with an empty list or null vanish and are counted. Errors: E201, E203. */
export const unroll = operator({
  name: "unroll",
  family: "table",
  doc: "one row per item of a list column",
  params: { rows: rowsOf, column: doc("a column of lists", column) },
  returns: { kind: "rule", rule: "unroll" },
  run: ({ rows, column: name }, { note }) => {
    const from = tableOf(rows);
    existing(from, [name]);
    const lists = table.column(from, name).map((value, at): readonly Value[] => {
      if (value === null) return [];
      if (Array.isArray(value)) return value as readonly Value[];
      throw typeError("E203", `'unroll' takes a column of lists, but '${name}' of row ${at + 1} is none`);
    });
    const empty = lists.filter((list) => list.length === 0).length;
    if (empty > 0) note(`unroll: rows without items in '${name}' left out`, empty);
    const repeated = table.pick(
      from,
      lists.flatMap((list, at) => list.map(() => at)),
    );
    return table.derive(repeated, new Map([[name, lists.flat()]]));
  },
});
