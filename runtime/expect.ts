// Expectations about scores and results, as Bool for `check`: bounds, monotony, equality within a tolerance.
import { counted } from "../dsl/tell/count.ts";
import { axesOf } from "../dsl/infer/contrast.ts";
import { canonical } from "../dsl/plan/plan.ts";
import {
  choice,
  column,
  doc,
  either,
  num,
  operator,
  type Operator,
  opt,
  rowsOf,
  type Reach,
  score,
} from "./operator.ts";
import { dataError } from "./problem.ts";
import { rows as rowsIn, type Table } from "./table.ts";
import type { Cell, Json, Row, Run, Score, Value } from "./value.ts";

const ofScore = { score: doc("the score", score), metric: doc("one of its metrics", column) };

/** `at_least(score, f1, 0.8)`: whether the mean of every cell is that high. Cells that are not are noted. Errors: E201. */
const at_least = bound("at_least", "at least", (mean, value) => mean >= value);

/** `at_most(score, f1, 0.1)`: whether the mean of no cell is higher. Cells that are noted. Errors: E201. */
const at_most = bound("at_most", "at most", (mean, value) => mean <= value);

/**
 * `monotone(score, f1, along: len, direction: "rising")`: whether the means never go the other way from one value of the axis
 * to the next, with all other axes held fixed. Numbers are compared as numbers; other values stand in the order of the
 * score. Errors: E201, E302.
 */
const monotone = operator({
  name: "monotone",
  family: "check",
  doc: "whether a metric only rises, or only falls, along an axis",
  params: {
    ...ofScore,
    along: doc("the axis", column),
    direction: doc("equal neighbours are neither", opt(choice("rising", "falling"), "rising")),
  },
  returns: { kind: "bool" },
  run: ({ score: of, metric, along, direction }, { note }) => {
    if (!of.by.includes(along))
      throw dataError("E302", `'${along}' is not an axis of '${of.name}'`, axesOf(of.by));
    const sign = direction === "rising" ? 1 : -1;
    const breaks = lines(cellsOf(of, metric), along).flatMap((line) =>
      line.slice(1).flatMap((cell, at) => {
        const before = line[at];
        return before && sign * (cell.mean - before.mean) < 0 ? [[before, cell] as const] : [];
      }),
    );
    for (const [a, b] of breaks.slice(0, SHOWN))
      note(`${metric} is ${shown(a.mean)} at ${place(a)} and ${shown(b.mean)} at ${place(b)}`);
    return breaks.length === 0;
  },
});

/**
 * `equivalent(a, b, tol: 1e-5)`: whether two results have the same rows in the same order, numbers within the tolerance and
 * everything else equal. Of runs, what a call took (usage, ms) does not count; of scores, the cells are compared. What
 * differs is noted, the first three places. Errors: none but those of its arguments.
 */
const equivalent = operator({
  name: "equivalent",
  family: "check",
  doc: "whether two results are equal, numbers within a tolerance",
  params: {
    a: either(score, rowsOf),
    b: either(score, rowsOf),
    tol: doc("the largest difference of two numbers that still counts as none", opt(num, 0)),
  },
  returns: { kind: "bool" },
  run: ({ a, b, tol }, reach) => equal(resultRows(a), resultRows(b), tol, reach),
});

export const expectations: readonly Operator[] = [at_least, at_most, monotone, equivalent];

/** Places that a note tells of; more would bury the verdict. */
const SHOWN = 3;

function bound(name: string, words: string, holds: (mean: number, value: number) => boolean): Operator {
  return operator({
    name,
    family: "check",
    doc: `whether a metric is ${words} some value in every cell`,
    params: { ...ofScore, value: doc("the bound", num) },
    returns: { kind: "bool" },
    run: ({ score: of, metric, value }, { note }) => {
      const off = cellsOf(of, metric).filter(({ mean }) => !holds(mean, value));
      for (const cell of off.slice(0, SHOWN))
        note(`${metric} is ${shown(cell.mean)} at ${place(cell)}, not ${words} ${value}`);
      if (off.length > SHOWN) note(`and so in ${off.length - SHOWN} more cells`);
      return off.length === 0;
    },
  });
}

function cellsOf(of: Score, metric: string): readonly Cell[] {
  const cells = of.cells.filter((cell) => cell.metric === metric);
  if (cells.length > 0) return cells;
  const names = of.metrics.map(({ name }) => name).join(", ");
  throw dataError("E201", `'${of.name}' has no metric '${metric}'`, `metrics: ${names}`);
}

/** Cells that differ in the axis alone, in its order. */
function lines(cells: readonly Cell[], axis: string): Cell[][] {
  const found = new Map<string, Cell[]>();
  for (const cell of cells) {
    const rest = canonical(Object.entries(cell.key).filter(([name]) => name !== axis));
    found.set(rest, [...(found.get(rest) ?? []), cell]);
  }
  const number = (cell: Cell): number => (typeof cell.key[axis] === "number" ? cell.key[axis] : NaN);
  return [...found.values()].map((line) =>
    line.some((cell) => Number.isNaN(number(cell))) ? line : line.toSorted((a, b) => number(a) - number(b)),
  );
}

const shown = (value: number): string => String(Number(value.toPrecision(4)));
const place = ({ key }: Cell): string =>
  Object.entries(key)
    .map(([axis, value]) => `${axis} = ${plain(value)}`)
    .join(", ") || "its one cell";
const plain = (value: Json): string => (typeof value === "string" ? value : JSON.stringify(value));

/** What a call took moves with the machine. */
const COSTS = new Set(["usage", "ms"]);

function resultRows(of: Score | Table | Run): readonly Row[] {
  if (of.kind === "score")
    return of.cells.map(({ key, metric, mean, lo, hi, n }) => ({ ...key, metric, mean, lo, hi, n }));
  const all = rowsIn(of.kind === "run" ? of.table : of);
  return of.kind === "run"
    ? all.map((row) => Object.fromEntries(Object.entries(row).filter(([name]) => !COSTS.has(name))))
    : all;
}

function equal(a: readonly Row[], b: readonly Row[], tol: number, { note }: Reach): boolean {
  if (a.length !== b.length) {
    note(`equivalent: ${counted(a.length, "row")} and ${counted(b.length, "row")}`);
    return false;
  }
  const off = a.flatMap((row, at) => differing(row, b[at] ?? {}, tol).map((name) => ({ at, name })));
  for (const { at, name } of off.slice(0, SHOWN))
    note(
      `equivalent: row ${at + 1} differs in '${name}': ${brief(a[at]?.[name])} and ${brief(b[at]?.[name])}`,
    );
  if (off.length > SHOWN) note(`equivalent: and so in ${off.length - SHOWN} more places`);
  return off.length === 0;
}

const differing = (a: Row, b: Row, tol: number): string[] =>
  [...new Set([...Object.keys(a), ...Object.keys(b)])].filter(
    (name) => !close(a[name] ?? null, b[name] ?? null, tol),
  );

function close(a: Value, b: Value, tol: number): boolean {
  if (typeof a === "number" && typeof b === "number") return a === b || Math.abs(a - b) <= tol;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return a === b;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const [one, other] = [a as Row, b as Row];
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...names].every((name) => close(one[name] ?? null, other[name] ?? null, tol));
}

function brief(value: Value | undefined): string {
  const text = JSON.stringify(value ?? null);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
