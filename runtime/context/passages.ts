// Rows of a corpus as passages.
import { doc, each, maybe, operator, rowsOf, text, json } from "../operator.ts";
import * as types from "../../dsl/types/types.ts";
import { typeError } from "../problem.ts";
import type { Passage, Value } from "../value.ts";
import { perRow, tableOf } from "../verbs/rows.ts";

/** `passages(table, id: ._id, text: .text, title: .title)`: source is the row's position. Errors: E203 (an id twice or no id). */
export const passages = operator({
  name: "passages",
  family: "context",
  doc: "rows of a corpus as passages",
  params: {
    rows: rowsOf,
    id: doc("over a row: its name, unique", each(json)),
    text: doc("over a row: its text", each(text)),
    title: doc("over a row: the title of its document", maybe(each(text))),
  },
  returns: types.passages,
  run: async ({ rows, id, text: body, title }, reach) => {
    const from = tableOf(rows);
    const ids = (await perRow(from, id, reach)).map(named);
    const texts = await perRow(from, body, reach);
    const titles = title ? await perRow(from, title, reach) : [];
    const seen = new Set<string>();
    for (const one of ids) {
      if (seen.has(one)) throw typeError("E203", `'passages' needs unique ids, but '${one}' comes twice`);
      seen.add(one);
    }
    return ids.map((one, source): Passage => {
      const of = titles[source];
      return {
        kind: "passage",
        id: one,
        text: texts[source] ?? "",
        source,
        ...(typeof of === "string" && { title: of }),
      };
    });
  },
});

function named(value: Value, at: number): string {
  if (typeof value === "string" || typeof value === "number") return String(value);
  throw typeError(
    "E203",
    `'passages' takes an id: Text or Int, but row ${at + 1} gives ${JSON.stringify(value)}`,
  );
}
