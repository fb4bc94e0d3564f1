// `show names`: every name with its kind, type, rows, size, cell and state.
import type { Compiled } from "../dsl/compile.ts";
import { type Piece, pieceOf } from "../dsl/cells.ts";
import { scriptStep } from "../dsl/check/script.ts";
import { nameIn } from "../dsl/names/local.ts";
import { noun, type Scope } from "../dsl/names/scope.ts";
import type { Step } from "../dsl/plan/plan.ts";
import type { Statement } from "../dsl/syntax/ast.ts";
import { show } from "../dsl/types/types.ts";
import type { Memory } from "../runtime/memory.ts";
import type { MimeBundle } from "../runtime/show/bundle.ts";
import { sheet } from "../runtime/show/sheet.ts";
import { pick, rows } from "../runtime/table.ts";
import { kindOf, type Run, type Score, type Table, type Value } from "../runtime/value.ts";

export interface NameRow {
  readonly name: string;
  readonly kind: string;
  readonly type: string;
  /** Of what was computed and has rows. */
  readonly rows: number | null;
  /** Bytes of its content as JSON, about: of large tables the first rows stand for all. */
  readonly bytes: number | null;
  readonly cell: string;
  readonly state: NameState;
}
/** Fresh: its value is at hand, or it needs none; stale: its cell shows the value of something else; failed: when it was last computed. */
export type NameState = Piece["state"] | "failed" | "not computed";

/** The names of a program, in the order of its cells. `pieces` is what of it is shown, where cells are run one by one. */
export function namesOf(
  { scope, checked, plan }: Compiled,
  memory: Pick<Memory, "kept" | "keyOf">,
  pieces: readonly Piece[] = [],
): readonly NameRow[] {
  const sound = new Set(checked.sound);
  const steps = new Map(plan.steps.map((step) => [step.id, step]));
  // a use is never planned: those of its names have a type that are there
  const holds = (key: string, one: Statement): boolean =>
    one.kind === "Use" ? checked.types.has(key) : sound.has(one);
  return [...scope.names]
    .toSorted(([, a], [, b]) => a.span.cell - b.span.cell || a.span.start - b.span.start)
    .map(([key, statement]) => {
      const { cell } = statement.span;
      const own = steps.get(key);
      // what a cell of TypeScript exports has no step of its own
      const step = statement.kind === "Script" ? steps.get(scriptStep(statement)) : own;
      const type = checked.types.get(key);
      const piece = pieces.find((one) => one.cell === cell && step && one.key === pieceOf(step));
      const value = own && memory.kept.get(memory.keyOf(own))?.value;
      return {
        name: nameIn(key),
        kind: kindIn(key, statement, scope),
        type: type ? show(type) : "?",
        rows: value === undefined ? null : rowsOf(value),
        // statements without a value of their own, such as prompts, make null
        bytes: value === undefined || value === null ? null : bytesOf(value),
        cell: scope.labels[cell] ?? "",
        state: holds(key, statement) ? stateOf(step, memory, piece) : "broken",
      };
    });
}

/** What a name stands for, in a word. */
function kindIn(key: string, statement: Statement, { functions }: Scope): string {
  if (statement.kind !== "Use") return noun(statement).replace(/^an? /, "");
  if (key === statement.as?.text) return "module";
  return functions.get(key)?.host?.constant ? "value" : "function";
}

/** What has a value that is computed, or is run. */
const COMPUTED: ReadonlySet<Step["kind"]> = new Set(["data", "let", "run", "score", "chart", "script"]);

function stateOf(
  step: Step | undefined,
  { kept, keyOf }: Pick<Memory, "kept" | "keyOf">,
  piece: Piece | undefined,
): NameState {
  if (!step || !COMPUTED.has(step.kind)) return "fresh";
  const made = kept.get(keyOf(step));
  if (made?.failed) return "failed";
  // also where another cell has wanted the new value since, and it is at hand: as W103 counts
  if (piece?.state === "stale" && !piece.failed) return "stale";
  if (made?.value !== undefined) return "fresh";
  return piece?.failed ? "failed" : "not computed";
}

function rowsOf(value: Value): number | null {
  const kind = kindOf(value);
  // the kind says which member of Value it is
  if (kind === "table") return (value as Table).size;
  if (kind === "run") return (value as Run).table.size;
  return kind === "score" ? (value as Score).cells.length : null;
}

/** Rows of a table that are weighed. */
const WEIGHED = 100;

function bytesOf(value: Value): number | null {
  const kind = kindOf(value);
  if (kind === "run") return bytesOf((value as Run).table);
  if (kind !== "table") return kind === undefined || kind === "tree" ? weight(value) : null;
  const table = value as Table;
  const some = rows(
    pick(
      table,
      Array.from({ length: Math.min(table.size, WEIGHED) }, (_, at) => at),
    ),
  );
  return some.length === 0 ? 0 : Math.round((weight(some) * table.size) / some.length);
}

const weight = (value: unknown): number => Buffer.byteLength(JSON.stringify(value) ?? "");

/** `12 kB`, `3.4 MB`. */
function sized(bytes: number | null): string {
  if (bytes === null) return "";
  const [value, unit] = bytes < 1e3 ? [bytes, "B"] : bytes < 1e6 ? [bytes / 1e3, "kB"] : [bytes / 1e6, "MB"];
  return `${value < 10 && unit !== "B" ? value.toFixed(1) : value.toFixed(0)} ${unit}`;
}

export const showNames = (list: readonly NameRow[]): MimeBundle =>
  sheet({
    caption: list.length === 1 ? "1 name" : `${list.length} names`,
    head: ["name", "kind", "type", "rows", "size", "cell", "state"],
    body: list.map(({ name, kind, type, rows: n, bytes, cell, state }) => [
      name,
      kind,
      type,
      String(n ?? ""),
      sized(bytes),
      cell,
      state,
    ]),
    numeric: [false, false, false, true, true, false, false],
    notes: [],
  });
