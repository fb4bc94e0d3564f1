// Two runs, or two tables of predictions, as values of a metric per item.
import { counted, many } from "../dsl/tell/count.ts";
import { inRow } from "./failed.ts";
import { lacks } from "./missing.ts";
import { doc, itemColumn, maybe, measure, type Reach, type RowFn, rowsOf } from "./operator.ts";
import { dataError, typeError } from "./problem.ts";
import { oneCluster } from "./score-interval.ts";
import { mean } from "./stats/moments.ts";
import { rows as rowsIn, type Table } from "./table.ts";
import type { Run } from "./value.ts";

/** What operators over two runs take. */
export const twoRuns = {
  a: doc("a Run, or a Table of predictions", rowsOf),
  b: doc("another one", rowsOf),
  metric: doc("over a row of either: a metric", measure),
  paired: doc("the column that names an item; left out: id", maybe(itemColumn)),
};

interface Two {
  readonly a: Table | Run;
  readonly b: Table | Run;
  readonly metric: RowFn<number | boolean>;
  readonly id: string;
  readonly cluster: string | null;
}

/** Item -> the mean of its rows' values, null where it has rows but no value, and its cluster. */
type Side = ReadonlyMap<string, { readonly value: number | null; readonly cluster: string }>;

export interface Both {
  readonly names: readonly [string, string];
  readonly sides: readonly [Side, Side];
  /** How many items there are, on either side. */
  readonly all: number;
  /** The items with a value on both sides, in the order of their ids. */
  readonly shared: () => readonly { readonly values: readonly [number, number]; readonly cluster: string }[];
}

/** Errors: E303 for a row without an id, E204 for a metric that is no number. */
export async function bothSides(what: string, { a, b, ...how }: Two, reach: Reach): Promise<Both> {
  const names = [nameOf(a, "a"), nameOf(b, "b")] as const;
  const sides = [await perItem(what, a, how, reach), await perItem(what, b, how, reach)] as const;
  const [first, second] = sides;
  const ids = [...new Set([...first.keys(), ...second.keys()])].toSorted();
  return {
    names,
    sides,
    all: ids.length,
    shared: () =>
      ids.flatMap((id) => {
        const [one, other] = [first.get(id), second.get(id)];
        return typeof one?.value === "number" && typeof other?.value === "number"
          ? [{ values: [one.value, other.value] as const, cluster: one.cluster }]
          : [];
      }),
  };
}

/** Errors: E303 where one side has items that the other lacks, with or without a value. */
export function sameItems(what: string, { names, sides }: Both): void {
  const [first, second] = sides;
  const only = [
    [names[0], names[1], [...first.keys()].filter((id) => !second.has(id))],
    [names[1], names[0], [...second.keys()].filter((id) => !first.has(id))],
  ] as const;
  const said = only.flatMap(([own, other, ids]) =>
    ids.length === 0
      ? []
      : [
          `${many(ids.length)} of '${own}' ${ids.length === 1 ? "is" : "are"} not in '${other}' (${JSON.stringify(ids[0])})`,
        ],
  );
  if (said.length > 0)
    throw dataError(
      "E303",
      `'${what}' compares the same items, but ${said.join(", and ")}`,
      what === "compare"
        ? 'items: "common" compares those that both have; welch(...) compares different items'
        : "keep the items that both have: where(...)",
    );
}

export const nameOf = (of: Table | Run, orelse: string): string => (of.kind === "run" ? of.name : orelse);

async function perItem(
  what: string,
  of: Table | Run,
  { metric, id, cluster }: Omit<Two, "a" | "b">,
  { count, note }: Reach,
): Promise<Side> {
  const items = new Map<string, { readonly values: number[]; readonly clusters: unknown[] }>();
  let empty = 0;
  const loop = count("", (of.kind === "run" ? of.table : of).size);
  for (const [at, row] of rowsIn(of.kind === "run" ? of.table : of).entries()) {
    await loop.add();
    const item = row[id];
    if (typeof item !== "string" && typeof item !== "number")
      throw dataError(
        "E303",
        `row ${at + 1} has no item id in column '${id}'`,
        "name the column: paired: .id",
      );
    const found = items.get(String(item)) ?? { values: [], clusters: [] };
    items.set(String(item), found);
    if (cluster !== null) found.clusters.push(row[cluster]);
    if (lacks(row, metric.needs ?? [])) {
      empty++;
      continue;
    }
    const value = await metric(row).catch((error: unknown) => {
      throw inRow(error, row, at);
    });
    if (typeof value !== "boolean" && !(typeof value === "number" && Number.isFinite(value)))
      throw typeError("E204", `the metric of '${what}' must be a number or Bool for every row`);
    found.values.push(Number(value));
  }
  loop.end();
  const name = nameOf(of, "a table");
  if (empty > 0)
    note(
      `${what}: ${counted(empty, "row")} of '${name}' ${empty === 1 ? "has no value and is" : "have no value and are"} left out`,
    );
  if ([...items.values()].some(({ values }) => values.length > 1))
    note(`${what}: '${name}' has several rows per item; they are averaged first`);
  return new Map(
    [...items].map(([item, { values, clusters }]) => [
      item,
      {
        value: values.length === 0 ? null : mean(values),
        cluster: cluster === null ? "" : oneCluster(`'${name}'`, cluster, item, clusters),
      },
    ]),
  );
}
