// Rankers in programs: asked through the store like every other call, rows together, and by nobody who only looks.
import { expect, test } from "vitest";
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
