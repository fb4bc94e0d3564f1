// `show names`: every name with its kind, type, rows, cell and state.
import type { Compiled } from "../dsl/compile.ts";
import type { Piece } from "../dsl/cells.ts";
import { nameIn } from "../dsl/names/local.ts";
import { noun } from "../dsl/names/scope.ts";
import { show } from "../dsl/types/types.ts";
import { type Memory, stepName } from "../runtime/memory.ts";
import { type MimeBundle, sheet } from "../runtime/show/bundle.ts";
import { kindOf, type Run, type Score, type Table, type Value } from "../runtime/value.ts";

export interface NameRow {
  readonly name: string;
  readonly kind: string;
  readonly type: string;
  /** Of what was computed and has rows. */
  readonly rows: number | null;
  readonly cell: string;
  readonly state: Piece["state"];
}

/** The names of a program, in the order of its cells. `pieces` is what of it is shown, where cells are run one by one. */
export function namesOf(
  { scope, checked, plan }: Compiled,
  memory: Pick<Memory, "kept" | "keyOf">,
  pieces: readonly Piece[] = [],
): readonly NameRow[] {
  const sound = new Set(checked.sound);
  const steps = new Map(plan.steps.map((step) => [step.id, step]));
  return [...scope.names]
    .toSorted(([, a], [, b]) => a.span.cell - b.span.cell || a.span.start - b.span.start)
    .map(([key, statement]) => {
      const { cell } = statement.span;
      const step = steps.get(key);
      const type = checked.types.get(key);
      const piece = pieces.find((one) => one.cell === cell && step && one.key === stepName(step));
      const value = step && memory.kept.get(memory.keyOf(step))?.value;
      return {
        name: nameIn(key),
        kind: noun(statement).replace(/^an? /, ""),
        type: type ? show(type) : "?",
        rows: value === undefined ? null : rowsOf(value),
        cell: scope.labels[cell] ?? "",
        state: sound.has(statement) ? (piece?.state ?? "fresh") : "broken",
      };
    });
}

function rowsOf(value: Value): number | null {
  const kind = kindOf(value);
  // the kind says which member of Value it is
  if (kind === "table") return (value as Table).size;
  if (kind === "run") return (value as Run).table.size;
  return kind === "score" ? (value as Score).cells.length : null;
}

export const showNames = (rows: readonly NameRow[]): MimeBundle =>
  sheet({
    caption: rows.length === 1 ? "1 name" : `${rows.length} names`,
    head: ["name", "kind", "type", "rows", "cell", "state"],
    body: rows.map((row) => [row.name, row.kind, row.type, String(row.rows ?? ""), row.cell, row.state]),
    numeric: [false, false, false, true, false, false],
    notes: [],
  });
