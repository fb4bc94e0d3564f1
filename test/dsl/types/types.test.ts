// Types as values: their names, what may stand for what, what "one of these" is, what a table offers.
import { expect, test } from "vitest";
import { columnsOf, fits, merge, show, type Type } from "../../../dsl/types/types.ts";
import * as t from "../../../dsl/types/types.ts";

const opt = (of: Type): Type => ({ kind: "optional", of });
const record = (fields: t.Fields): Type => ({ kind: "record", fields });
const id: Type = { kind: "id" };
const nil: Type = { kind: "null" };

test.each<readonly [Type, string]>([
  [t.text, "Text"],
  [t.list(t.int), "Int[]"],
  [t.list(t.union(t.text, t.int)), "(Text | Int)[]"],
  [opt(t.num), "Num?"],
  [t.literal("a"), '"a"'],
  [record({ a: t.int, b: t.list(t.text) }), "{a: Int, b: Text[]}"],
  [t.context, "Text | Tree | Passage[]"],
  [t.unknown, "?"],
  [t.table(null), "Table"],
  [t.table({ id, text: t.text }), "Table<{id: Id, text: Text}>"],
  [t.table({ a: id, b: id, c: id, d: id, e: id }), "Table<{a: Id, b: Id, c: Id, d: Id, …}>"],
  [{ kind: "run", columns: { a: id }, axes: ["arm", "len"], seeded: false }, 'Run<{a: Id}, "arm" | "len">'],
  [{ kind: "score", by: ["arm"], metrics: ["f1", "em"] }, 'Score<"arm", "f1" | "em">'],
  [{ kind: "score", by: null, metrics: null }, "Score"],
  [t.outlineTree, "Tree<Outline>"],
  [{ kind: "node", shape: "Outline.Aspect" }, "Aspect"],
  [t.messages(), "Messages"],
  [t.messages(t.json), "Messages<Json>"],
  [{ kind: "model", ref: null, window: null, does: "rerank" }, "Model<rerank>"],
  [
    { kind: "prompt", params: [{ name: "q", type: t.text, optional: false }], returns: t.text },
    "Prompt<{q: Text}, Text>",
  ],
  [record({ "two words": t.int }), "{`two words`: Int}"],
  [t.keyed(t.num), "{…: Num}"],
])("%o is written %s", (type, words) => expect(show(type)).toBe(words));

test.each<readonly [string, Type, Type]>([
  ["Int -> Num", t.int, t.num],
  ["T -> T?", t.text, opt(t.text)],
  ["null -> T?", nil, opt(t.text)],
  ['"a" -> Text', t.literal("a"), t.text],
  ['"a" -> "a" | "b"', t.literal("a"), t.union(t.literal("a"), t.literal("b"))],
  ["Int[] -> Num[]", t.list(t.int), t.list(t.num)],
  ["anything -> Json", t.list(record({ a: t.text })), t.json],
  ["Run -> Table", { kind: "run", columns: null, axes: [], seeded: false }, t.table(null)],
  ["{a: Int, b: Num} -> {…: Num}", record({ a: t.int, b: t.num }), t.keyed(t.num)],
  ["{…: Int} -> {…: Num}", t.keyed(t.int), t.keyed(t.num)],
  ["{a: Int} -> {a: Num, b: Text?}", record({ a: t.int }), record({ a: t.num, b: opt(t.text) })],
  ["Id -> Text", id, t.text],
  ["? -> Text", t.unknown, t.text],
  ["a table with more columns than are wanted", t.table({ a: t.int, b: t.int }), t.table({ a: t.num })],
  ["Tree<Outline> -> Tree", t.outlineTree, t.anyTree],
  [
    "Tree<Outline> -> Outline: a whole tree has the fields",
    t.outlineTree,
    { kind: "node", shape: "Outline" },
  ],
  ["Model -> Model<gen>", t.anyModel, { kind: "model", ref: null, window: null, does: "gen" }],
])("%s", (_, from, to) => expect(fits(from, to)).toBe(true));

test.each<readonly [string, Type, Type]>([
  ["Num -> Int", t.num, t.int],
  ["Text -> Num", t.text, t.num],
  ["Int -> Text", t.int, t.text],
  ["T? -> T", opt(t.text), t.text],
  ["Tree -> Text, which only render makes", t.anyTree, t.text],
  ['"c" -> "a" | "b"', t.literal("c"), t.union(t.literal("a"), t.literal("b"))],
  ["a union with a stranger", t.union(t.text, t.int), t.text],
  ["{a: Text} -> {…: Num}", record({ a: t.text }), t.keyed(t.num)],
  ["{…: Int} -> {a: Int}", t.keyed(t.int), record({ a: t.int })],
  ["{a: Int, b: Int} -> {a: Int}: records are closed", record({ a: t.int, b: t.int }), record({ a: t.int })],
  ["Table -> Model", t.table(null), t.anyModel],
  ['Text -> "a" | "b": only these words will do', t.text, t.union(t.literal("a"), t.literal("b"))],
  ["Id -> Int: a name is no number", id, t.int],
  ["a table without a wanted column", t.table({ a: t.int }), t.table({ b: t.int })],
  ["a column of another type", t.table({ a: t.text }), t.table({ a: t.num })],
  ["a tree of another shape", t.outlineTree, { kind: "tree", shape: "Brief" }],
  ["a part of a tree, which is no tree", { kind: "node", shape: "Outline" }, t.anyTree],
  [
    "a score without a wanted metric",
    { kind: "score", by: ["arm"], metrics: ["em"] },
    { kind: "score", by: ["arm"], metrics: ["f1"] },
  ],
])("not %s", (_, from, to) => expect(fits(from, to)).toBe(false));

test("one of these", () => {
  expect(show(merge([t.int, t.num]))).toBe("Num");
  expect(show(merge([t.literal("a"), t.literal("b"), t.literal("a")]))).toBe('"a" | "b"');
  expect(show(merge([t.literal("a"), t.text]))).toBe("Text");
  expect(show(merge([t.list(t.literal("a")), t.list(t.literal("b"))]))).toBe('("a" | "b")[]');
  expect(show(merge([record({ a: t.int }), record({ a: t.text })]))).toBe("{a: Int | Text}");
  expect(show(merge([record({ a: t.int }), record({ b: t.int })]))).toBe("{a: Int} | {b: Int}");
  expect(show(merge([t.text, t.int]))).toBe("Text | Int");
  expect(show(merge([t.text, nil]))).toBe("Text?");
  expect(show(merge([nil, t.int, { kind: "optional", of: t.int }]))).toBe("Int?");
  expect(show(merge([nil, nil]))).toBe("Null");
  expect(show(merge([nil, t.json]))).toBe("Json");
  expect(show(merge([]))).toBe("?");
});

test("a score offers its axes, each metric with its interval, and n", () => {
  const columns = columnsOf({ kind: "score", by: ["arm"], metrics: ["f1"] });
  expect(Object.keys(columns ?? {})).toEqual(["arm", "f1", "f1_lo", "f1_hi", "n"]);
  expect(columnsOf(t.text)).toBeNull();
});
