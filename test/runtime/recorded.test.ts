// Scores of an earlier run from what its log tells and the store has: the same numbers, with nobody to ask.
import { expect, test } from "vitest";
import type { Step } from "../../dsl/plan/plan.ts";
import { callsOf, type Found, recordedAsking } from "../../runtime/recorded/answers.ts";
import { scoredPlan } from "../../runtime/recorded/plan.ts";
import { sameRuns, unchanged } from "../../runtime/recorded/unchanged.ts";
import { nobody } from "../../runtime/recorded/unasked.ts";
import { operatorsByName } from "../../runtime/registry.ts";
import { program } from "../../runtime/run.ts";
import { memoryStore } from "../../runtime/store.ts";
import type { Files } from "../../runtime/files.ts";
import { reach } from "./call.ts";
import { planned, ran } from "./program.ts";

const table = `data t = table([
  { id: "a", text: "one", right: ["one"] }, { id: "b", text: "two", right: ["too"] }, { id: "c", text: "three", right: ["three"] },
])
model m = scripted(p => p)
prompt p(text: Text) -> Text { user """{{ text }}""" }
prompt twice(text: Text) -> Text { user """{{ text }} {{ text }}""" }
prompt pick(text: Text) -> "one" | "two" { user """{{ text }}""" }`;

const everything = (item: string): boolean => item !== "";

/** Runs a program, then computes its scores from what it told of its calls. `tell`: the items that the log tells of. */
async function again(run: string, score: string, { whole = true, tell = everything } = {}) {
  const store = memoryStore();
  const cells = [`${table}\n${run}`, score];
  const first = await ran(cells, { deps: { store } });
  expect(first.failed).toEqual([]);
  const calls = callsOf();
  for (const event of first.events)
    if (event.kind === "item" && tell(String(event.item))) calls.add(event.step, event);
  const plan = planned(cells);
  const ids = plan.steps.filter(({ kind }) => kind === "score").map(({ id }) => id);
  const found: Found = { answers: 0, failed: 0, absent: [] };
  const shown: string[] = [];
  const failed: string[] = [];
  const running = program(scoredPlan(plan, ids), {
    operators: operatorsByName,
    files: reach().files as Files,
    runner: nobody,
    store,
    signal: new AbortController().signal,
    clock: () => 0,
    mayAsk: true,
    asking: recordedAsking({ run: "x", calls, whole, store }, found),
  });
  await running.steps(new Set(ids), (event) => {
    if (event.kind === "display") shown.push(String(event.bundle.data["text/plain"]));
    if (event.kind === "failed") failed.push(event.problem.code);
  });
  return { then: first.shown.at(-1), now: shown.at(-1), found, failed };
}

const em = "score s of r by [n] { metric em = exact(.output, .right) }";
test.each([
  ["values in a prompt", `run r over t vary n in ["x", "y"] { ask p(join([n, .text], "")) with m }`, em],
  ["prompts as arms", "run r over t vary n in { x: p(.text), y: twice(.text) } { ask n with m }", em],
  [
    "models as an axis, seeds",
    `model o = scripted(p => join([p, "!"], ""))
run r over t vary n in [m, o] { seeds: [1, 2] ask p(.text) with n { temperature: 1 } }`,
    em,
  ],
  [
    "steps, conditions, and a column that the score reads",
    `run r over t vary n in ["x", "y"] {
  step first = ask p(join([n, .text], "")) with m
  step long = len(.first) > 4
  step last = ask twice(.first) with m when .long
}`,
    "score s of r by [n] {\n  metric em = exact(.last ?? .first, .right)\n  metric long = .long\n}",
  ],
  [
    "a run over a run: its rows share their ids",
    `run q over t vary n in ["x", "y"] { ask p(join([n, .text], "")) with m }
run r over q { step mine = ask twice(.output) with m }`,
    'score s of r by [n] { metric same = .mine == join([.output, .output], " ") }',
  ],
  ["answers that cannot be read", "run r over t { ask pick(.text) with m }", em.replace(" by [n]", "")],
])("the same score: %s", async (_, run, score) => {
  const { then, now, found, failed } = await again(run, score);
  expect([failed, found.absent]).toEqual([[], []]);
  expect(found.answers).toBeGreaterThan(0);
  expect(now).toBe(then);
});

const two = `run r over t vary n in ["x", "y"] { ask p(join([n, .text], "")) with m }`;

test("an item that the log does not tell of is named and counted, and the others are scored; of a whole log its row had failed before", async () => {
  const some = await again(two, em, { whole: false, tell: (item) => item !== "b" });
  expect(some.found).toMatchObject({ answers: 4, failed: 0 });
  expect(some.found.absent.map(({ item, axes, why }) => [item, axes["n"], why])).toEqual([
    ["b", "x", "the log tells of no such call"],
    ["b", "y", "the log tells of no such call"],
  ]);
  expect(some.now).toMatch(/^note: em: 2 of 6 rows without a value, left out$/m);
  const whole = await again(two, em, { tell: (item) => item !== "b" });
  expect(whole.found).toEqual({ answers: 4, failed: 2, absent: [] });
});

test("a run without any answer fails as a whole", async () => {
  expect((await again(two, em, { whole: false, tell: () => false })).failed).toEqual(["E134"]);
});

const runOf = (steps: readonly Step[], id: string) => {
  const step = steps.find((one) => one.id === id);
  return step?.kind === "run" ? step.columns.map(({ name }) => name) : null;
};
const columned = `${table}
run q over t {
  step cut = trim(.text)
  step other = lower(.cut)
  step unused = trim(.text)
  ask p(.cut) with m
}
run r over q { step mine = ask p(.other) with m }`;

test("a run makes the columns that are read of it, also by a run over it; a run that is used whole makes all", () => {
  const kept = (score: string): unknown => {
    const { plan, ids } = wanted(`${columned}\n${score}`);
    const { steps } = scoredPlan(plan, ids);
    return [runOf(steps, "q"), runOf(steps, "r")];
  };
  expect(kept("score s of r { metric f = len(.mine) }")).toEqual([["output"], ["mine"]]);
  expect(kept("score s of q { metric f = len(.other) }")).toEqual([
    ["cut", "other", "output"],
    expect.anything(),
  ]);
  expect(kept("score s of r { metric f = len(.unused) }")).toEqual([["unused", "output"], ["mine"]]);
  expect(kept('score s of q |> where(.id == "a") { metric f = len(.output) }')).toEqual([
    ["cut", "other", "unused", "output"],
    expect.anything(),
  ]);
});

const wanted = (text: string) => {
  const plan = planned([text]);
  return { plan, ids: plan.steps.filter(({ kind }) => kind === "score").map(({ id }) => id) };
};

test("a run whose data, prompt or function is another one is refused, with what differs first", () => {
  const score = "score s of r { metric f = len(.output) }";
  const text = (by: string) =>
    `${table}\nfn f(x: Text) -> Text = ${by}(x)\nrun r over t { ask p(f(.text)) with m }\n${score}`;
  const then = Object.fromEntries(planned([text("trim")]).steps.map(({ id, hash }) => [id, hash]));
  const same = wanted(text("trim"));
  expect(() => sameRuns(same.plan, same.ids, then, "x")).not.toThrow();
  const other = wanted(text("lower"));
  expect(() => sameRuns(other.plan, other.ids, then, "x")).toThrow(
    "'r' is not what it was in run x: fn 'f' differs",
  );
});

test("a file with other bytes than the run has read is refused; one that it has not read is free", async () => {
  const read = async (path: string) => ({
    path,
    bytes: new Uint8Array(),
    digest: `${path}${"0".repeat(64)}`,
  });
  const files = unchanged(
    { read, from: () => ({ read }) } as unknown as Files,
    [
      { by: "", path: "same", digest: `same${"0".repeat(64)}` },
      { by: "", path: "other", digest: "f".repeat(64) },
    ],
    "x",
  );
  await expect(files.read("same")).resolves.toMatchObject({ path: "same" });
  await expect(files.read("new")).resolves.toMatchObject({ path: "new" });
  await expect(files.from("lib.strux").read("other")).resolves.toMatchObject({ path: "other" });
  await expect(files.read("other")).rejects.toThrow(
    "'other' has changed since run x: sha256 other0000000…, then ffffffffffff…",
  );
});
