// Takes a range of rows.
import { doc, int, maybe, operator, opt, rowsOf } from "../operator.ts";
import * as table from "../table.ts";
import { tableOf } from "./rows.ts";

/** `slice(rows, from, to)`: rows from..to-1, counted from 0; negative numbers count from the end. */
export const slice = operator({
  name: "slice",
  family: "table",
  doc: "a range of rows",
  params: {
    rows: rowsOf,
    from: doc("first row, from 0; negative: from the end", opt(int, 0)),
    to: doc("the row before which to stop; left out: all", maybe(int)),
  },
  returns: { kind: "rule", rule: "same" },
  rows: "slice",
  run: ({ rows, from, to }) => {
    const of = tableOf(rows);
    const all = Array.from({ length: of.size }, (_, at) => at);
    return table.pick(of, all.slice(from, to ?? undefined));
  },
});
