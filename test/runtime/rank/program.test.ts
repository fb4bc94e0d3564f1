// Rankers in programs: asked through the store like every other call, rows together, and by nobody who only looks.
import { expect, test } from "vitest";
import { progressText } from "../../../runtime/show/progress.ts";
import { memoryStore, type Store } from "../../../runtime/store.ts";
import { ran, type Ran } from "../program.ts";

/** The model turns every two around: of a b c, windows of two by one make c a b. */
const program = `
model m = scripted(p => "[2] > [1]")
prompt order(question: Text, list: Passage[]) -> Text {
  user """{{ question }}{{#each p, i in list}} [{{ i + 1 }}] {{ p.text }}{{#end}}"""
}
data docs = table([{ id: "a", text: "one" }, { id: "b", text: "two" }, { id: "c", text: "three" }])
let all = passages(docs, id: .id, text: .text)
data questions = table([{ id: 1, question: "x" }, { id: 2, question: "y" }, { id: 3, question: "x" }])
run r over questions {
  step ranked = rank_list(all, prompt: w => order(.question, w), with: m, window: 2, step: 1)
}
`;
const shown = `show r |> derive(order: join(.ranked.passages |> map(p => p.id), ""), calls: .ranked.calls) |> select(.id, .order, .calls)`;
const asked = (text: string, store: Store): Promise<Ran> => ran(text, { deps: { store } });

test("windows of all rows go together, equal ones once; the next time all come from the store", async () => {
  const store = memoryStore();
  const first = await asked(program + shown, store);
  expect(first.failed).toEqual([]);
  expect(first.shown.at(-1)).toMatch(/1 +cab +2\n.*2 +cab +2\n.*3 +cab +2/);
  // two windows for each of two questions; the third question is the first
  expect(first.volatile.join("\n")).toMatch(
    /^r, by its operators: 4 calls made, 0 from the store, 2 equal to another call; .* on scripted/m,
  );
  const again = await asked(program + shown, store);
  expect(again.shown).toEqual(first.shown);
  expect(again.volatile.join("\n")).toMatch(/^r, by its operators: 0 calls made, 4 from the store/m);
});

test("spent tells of each call, and a function that stands for a model ranks nothing", async () => {
  const { shown: rows, failed } = await asked(
    `${program}show spent(r) |> select(.id, .step, .model, .output_chars)`,
    memoryStore(),
  );
  expect(failed).toEqual([]);
  expect(rows.at(-1)!.match(/ranked +m +9/g)).toHaveLength(6);
  const looped = await asked(
    `${program}
prompt plain(question: Text) -> Text { user """{{ question }}""" }
let fixed = order("x", all)
model inner = scripted(p => rank_list(all, prompt: w => fixed, with: m).passages[0].id)
run s over questions { ask plain(.question) with inner }`,
    memoryStore(),
  );
  expect(looped.failed.join("\n")).toContain("E525");
});

test("who only looks asks nobody: what is known is counted, and what follows is waited for", async () => {
  const store = memoryStore();
  const before = await asked(`explain r\n${program}`, store);
  expect(before.failed).toEqual([]);
  expect(before.volatile[0]).toMatch(/m: (at least )?2 calls: 0 cached, 2 new/);
  await asked(program + shown, store);
  const after = await asked(`explain r\n${program}`, store);
  expect(after.volatile[0]).toMatch(/m: 4 calls: 4 cached, 0 new/);
});

test("the log lists the calls of operators beside those of the run, each with its row and its key", async () => {
  const store = memoryStore();
  const { events } = await asked(program, store);
  const items = events.flatMap((event) => (event.kind === "item" ? [event] : []));
  expect(items.map(({ column, item, from, code }) => [column, item, from, code])).toEqual([
    ["ranked", 1, "made", null],
    ["ranked", 3, "merged", null],
    ["ranked", 2, "made", null],
    ["ranked", 1, "made", null],
    ["ranked", 3, "merged", null],
    ["ranked", 2, "made", null],
  ]);
  expect(items.every(({ operator, key }) => operator && key !== null)).toBe(true);
  const again = (await asked(program, store)).events.flatMap((event) =>
    event.kind === "item" ? [event] : [],
  );
  expect(again.map(({ from }) => from)).toEqual(["store", "merged", "store", "store", "merged", "store"]);
  expect(new Set(again.map(({ key }) => key))).toEqual(new Set(items.map(({ key }) => key)));
});

/** A clock on which everything takes long. */
function late(): () => number {
  let now = 0;
  return () => (now += 250);
}

const slow = program.replace('"[2] > [1]"', '"[2] > [1]", ms: 40');

test("while they are made the run tells how many, how fast and how long at least", async () => {
  const { events } = await ran(slow, { deps: { store: memoryStore(), clock: late() } });
  const told = events.flatMap((event) => (event.kind === "progress" && !event.last ? [event] : []));
  const lines = told.map(progressText);
  const line =
    /^r: computing ranked, 0 of 3 rows \(0 %\), [12] of 3 asked by operators, .* a second, at least .* left, .* made/;
  expect(lines).toContainEqual(expect.stringMatching(line));
  // the second window of each row is asked when the first has its answer
  expect(told.some(({ asked }) => asked?.total === 6 && asked.done > 3)).toBe(true);
});

test("an interrupt ends the wait for them, and no further call is made", async () => {
  const stop = new AbortController();
  const store = memoryStore();
  setTimeout(() => stop.abort(), 100);
  const start = performance.now();
  const { failed, events } = await ran(slow.replace("ms: 40", "ms: 20_000"), {
    deps: { store, signal: stop.signal },
  });
  expect(performance.now() - start).toBeLessThan(5000);
  expect(failed.join("\n")).toContain("E130");
  expect(events.filter(({ kind }) => kind === "item")).toEqual([]);
});

test("a table that is derived tells the same, of its rows", async () => {
  const { events } = await ran(
    slow
      .replace("run r over questions {", "data r = questions |> derive(")
      .replace("step ranked =", "ranked:")
      .replace(/}\n$/, ")\n"),
    { deps: { store: memoryStore(), clock: late() } },
  );
  const lines = events.flatMap((event) => (event.kind === "progress" ? [progressText(event)] : []));
  const line = /^r: computing ranked, 0 of 3 rows \(0 %\), [12] of 3 asked by operators/;
  expect(lines).toContainEqual(expect.stringMatching(line));
});
