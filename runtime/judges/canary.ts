// Rows of which is known what a judge should say of them, and how they are told from the others.
import * as types from "../../dsl/types/types.ts";
import type { Reach } from "../operator.ts";
import * as table from "../table.ts";
import type { Value } from "../value.ts";

/** What is known of a canary: its kind (null: none), the item it was made of, what it should be called (null: as its item is). */
export const CANARY = ["canary", "canary_of", "expected"] as const;
export const canaryColumns: types.Fields = {
  canary: { kind: "optional", of: types.text },
  canary_of: { kind: "optional", of: { kind: "id" } },
  expected: { kind: "optional", of: types.text },
};

const kinds = (rows: table.Table): readonly Value[] | null =>
  rows.names.includes("canary") ? table.column(rows, "canary") : null;

/** The rows that are none; how many were left out is noted. */
export function genuine(what: string, rows: table.Table, note: Reach["note"]): table.Table {
  const all = kinds(rows);
  if (!all) return rows;
  const lone = all.filter((kind) => kind !== null).length;
  if (lone > 0) note(`${what}: canary rows left out; canary_report tells of them`, lone);
  return table.where(
    rows,
    all.map((kind) => kind === null),
  );
}
