// Values of metrics that take long are computed once: which are kept, under what, and that keeping moves no number.
import { appendFileSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import * as types from "../../dsl/types/types.ts";
import { doc, int, operator, opt, text } from "../../runtime/operator.ts";
import { fileScores } from "../../runtime/store/scores.ts";
import { ran } from "./program.ts";

let place: string;
beforeEach(() => void (place = mkdtempSync(join(tmpdir(), "strux-scores-"))));
afterEach(() => rmSync(place, { recursive: true }));
const files = (): string[] => (existsSync(join(place, "scores")) ? readdirSync(join(place, "scores")) : []);

/** A metric that takes so long, and counts how often it is asked. */
function metric(ms: number) {
  let asked = 0;
  const letters = operator({
    name: "letters",
    family: "score",
    doc: "how many letters",
    params: { output: doc("a text", text), times: doc("each counts so often", opt(int, 1)) },
    returns: types.num,
    metric: { range: "graded" },
    run({ output, times }) {
      asked++;
      const end = performance.now() + ms;
      while (performance.now() < end);
      return output.length * times;
    },
  });
  return { letters, asked: () => asked };
}

async function scored(ms: number, version = "1", options = "", second = "three") {
  const { letters, asked } = metric(ms);
  const scores = fileScores(place, version);
  const { shown, failed } = await ran(
    `data t = table([{ id: "a", text: "one" }, { id: "b", text: "${second}" }])
score s of t { metric size = letters(.text${options}) }`,
    { operators: [letters], deps: { scores } },
  );
  expect(failed).toEqual([]);
  return { shown: shown.at(-1), asked: asked(), ...scores.told() };
}
const LONG = 40;

test("what takes long is computed once, and the score is the same", async () => {
  const first = await scored(LONG);
  expect(first).toMatchObject({ asked: 2, taken: 0, added: 2, why: null });
  expect(await scored(LONG)).toEqual({ ...first, asked: 0, taken: 2, added: 0 });
  expect(files()).toHaveLength(1);
});

test("a quick metric leaves nothing behind", async () => {
  expect(await scored(0)).toMatchObject({ asked: 2, taken: 0, added: 0 });
  expect(files()).toEqual([]);
});

test("another text, another option and another version are other values", async () => {
  await scored(LONG);
  expect(await scored(LONG, "1", "", "four")).toMatchObject({ asked: 1, taken: 1 });
  expect(await scored(LONG, "1", ", times: 2")).toMatchObject({ asked: 2, taken: 0 });
  expect(await scored(LONG, "2")).toMatchObject({ asked: 2, taken: 0 });
});

test("a line that broke off, or was spoilt, is as good as none", async () => {
  const { added } = await scored(LONG);
  const path = join(place, "scores", files()[0]!);
  appendFileSync(path, '["00000000",["k",1]]\n["1c2');
  expect(added).toBe(2);
  expect(await scored(LONG)).toMatchObject({ asked: 0, taken: 2 });
});

test("where nothing can be written all is computed, and why is told", async () => {
  rmSync(place, { recursive: true });
  appendFileSync(place, "a file");
  expect(await scored(LONG)).toMatchObject({
    asked: 2,
    added: 0,
    why: expect.stringMatching(/ENOTDIR|EEXIST/),
  });
});
