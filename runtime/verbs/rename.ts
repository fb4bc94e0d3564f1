// Renames columns.
import { column, doc, operator, rowsOf } from "../operator.ts";
import { dataError } from "../problem.ts";
import * as table from "../table.ts";
import { existing, tableOf } from "./rows.ts";

/** `rename(rows, new: .old, ...)`: columns keep their places. Errors: E201, E210 (forbidden name), E212 (name taken). */
export const rename = operator({
  name: "rename",
  family: "table",
  doc: "columns under new names",
  params: { rows: rowsOf },
  rest: doc("new: .old", column),
  returns: { kind: "rule", rule: "rename" },
  rows: "all",
  run: ({ rows }, _reach, rest) => {
    const from = tableOf(rows);
    const wanted = new Map(
      Object.entries(rest).map(([name, old]) => [typeof old === "string" ? old : "", name]),
    );
    existing(from, [...wanted.keys()]);
    const names = from.names.map((name) => wanted.get(name) ?? name);
    const twice = names.find((name, at) => names.indexOf(name) < at);
    if (twice !== undefined)
      throw dataError("E212", `two columns would be called '${twice}'`, "drop or rename one");
    return table.fromColumns(
      new Map(from.names.map((name, at) => [names[at] ?? name, table.column(from, name)])),
    );
  },
});
