// Whether a call of an earlier run would find its answer today: all that can be known of it, and nothing that cannot.
import { expect, test } from "vitest";
import { type Asked, sameCall, why } from "../../runtime/why.ts";
import { type Keyed, keyed, memoryStore, type Store } from "../../runtime/store.ts";

const on = (provider: string, temperature = 0): Keyed =>
  keyed({ generate: 1, model: "a".repeat(64), provider, options: { temperature } }, { prompt: "p", seed: 0 });
const call = ({ key, parts }: Keyed): Asked => ({
  step: "answers",
  column: "output",
  row: 0,
  item: 1,
  axes: { style: "x" },
  seed: null,
  from: null,
  code: null,
  key,
  parts,
});
async function storeOf(...all: readonly Keyed[]): Promise<Store> {
  const store = memoryStore();
  for (const { key, parts } of all) await store.put(key, { value: "an answer", made: {}, parts });
  return store;
}
const [cpu, warm] = [on("cpu"), on("cpu", 0.7)];

test("the same key: found where its record is", async () => {
  expect(await why(call(cpu), call(cpu), "", await storeOf(cpu))).toMatchObject({
    found: true,
    differences: [],
  });
  expect(await why(call(cpu), call(cpu), "", await storeOf())).toMatchObject({
    found: false,
    remark: "its record is no longer in the store",
  });
});

test("another key: by what it differs, and found all the same where that one was asked too", async () => {
  const differences = [{ part: "setting temperature", before: 0, after: 0.7 }];
  expect(await why(call(cpu), call(warm), "", await storeOf(cpu))).toMatchObject({
    found: false,
    differences,
  });
  expect(await why(call(cpu), call(warm), "", await storeOf(cpu, warm))).toMatchObject({
    found: true,
    differences,
  });
  expect(await why(call(cpu), call(warm), "", await storeOf())).toMatchObject({
    found: false,
    differences: null,
    remark: expect.stringMatching(
      /earlier record is no longer in the store, so in what the keys differ cannot/,
    ),
  });
});

test("where the device is not known yet, it is that of the earlier call, and that is no promise", async () => {
  expect(await why(call(cpu), call(on("")), "", await storeOf(cpu))).toMatchObject({
    key: cpu.key,
    found: null,
  });
  expect(await why(call(cpu), call(on("", 0.7)), "", await storeOf(cpu))).toMatchObject({
    key: warm.key,
    found: false,
    differences: [{ part: "setting temperature", before: 0, after: 0.7 }],
  });
});

test("a call that failed then, cannot be made today, or is not asked today", async () => {
  const failed: Asked = { ...call(cpu), key: null, code: "E301" };
  expect(await why(failed, call(cpu), "", await storeOf(cpu))).toMatchObject({
    found: true,
    remark: "it had no answer then (E301)",
  });
  expect(await why(call(cpu), failed, "", await storeOf(cpu))).toMatchObject({
    found: false,
    remark: "today it cannot be made (E301)",
  });
  expect(await why(call(cpu), undefined, "no such item", await storeOf(cpu))).toMatchObject({
    key: null,
    remark: "no such item",
  });
});

test("a call is the same one by its column, item, axes and seed, whatever it is asked", () => {
  expect(sameCall(call(cpu), call(warm))).toBe(true);
  for (const more of [{ item: "1" }, { axes: {} }, { seed: 1 }, { column: "draft" }])
    expect(sameCall(call(cpu), { ...call(cpu), ...more })).toBe(false);
});
