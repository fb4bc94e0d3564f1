// The world of records as a table: sizes, trees that render, and what is refused.
import { expect, test } from "vitest";
import { DOMAINS } from "../../models/world/records/domains/index.ts";
import { TASKS } from "../../models/world/records/items.ts";
import { rendered } from "../../runtime/context/render.ts";
import type { Tree } from "../../runtime/value.ts";
import { worldTasks } from "../../runtime/world-tasks.ts";
import { call, failure, plain } from "./call.ts";

const args = { n: 3, task: "single", facts: [4, 8], draws: [1, 2], split: "test", seed: 7 };

test("n documents per draw and number of facts, the same each time, each with an id of its own", async () => {
  const rows = plain(await call(worldTasks, args));
  expect(rows).toHaveLength(12);
  expect(new Set(rows.map((row) => row["id"])).size).toBe(12);
  expect(plain(await call(worldTasks, args))).toEqual(rows);
});

test("a row does not depend on how many stand beside it", async () => {
  const rows = plain(await call(worldTasks, args));
  const alone = plain(await call(worldTasks, { ...args, n: 1, facts: 8, draws: [2] }));
  expect(rows.filter((row) => row["id"] === alone[0]?.["id"])).toEqual(alone);
});

test.each(TASKS)("%s: the columns that are declared, and evidence within the sentences", async (task) => {
  const declared = Object.keys(
    (worldTasks.signature.returns as { columns: { [name: string]: unknown } }).columns,
  );
  for (const row of plain(await call(worldTasks, { ...args, task, facts: 16 }))) {
    expect(Object.keys(row).sort()).toEqual([...declared].sort());
    const sentences = row["sentences"] as readonly string[];
    expect(row["keep"]).toHaveLength(sentences.length);
    expect(Math.max(0, ...(row["evidence"] as number[]))).toBeLessThanOrEqual(sentences.length);
    expect(row["prose"]).toBe(sentences.join(" "));
    expect(row["numbered"]).toContain(`- Sentence ${sentences.length}. ${sentences.at(-1)}`);
  }
});

test("the outline holds the answer of a look-up, as render writes it", async () => {
  for (const row of plain(await call(worldTasks, args)))
    expect(rendered(row["outline"] as Tree, "markdown")).toContain(`: ${String(row["answers"])}`);
});

test("the aspect is the one that the answer stands under, and null where nothing is asked", async () => {
  const rows = plain(await call(worldTasks, args));
  for (const { outline, aspect, answers } of rows) {
    const told = (outline as Tree).aspects.flatMap(({ descriptions }) => descriptions);
    expect(told.join("\n")).toContain(`${String(aspect)}: ${String(answers)}`);
  }
  expect(plain(await call(worldTasks, { ...args, task: "structurize" }))[0]?.["aspect"]).toBe(null);
});

test("the domains of the generator are those that may be named", () => {
  const named = worldTasks.signature.params.find(({ name }) => name === "domain");
  for (const { name } of DOMAINS) expect(JSON.stringify(named)).toContain(`"${name}"`);
});

test("what cannot be made is refused", async () => {
  expect(await failure(call(worldTasks, { ...args, facts: [0] }))).toBe(
    "E203: 'world_tasks' takes facts: 1 to 128, but got 0",
  );
  expect(await failure(call(worldTasks, { ...args, depth: 0.5 }))).toBe(
    'E203: \'world_tasks\' takes depth where the task is "needle", but the task is "single"',
  );
  expect(await failure(call(worldTasks, { ...args, task: "count", facts: 1 }))).toBe(
    "E203: 1 facts are too few for the task count",
  );
  expect(await failure(call(worldTasks, { ...args, split: "train", domain: "ship" }))).toBe(
    'E203: the domain "ship" is held out of the train split',
  );
  expect(await failure(call(worldTasks, { ...args, split: "train", forms: "heldout" }))).toBe(
    "E203: the train split has no held-out sentence forms",
  );
  expect(await failure(call(worldTasks, { ...args, n: 90_000 }))).toMatch(/^E203/);
});
