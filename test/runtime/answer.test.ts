// An answer read as what its prompt returns: strictly, the white space around it apart.
import { expect, test } from "vitest";
import { bool, int, json, list, literal, num, text, type Type, union } from "../../dsl/types/types.ts";
import { notA, readAnswer } from "../../runtime/answer.ts";

const yes = union(literal("yes"), literal("no"));
const verdict: Type = {
  kind: "record",
  fields: { verdict: yes, why: { kind: "optional", of: text }, score: num },
};

test.each<readonly [Type, string, unknown]>([
  [text, "  as it is\n", "  as it is\n"],
  [yes, " yes\n", "yes"],
  [yes, "Yes", undefined],
  [yes, "yes.", undefined],
  [yes, "yes no", undefined],
  [int, "42", 42],
  [int, " -7 ", -7],
  [int, "4.5", undefined],
  [int, "42 euro", undefined],
  [num, "4.5", 4.5],
  [num, "1e400", undefined],
  [num, "NaN", undefined],
  [num, "", undefined],
  [bool, "true", true],
  [bool, "True", undefined],
  [json, '{"a": [1, null]}', { a: [1, null] }],
  [json, '```json\n{"a": 1}\n```', undefined],
  [list(int), "[1, 2]", [1, 2]],
  [list(int), '[1, "2"]', undefined],
  [{ kind: "optional", of: int }, "null", null],
  [verdict, '{"verdict": "no", "score": 0.5}', { verdict: "no", why: null, score: 0.5 }],
  [verdict, '{"score": 1, "why": "so", "verdict": "yes"}', { verdict: "yes", why: "so", score: 1 }],
  [verdict, '{"verdict": "no"}', undefined],
  [verdict, '{"verdict": "maybe", "score": 1}', undefined],
  [verdict, '{"verdict": "no", "score": 1, "more": 2}', undefined],
  [union(int, yes), "no", "no"],
  [union(int, yes), "3", 3],
])("%j reads %j as %j", (type, answer, value) => {
  expect(readAnswer(answer, type)).toEqual(value);
});

test("what it is not, in words", () => {
  expect(notA(yes)).toBe('none of "yes", "no"');
  expect(notA(int)).toBe("no Int");
});
