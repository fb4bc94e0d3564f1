// The statement that measures: what it is of, the columns it groups by, its metrics, and the three columns each makes.
import type { ScoreDecl } from "../syntax/ast.ts";
import { columnName, FORBIDDEN } from "../types/bind.ts";
import { type Env, slots, withRow } from "../infer/env.ts";
import { infer } from "../infer/infer.ts";
import { nameOf, want } from "../infer/lookup.ts";
import { near, swap } from "../tell/near.ts";
import { called, mostRows, writtenRows } from "../infer/origin.ts";
import { checkProps } from "./props.ts";
import { bool, columnsOf, type Fields, hasRows, num, show, type Type, union } from "../types/types.ts";

const present = (columns: Fields): Fields =>
  Object.fromEntries(
    Object.entries(columns).map(([name, type]) => [name, type.kind === "optional" ? type.of : type]),
  );

export function checkScore(score: ScoreDecl, env: Env): Type {
  const of = infer(score.of, { ...env, slot: slots.table });
  if (of.kind !== "unknown" && !hasRows(of))
    env.report("E204", score.of.span, {
      what: `what score '${score.name.text}' is of`,
      wanted: "a Run or a Table",
      got: show(of),
    });
  const name = nameOf(score.of);
  const columns = columnsOf(of);
  // a row without a value (a step left out by 'when', a failed call) is counted, not measured
  const inner = withRow(env, { name, columns: columns && present(columns) });
  const allowed =
    of.kind === "run" ? [...of.axes, ...Object.keys(columns ?? {})] : Object.keys(columns ?? {});
  for (const column of score.by)
    if (columns && !allowed.includes(column.name.text) && column.name.text !== "") {
      const meant = near(column.name.text, allowed);
      const message = `score groups by '${column.name.text}', which is not an axis of ${name}${meant === undefined ? "" : `; did you mean '${meant}'?`}`;
      const names = `columns: ${Object.keys(columns).join(", ")}`;
      const axes = of.kind === "run" ? of.axes : [];
      const hint =
        axes.length > 0
          ? `axes: ${axes.join(", ")}`
          : of.kind === "run"
            ? `it varies nothing; ${names}`
            : names;
      env.report("E302", column.name.span, { message, hint }, swap(column.name.span, meant));
    }
  const metrics = score.items.filter((item) => item.kind === "Metric");
  for (const metric of metrics)
    want(infer(metric.value, inner), union(num, bool), `metric '${metric.name.text}'`, metric.value, inner);
  checkNames(score, env);
  if (metrics.length === 0)
    env.report("E010", score.name.span, {
      what: `score '${score.name.text}' has no metric; write: metric f1 = token_f1(.output, .answers)`,
    });
  checkItems(score, env);
  const n = mostRows(score.of, env);
  if (n !== null && n < FEW) env.report("W303", score.name.span, { n, level: "95 %" });
  const props = score.items.filter((item) => item.kind === "Prop");
  checkProps(props, "score", `score '${score.name.text}'`, inner);
  return {
    kind: "score",
    by: score.by.map((column) => column.name.text),
    metrics: metrics.map((metric) => metric.name.text),
    paired: !columns || itemOf(score, env) !== null || Object.hasOwn(columns, "id"),
  };
}

/** The column that `ci: bootstrap(paired: .x)` names; "" where it is not written here. */
function itemOf(score: ScoreDecl, env: Env): string | null {
  const ci = score.items.find((item) => item.kind === "Prop" && item.name.text === "ci");
  if (ci?.kind !== "Prop") return null;
  const paired = called(ci.value, env)?.args.get("paired");
  return ci.value.kind === "Ref" ? "" : paired ? (columnName(paired)?.text ?? "") : null;
}

/** E303 where rows that are written out hold an item twice, and no column of `by` tells why. */
function checkItems(score: ScoreDecl, env: Env): void {
  const item = itemOf(score, env) ?? "id";
  const rows = writtenRows(score.of, env);
  const ids = rows?.map((row) => row[item]) ?? [];
  if (!rows || ids.includes(undefined)) return;
  const by = score.by.map(({ name }) => name.text);
  const seen = new Set<string>();
  for (const row of rows) {
    const cell = JSON.stringify([row[item], ...by.map((name) => row[name] ?? null)]);
    if (seen.has(cell)) {
      const twice = JSON.stringify(row[item]);
      const about = { column: item, table: nameOf(score.of), near: undefined, columns: [], twice };
      return env.report("E303", score.of.span, about);
    }
    seen.add(cell);
  }
}

/** Below this many items an interval says little. */
const FEW = 20;

/** E209, E210, E214: no two columns of one name. Each metric makes three, and a score counts in `n` and pairs by `id`. */
function checkNames(score: ScoreDecl, env: Env): void {
  const maker = `score '${score.name.text}'`;
  const by = new Set<string>();
  for (const { name } of score.by) {
    if (by.has(name.text) && name.text !== "") env.report("E209", name.span, { name: name.text });
    by.add(name.text);
  }
  const taken = new Set(["n", "id", ...by]);
  const metrics = new Set<string>();
  for (const item of score.items) {
    if (item.kind !== "Metric" || item.name.text === "") continue;
    const { text: name, span } = item.name;
    const columns = ["", "_lo", "_hi"].map((suffix) => name + suffix);
    const twice = columns.find((column) => taken.has(column));
    if (FORBIDDEN.has(name)) env.report("E210", span, { name });
    else if (metrics.has(name)) env.report("E209", span, { name });
    else if (twice !== undefined) env.report("E214", span, { maker, name: twice, table: null });
    metrics.add(name);
    for (const column of columns) taken.add(column);
  }
}
