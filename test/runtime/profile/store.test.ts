// The store of entities: the order of records changes nothing, parts merge into the whole, what is forgotten was never there.
import fc from "fast-check";
import { expect, test } from "vitest";
import { entityStore, forget, mergeStores } from "../../../runtime/profile/entity-store.ts";
import { lapsed, remembered } from "../../../runtime/profile/remembered.ts";
import { fromRows } from "../../../runtime/table.ts";
import type { Row, Value } from "../../../runtime/value.ts";
import { call, failure, plain, reach, table } from "../call.ts";
import { ran } from "../program.ts";

const names = ["query", "user", "entities", "at"];
const of = (name: string) => async (row: Row) => row[name] ?? null;
const arranged = { user: of("user"), entities: of("entities"), at: of("at") };
const stored = (rows: readonly Row[]): Promise<Value> =>
  call(entityStore, { rows: fromRows(rows, names), ...arranged });

const log: readonly Row[] = [
  { query: "where is the mill", user: "u1", entities: ["Q2", "Q1", "Q2"], at: "2026-01-03" },
  { query: "mill again", user: "u1", entities: ["Q1"], at: "2026-01-01T10:00:00+02:00" },
  { query: "boats", user: "u2", entities: ["Q1"], at: "2026-01-02T00:00:00Z" },
];

test("a row for each user and entity, once a record, times in UTC, and no text", async () => {
  expect(plain(await stored(log))).toEqual([
    { user: "u1", entity: "Q1", n: 2, first: "2026-01-01T08:00:00.000Z", last: "2026-01-03T00:00:00.000Z" },
    { user: "u1", entity: "Q2", n: 1, first: "2026-01-03T00:00:00.000Z", last: "2026-01-03T00:00:00.000Z" },
    { user: "u2", entity: "Q1", n: 1, first: "2026-01-02T00:00:00.000Z", last: "2026-01-02T00:00:00.000Z" },
  ]);
});

test("records that say too little are counted; a time that is none is an error", async () => {
  const seen = reach();
  const rows = fromRows(
    [
      { user: null, entities: ["Q1"], at: "2026-01-01" },
      { user: "u", entities: [], at: "2026-01-01" },
    ],
    names,
  );
  expect(plain(await entityStore.run({ rows, ...arranged }, seen))).toEqual([]);
  expect(Object.fromEntries(seen.notes)).toEqual({
    "entity_store: records without a user, a time or entities, left out": 2,
  });
  for (const at of ["yesterday", "2026-02-30", "2026-01-01T10:00", "2026-13-01", "2026-01-31T23:30:00-25:00"])
    expect(await failure(stored([{ user: "u", entities: ["Q1"], at }]))).toMatch(
      /^E203: 'entity_store' takes times/,
    );
});

const record = fc.record({
  user: fc.constantFrom("u1", "u2", "u3"),
  entities: fc.array(fc.constantFrom("Q1", "Q2", "Q3"), { minLength: 1, maxLength: 3 }),
  at: fc.constantFrom("2026-01-01", "2026-01-02", "2026-02-01T00:00:00Z", "2025-12-31T23:00:00-02:00"),
});

test("for any records: in any order, and in parts that are merged, the store is the same; without a user it is that of the others", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(record, { maxLength: 12 }), fc.nat(12), async (records, cut) => {
      const whole = plain(await stored(records));
      expect(plain(await stored(records.toReversed()))).toEqual(whole);
      const [a, b] = [await stored(records.slice(0, cut)), await stored(records.slice(cut))];
      expect(plain(await call(mergeStores, { store: a, with: b }))).toEqual(whole);
      expect(plain(await call(mergeStores, { store: b, with: a }))).toEqual(whole);
      const others = records.filter(({ user }) => user !== "u1");
      const store = await stored(records);
      expect(plain(await call(forget, { store, user: "u1" }))).toEqual(plain(await stored(others)));
      const without = records.map((one) => ({ ...one, entities: one.entities.filter((id) => id !== "Q1") }));
      expect(plain(await call(forget, { store, entity: "Q1" }))).toEqual(plain(await stored(without)));
    }),
  );
});

test("what is forgotten is told, and who forgets says what", async () => {
  const store = await stored(log);
  const seen = reach();
  expect(plain(await forget.run({ store, user: "u1", entity: "Q1" }, seen))).toHaveLength(2);
  expect(Object.fromEntries(seen.notes)).toEqual({ "forget: rows taken out": 1 });
  expect(await failure(call(forget, { store }))).toMatch(/^E206/);
  expect(await failure(call(forget, { store: table({ user: 1 }), user: "u1" }))).toMatch(/^E20[13]/);
});

test("lapsed is what was met last more than so many days before the time that is given", async () => {
  const store = await stored(log);
  const at = async (now: string) =>
    plain(await call(lapsed, { store, now, days: 14 })).map(({ user, entity }) => [user, entity].join(" "));
  expect(await at("2026-01-16T00:00:00Z")).toEqual([]);
  expect(await at("2026-01-16T00:00:00.001Z")).toEqual(["u2 Q1"]);
  expect(await at("2026-01-17T00:00:01Z")).toEqual(["u1 Q1", "u1 Q2", "u2 Q1"]);
});

const counts = { a: 6, b: 3, c: 1 };
const known = table(
  ...Object.entries(counts).map(([entity, n]) => ({
    user: "u",
    entity,
    n,
    first: "2026-01-01T00:00:00.000Z",
    last: entity === "c" ? "2026-01-31T00:00:00.000Z" : "2026-01-01T00:00:00.000Z",
  })),
);
const draw = async (kind: string, more: { readonly [name: string]: Value }) =>
  (await call(remembered, { store: known, user: "u", kind, seed: 1, ...more })) as readonly string[];

/** Chi-squared of first draws over 3,000 seeds against how likely each should be. */
async function chi(
  kind: string,
  more: { readonly [name: string]: Value },
  likely: { readonly [entity: string]: number },
) {
  const times = new Map<string, number>();
  for (let seed = 0; seed < 3000; seed++) {
    const [first = ""] = await draw(kind, { ...more, seed, k: 1 });
    times.set(first, (times.get(first) ?? 0) + 1);
  }
  const total = Object.values(likely).reduce((sum, one) => sum + one, 0);
  expect([...times.keys()].toSorted()).toEqual(Object.keys(likely).toSorted());
  return Object.entries(likely).reduce((sum, [entity, weight]) => {
    const wanted = (3000 * weight) / total;
    return sum + ((times.get(entity) ?? 0) - wanted) ** 2 / wanted;
  }, 0);
}

test("each kind is drawn as likely as its rule says", async () => {
  // two and three degrees of freedom: above 13.8 and 16.3 in a case of a thousand
  expect(await chi("familiar", {}, counts)).toBeLessThan(13.8);
  const among = ["a", "b", "c", "new"];
  expect(await chi("unfamiliar", { among }, { a: 1 / 7, b: 1 / 4, c: 1 / 2, new: 1 })).toBeLessThan(16.3);
  expect(await chi("lapsed", { now: "2026-02-01" }, { a: 6, b: 3 })).toBeLessThan(10.8);
});

test("none comes twice; the same store, context and seed give the same; what is wanting is told", async () => {
  expect(new Set(await draw("familiar", { k: 3 }))).toEqual(new Set(["a", "b", "c"]));
  expect(await draw("familiar", { k: 2 })).toEqual((await draw("familiar", { k: 3 })).slice(0, 2));
  expect(await draw("familiar", { among: ["b", "x"] })).toEqual(["b"]);
  const seen = reach();
  expect(await remembered.run({ store: known, user: "nobody", kind: "familiar", seed: 1 }, seen)).toEqual([]);
  expect(Object.fromEntries(seen.notes)).toEqual({ "remembered: fewer entities than wanted": 1 });
  expect(await failure(draw("lapsed", {}))).toMatch(/^E204.*needs now/);
  expect(await failure(draw("unfamiliar", {}))).toMatch(/^E204.*needs among/);
});

test("in a program the hints of a request come from the store, at the time of the request", async () => {
  const { shown, failed } = await ran(`data logs = table([
  { user: "u1", query: "old mills", found: ["Q1"], at: "2026-01-01" },
  { user: "u1", query: "boats", found: ["Q2"], at: "2026-01-20" },
])
data store = logs |> entity_store(user: .user, entities: .found, at: .at)
data requests = table([{ id: 1, user: "u1", at: "2026-01-21" }])
run hinted over requests { step hints = remembered(store, user: .user, kind: "lapsed", seed: 42, now: .at, days: 14) }
show hinted[0].hints
show store |> forget(user: "u1")`);
  expect(failed).toEqual([]);
  expect(shown.join("\n")).toContain('["Q1"]');
  expect(shown.join("\n")).not.toMatch(/old mills[^]*Q1[^]*first/);
});
