// The answers of 1,500 documents that notebook 11 scores: what they were made with is what is here.
import { expect, test } from "vitest";
import { odd, rows } from "../../bench/context/contexts.ts";

test("they are those of the notebook's program and of the models that ship", async () => {
  expect(await odd()).toBeNull();
});

test("every document has an answer from each context at each budget", () => {
  const all = rows();
  expect(new Set(all.map(({ id }) => id)).size).toBe(1500);
  expect(new Set(all.map(({ arm, budget, id }) => `${arm} ${budget} ${id}`)).size).toBe(1500 * 5 * 3);
  expect(all).toHaveLength(1500 * 5 * 3);
});
