// Types of what operators over judges give: rows in both orders, canaries among them, reports.
import type { Call } from "../syntax/ast.ts";
import { own } from "../own.ts";
import {
  columnsOf,
  type Fields,
  int,
  isTable,
  num,
  table,
  text,
  type Type,
  unknown,
} from "../types/types.ts";
import type { Env } from "./env.ts";

const id: Type = { kind: "id" };
const maybe = (of: Type): Type => ({ kind: "optional", of });

const pair: Fields = { order: text, first: text, second: text, first_is: text, second_is: text };
const marks: Fields = { canary: maybe(text), canary_of: maybe(id), expected: maybe(text) };
const items: Fields = { a: text, b: text, given: text, swapped: text, outcome: text, winner: maybe(text) };
const figures: Fields = {
  figure: text,
  value: maybe(num),
  lo: maybe(num),
  hi: maybe(num),
  n: int,
  interval: text,
};
const tests: Fields = {
  canary: text,
  n: int,
  passed: int,
  failed: int,
  unparsed: int,
  share: num,
  lo: num,
  hi: num,
};

/** What was given, and what a name stands for in messages. */
interface Made {
  readonly of: Type;
  readonly name: string;
  readonly call: Call;
  readonly env: Env;
}

/** The same rows with more columns: of a run a run, and `axis` is one more of its axes. Reports E214 for a column that is there already. */
function widerRows(
  maker: string,
  added: Fields,
  { of, name, call, env }: Made,
  axis: readonly string[] = [],
): Type {
  const columns = columnsOf(of);
  const clash = columns && Object.keys(added).find((name) => Object.hasOwn(columns, name));
  if (clash) env.report("E214", call.span, { maker: `'${maker}'`, name: clash, table: name });
  const all = columns && { ...columns, ...added };
  return of.kind === "run" ? { ...of, columns: all, axes: [...of.axes, ...axis] } : table(all);
}

/** Reports E206 for other than two answers. */
export function bothOrders(made: Made, answers: number, other: Type | null): Type {
  if (answers !== 2)
    made.env.report("E206", made.call.span, {
      operator: "both_orders",
      missing: "two answers, each by its name",
      wanted: "a: .output_1, b: .output_2",
    });
  const of = made.of.kind === "run" && other?.kind === "table" ? table(columnsOf(made.of)) : made.of;
  return widerRows("both_orders", pair, { ...made, of }, ["order"]);
}

export const withCanaries = (made: Made): Type => {
  const wider = widerRows("canaries", marks, made);
  // ids of canaries are texts, whatever the others are
  const ids = (columns: Fields): Fields => (Object.hasOwn(columns, "id") ? { ...columns, id } : columns);
  const columns = isTable(wider) ? columnsOf(wider) : null;
  if (!columns) return wider;
  return wider.kind === "run" ? { ...wider, columns: ids(columns) } : table(ids(columns));
};

/** Reports: the columns by which they part, and their own. */
const reports = { settled: items, figures, canary_report: tests };

export function reported(report: keyof typeof reports, of: Type, by: readonly string[]): Type {
  const columns = columnsOf(of);
  const keys = Object.fromEntries(by.map((name) => [name, own(columns, name) ?? unknown]));
  return table({
    ...(report === "settled" && { id: own(columns, "id") ?? id }),
    ...keys,
    ...reports[report],
  });
}
