// What a run tells of its calls: each once, with the item it is of, where its answer came from, and why its row failed.
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Event } from "../../runtime/event.ts";
import { nodeNet } from "../../runtime/net.ts";
import { memoryStore, type Store } from "../../runtime/store.ts";
import { ran } from "./program.ts";
import { type Peer, peer } from "./server/peer.ts";

let other: Peer;
beforeAll(async () => void (other = await peer()));
afterAll(() => other.close());

type ItemEvent = Extract<Event, { readonly kind: "item" }>;
async function itemsOf(run: string, store: Store = memoryStore()): Promise<ItemEvent[]> {
  const done = await ran(
    `model m = http("${other.url}", name: "tiny") { max_tokens: 8 }
prompt p(text: Text) -> Text { user """Say {{ text }}""" }
prompt pick(text: Text) -> "yes" | "no" { user """Say {{ text }}""" }
${run}`,
    { deps: { store, net: nodeNet({}, true) } },
  );
  return done.events.filter((event) => event.kind === "item");
}
const sorted = (all: readonly unknown[]): string[] => all.map((one) => JSON.stringify(one)).toSorted();
/** Item, origin, code: keys are looked at apart. */
const short = (items: readonly ItemEvent[]): unknown[] =>
  sorted(items.map(({ item, from, code }) => [item, from, code])).map((text) => JSON.parse(text) as unknown);

const three = `data t = table([{ id: "a", text: "one" }, { id: "b", text: "two" }, { id: "c", text: "one" }])
run r over t { ask p(.text) with m }`;

test("answers that were made, those equal to another, and the second time those of the store; equal calls have one key", async () => {
  const store = memoryStore();
  const first = await itemsOf(three, store);
  expect(short(first)).toEqual([
    ["a", "made", null],
    ["b", "made", null],
    ["c", "merged", null],
  ]);
  expect(first[0]).toMatchObject({ step: "r", column: "output", axes: {}, seed: null });
  const keys = new Map(first.map(({ item, key }) => [item, key]));
  expect(keys.get("a")).toBe(keys.get("c"));
  expect(keys.get("a")).not.toBe(keys.get("b"));
  expect(await store.get(keys.get("b")!)).toMatchObject({ value: { text: "two" } });
  expect(short(await itemsOf(three, store))).toEqual([
    ["a", "store", null],
    ["b", "store", null],
    ["c", "merged", null],
  ]);
});

test("axes by their labels, seeds, and rows without an id by their number", async () => {
  const items = await itemsOf(`data t = table([{ text: "one" }, { text: "two" }])
run r over t vary n in ["x", "y"] { seeds: [3, 4] ask p(join([n, .text], " ")) with m { temperature: 1 } }`);
  expect(sorted(items.map(({ item, axes, seed }) => [item, axes["n"], seed]))).toEqual(
    sorted([0, 1].flatMap((item) => ["x", "y"].flatMap((n) => [3, 4].map((seed) => [item, n, seed])))),
  );
});

test("the position of its row: rows of an earlier run share an id, and are told apart", async () => {
  const items = await itemsOf(`data t = table([{ id: "a", text: "one" }, { id: "b", text: "two" }])
run r over t vary n in ["x", "y"] { ask p(join([n, .text], " ")) with m }
run again over r { step mine = ask p(.output) with m }`);
  const second = items.filter(({ step }) => step === "again");
  expect(sorted(second.map(({ row, item }) => [row, item]))).toEqual(
    sorted([
      [0, "a"],
      [1, "a"],
      [2, "b"],
      [3, "b"],
    ]),
  );
});

test("why a row failed: no answer, an answer that cannot be read, a prompt that cannot be made", async () => {
  other.faults.set("bad", [{ status: 400, body: '{"error": {"message": "no"}}' }]);
  const failed =
    await itemsOf(`data t = table([{ id: 1, text: "bad" }, { id: 2, text: "yes" }, { id: 3, text: "perhaps" }])
run r over t { ask pick(.text) with m }`);
  expect(short(failed)).toEqual([
    [1, null, "E526"],
    [2, "made", null],
    [3, "made", "E518"],
  ]);
  expect(failed.map(({ key }) => key !== null)).toEqual(failed.map(({ from }) => from !== null));
  const lost = await itemsOf(`data t = table([{ id: 1, list: ["x"] }, { id: 2, list: [] }])
run r over t { ask p(.list[0]) with m }`);
  expect(short(lost)).toEqual([
    [1, "made", null],
    [2, null, "E215"],
  ]);
});

test("looking tells of no call", async () => {
  const done = await ran(
    `model m = http("${other.url}", name: "tiny") { max_tokens: 8 }
prompt p(text: Text) -> Text { user """Say {{ text }}""" }
run r over table([{ id: 1, text: "one" }]) { ask p(.text) with m }`,
    { deps: { net: nodeNet({}, true) } },
  );
  const before = done.events.filter(({ kind }) => kind === "item").length;
  await done.program.explain();
  expect(before).toBe(1);
  expect(done.events.filter(({ kind }) => kind === "item")).toHaveLength(1);
});
