// How far a run is: counted by its parts, told a few times a second and once at the end, in one line and as a bar.
import { beforeAll, describe, expect, test } from "vitest";
import { aside } from "../../runtime/aside.ts";
import { meter, type Progress } from "../../runtime/progress.ts";
import { progressText } from "../../runtime/show/progress.ts";
import type { Runner } from "../../runtime/model/index.ts";
import { makeRunner, nano } from "./model/help.ts";
import { reach } from "./call.ts";
import { moment } from "./moment.ts";
import { ran } from "./program.ts";

describe("a meter", () => {
  /** A clock that is turned by hand. */
  const set = () => {
    const told: Progress[] = [];
    const time = { now: 0 };
    return {
      told,
      time,
      of: meter(
        "r",
        () => time.now,
        (one) => void told.push(one),
      ),
    };
  };

  test("tells at most every 200 ms, and once more at the end", async () => {
    const { told, time, of } = set();
    of.start("answers", "output", 1000);
    for (let n = 1; n <= 1000; n++) {
      time.now += 1;
      await of.add({ done: 1, made: 1 });
    }
    of.end();
    expect(told.map(({ done, last }) => [done, last])).toEqual([
      [200, false],
      [400, false],
      [600, false],
      [800, false],
      [1000, false],
      [1000, true],
    ]);
  });

  test("parts of a large column count among all its rows, and their rate is of all their phases together", async () => {
    const { told, time, of } = set();
    for (const from of [0, 100]) {
      of.start("prompts", "output", 300, from);
      time.now += 1000;
      await of.add({ done: 100 });
      of.start("answers", "output", 300, from);
      time.now += 1000;
      await of.add({ done: 100, made: 100 });
    }
    expect(told.map(({ phase, done, total, rate, eta }) => [phase, done, total, rate, eta])).toEqual([
      ["prompts", 100, 300, null, null],
      ["answers", 100, 300, 50, 4],
      ["prompts", 200, 300, 100 / 3, 3],
      ["answers", 200, 300, 50, 2],
    ]);
  });

  test("the rate is of what took work: rows from the store count as done, not as fast", async () => {
    const { told, time, of } = set();
    of.start("answers", "output", 100);
    await of.add({ done: 40, cached: 40 });
    time.now = 2000;
    await of.add({ done: 10, made: 10, tokens: 500, provider: "cpu" });
    expect(told).toEqual([
      {
        name: "r",
        column: "output",
        phase: "answers",
        done: 50,
        total: 100,
        rate: 5,
        eta: 10,
        cached: 40,
        made: 10,
        failed: 0,
        restarts: 0,
        asked: null,
        speed: 250,
        providers: ["cpu"],
        last: false,
      },
    ]);
  });

  test("what operators ask has a count and a rate of its own, and leaves the rows theirs", async () => {
    const { told, time, of } = set();
    of.start("computing", "ranked", 3);
    for (const [asked, stored] of [
      [10, 4],
      [5, 0],
    ] as const) {
      const calls = aside(of);
      calls.start("tokens", "", asked);
      calls.start("answers", "", asked);
      await calls.add({ done: stored, cached: stored });
      time.now += 2000;
      const made = asked - stored - 1;
      await calls.add({ done: made, made, tokens: 50 });
    }
    expect(told.map(({ done, total, phase, rate }) => [done, total, phase, rate])).toEqual([
      [0, 3, "computing", null],
      [0, 3, "computing", null],
    ]);
    expect(told.map(({ asked, cached, made }) => [asked, cached, made])).toEqual([
      [{ done: 9, total: 10, rate: 2.5, eta: 0.4 }, 4, 5],
      [{ done: 13, total: 15, rate: 2.25, eta: 2 / 2.25 }, 4, 9],
    ]);
    // tokens of all batches
    expect(told.map(({ speed }) => speed)).toEqual([25, 25]);
  });

  test("what is done in no time, and asks nothing, is not told of", async () => {
    const { told, of } = set();
    of.start("computing", "x", 3);
    await of.add({ done: 3 });
    of.end();
    expect(told).toEqual([]);
  });
});

describe("a run", () => {
  let runner: Runner;
  beforeAll(async () => (runner = await makeRunner()));

  test("tells each of its parts, the last time with everything", async () => {
    // a clock on which everything takes long
    let now = 0;
    const { events, failed } = await ran(
      `model m = onnx("nano") on cpu { max_tokens: 3 }
prompt p(text: Text) -> Text { user """{{ text }}""" }
data t = table([{ id: "a", text: "one" }, { id: "b", text: "two" }, { id: "c", text: "one" }])
run r over t { step size = len(.text) step out = ask p(.text) with m }`,
      {
        deps: {
          runner,
          files: { ...reach().files, locate: () => Promise.resolve(nano) },
          clock: () => (now += 250),
        },
      },
    );
    expect(failed).toEqual([]);
    const told = events.flatMap((event) => (event.kind === "progress" ? [event] : []));
    expect([...new Set(told.map(({ phase, column }) => `${phase} ${column}`))]).toEqual([
      "computing size",
      "prompts out",
      "tokens out",
      "store out",
      "loading out",
      "answers out",
    ]);
    expect(told.filter(({ last }) => last)).toHaveLength(1);
    expect(told.at(-1)).toMatchObject({
      done: 3,
      total: 3,
      made: 2,
      cached: 0,
      providers: ["cpu"],
      last: true,
    });
  });

  test("calls that cannot be made are over, and counted among all of them", async () => {
    let now = 0;
    const { events, failed } = await ran(
      `model m = onnx("nano") on cpu { max_tokens: 3, window: 5 }
prompt p(text: Text) -> Text { user """{{ text }}""" }
data t = table([{ text: "one" }, { text: "two" }, { text: "three" }])
run r over t { ask p(.text) with m }`,
      {
        deps: {
          runner,
          files: { ...reach().files, locate: () => Promise.resolve(nano) },
          clock: () => (now += 250),
        },
      },
    );
    expect(failed).toEqual([expect.stringMatching(/^E301 .*all 3 prompts are over it$/)]);
    const told = events.flatMap((event) => (event.kind === "progress" ? [event] : []));
    expect(progressText(told.at(-1)!)).toBe("r: 3 of 3 rows (100 %), 3 failed");
  });
});

test("in one line: what is known, and nothing that is not", () => {
  const part = { name: "answers", done: 120, total: 400 };
  const all = {
    ...part,
    rate: 12.34,
    eta: 22.6,
    cached: 100,
    made: 20,
    failed: 2,
    speed: 85.2,
    providers: ["cuda(0)"],
    restarts: 1,
  };
  expect(progressText(moment(all))).toBe(
    "answers: 120 of 400 rows (30 %), 12 rows/s, 23 s left, 85 tokens/s, 100 from the store, 20 made, on cuda(0), 2 failed, runner started again 1 time",
  );
  expect(progressText(moment({ ...part, phase: "prompts", column: "facts" }))).toBe(
    "answers: step facts, making prompts, 120 of 400 rows (30 %)",
  );
  const asked = { done: 12, total: 40, rate: 3.1, eta: 9.03 };
  expect(progressText(moment({ ...part, done: 0, phase: "computing", column: "x", asked }))).toBe(
    "answers: computing x, 0 of 400 rows (0 %), 12 of 40 asked by operators, 3.1 a second, at least 9.0 s left",
  );
  expect(progressText(moment({ ...part, phase: "loading" }))).toBe("answers: loading the model");
  expect(progressText(moment({ ...part, last: true }))).toBe("answers: 120 of 400 rows (30 %), stopped");
});
