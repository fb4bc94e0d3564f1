// What is remembered of users: which entities they met, how often, when first and last. No text of theirs.
import * as types from "../../dsl/types/types.ts";
import { typeError } from "../problem.ts";
import { column, fromColumns, type Table } from "../table.ts";
import type { Value } from "../value.ts";

export interface Memory {
  readonly user: string;
  readonly entity: string;
  readonly n: number;
  /** Times in UTC, as ISO 8601 has them to the millisecond. */
  readonly first: string;
  readonly last: string;
}

export const storeType = types.table({
  user: types.text,
  entity: types.text,
  n: types.int,
  first: types.text,
  last: types.text,
});

/** A day, or a day with a time that says its distance to UTC. */
const TIME = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2}))?$/;

/** Milliseconds since 1970. Errors: E203 for what is no time, or one whose distance to UTC is not said. */
export function moment(operator: string, given: string): number {
  const time = TIME.test(given) ? Date.parse(given) : NaN;
  if (Number.isFinite(time) && isDay(given, time)) return time;
  throw typeError(
    "E203",
    `'${operator}' takes times such as 2026-01-31 or 2026-01-31T09:30:00Z, but got ${JSON.stringify(given)}`,
  );
}

/** Some engines take the 31st of a shorter month for the 1st of the next. */
function isDay(given: string, time: number): boolean {
  const zone = /([+-])(\d{2}):(\d{2})$/.exec(given.slice(10));
  const shift = zone ? (zone[1] === "-" ? -1 : 1) * (Number(zone[2]) * 60 + Number(zone[3])) : 0;
  return new Date(time + shift * 60_000).toISOString().startsWith(given.slice(0, 10));
}

export const written = (time: number): string => new Date(time).toISOString();

/** By user, then entity, by code unit: equal stores are equal tables. */
export function tableOf(memories: Iterable<Memory>): Table {
  const all = [...memories].sort((a, b) => order(a.user, b.user) || order(a.entity, b.entity));
  return fromColumns(
    new Map<string, readonly Value[]>([
      ["user", all.map(({ user }) => user)],
      ["entity", all.map(({ entity }) => entity)],
      ["n", all.map(({ n }) => n)],
      ["first", all.map(({ first }) => first)],
      ["last", all.map(({ last }) => last)],
    ]),
  );
}
const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Errors: E201 for a missing column, E203 for one of another kind. */
export function memoriesOf(operator: string, store: Table): Memory[] {
  const [user, entity, first, last] = (["user", "entity", "first", "last"] as const).map((name) =>
    column(store, name).map((value) => {
      if (typeof value === "string") return value;
      throw typeError(
        "E203",
        `'${operator}' takes a store of entity_store, but '${name}' has ${JSON.stringify(value)}`,
      );
    }),
  );
  return column(store, "n").map((n, at) => {
    if (!Number.isSafeInteger(n))
      throw typeError(
        "E203",
        `'${operator}' takes a store of entity_store, but 'n' has ${JSON.stringify(n)}`,
      );
    return { user: user![at]!, entity: entity![at]!, n: n as number, first: first![at]!, last: last![at]! };
  });
}

/** One memory for each user and entity: counts in sum, the earliest first and the latest last time. */
export function merged(memories: Iterable<Memory>): Memory[] {
  const all = new Map<string, Memory>();
  for (const one of memories) {
    const key = JSON.stringify([one.user, one.entity]);
    const known = all.get(key);
    all.set(
      key,
      known
        ? {
            ...known,
            n: known.n + one.n,
            first: known.first < one.first ? known.first : one.first,
            last: known.last > one.last ? known.last : one.last,
          }
        : one,
    );
  }
  return [...all.values()];
}
