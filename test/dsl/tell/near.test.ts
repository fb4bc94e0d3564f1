// Did-you-mean: one slip per three letters, nothing further; two letters have to be the same ones.
import { expect, test } from "vitest";
import { distance, kin, near } from "../../../dsl/tell/near.ts";

test.each([
  ["smal", ["small", "large"], "small"],
  ["contxt", ["id", "question", "context"], "context"],
  ["qestion", ["question", "answer"], "question"],
  ["teh", ["then", "the", "ten"], "the"],
  ["F1", ["em", "f1"], "f1"],
  ["di", ["id"], "id"],
  ["ci", ["cite", "cis"], "cis"],
  ["temprature", ["temperature", "top_k"], "temperature"],
])("%s of %j is %s", (word, names, meant) => {
  expect(near(word, names)).toBe(meant);
});

test.each([
  ["banana", ["small", "large"]],
  ["x", ["y", "z"]],
  ["on", ["of", "in", "one_of"]],
  ["id", ["kid", "i"]],
  ["same", ["same"]],
  ["", ["a"]],
  ["any", []],
])("%s of %j is nothing", (word, names) => {
  expect(near(word, names)).toBeUndefined();
});

test("what shares a part of its name is told where nothing is near", () => {
  expect(kin("token_count", ["tokens", "count", "to", "sum"])).toEqual(["tokens", "count"]);
  expect(kin("is", ["isle"])).toEqual([]);
});

test("a swap of neighbours is one step", () => {
  expect(distance("form", "from")).toBe(1);
  expect(distance("", "abc")).toBe(3);
  expect(distance("kitten", "sitting")).toBe(3);
});
