// What a model wrote to fill a shape, read strictly: each type, each way of being wrong, and where.
import { expect, test } from "vitest";
import { faultText, readShape, unfilled } from "../../../../runtime/context/shape/read.ts";
import type { ShapeValue, Value } from "../../../../runtime/value.ts";
import { all, meeting, node } from "./shapes.ts";

const good = { topic: "Boats", decisions: [{ what: "buy one", by: "Ann" }] };
const read = (value: unknown, shape: ShapeValue = meeting) =>
  readShape(typeof value === "string" ? value : JSON.stringify(value), shape);
const valueOf = (value: unknown, shape?: ShapeValue): unknown => {
  const made = read(value, shape);
  return "code" in made ? made : plain(made.value);
};
const plain = (value: Value): unknown => JSON.parse(JSON.stringify(value));
const fault = (value: unknown, shape?: ShapeValue): string => {
  const made = read(value, shape);
  return "code" in made ? `${made.code} ${made.at}` : "read";
};

test("an object with the fields of the shape, in its order; an optional one that is missing is null", () => {
  expect(valueOf({ decisions: [{ what: "buy one" }], topic: "Boats" })).toEqual({
    topic: "Boats",
    decisions: [{ what: "buy one", by: null }],
  });
  expect(read(good)).toMatchObject({ faults: [], texts: ["Boats", "buy one", "Ann"], around: false });
});

test("every type that a field may be of, and none that is only like it", () => {
  const right = {
    n: 3,
    x: 0.5,
    ok: true,
    mood: "sad",
    note: null,
    lines: [["a"], []],
    odd: "7",
    pair: [1, 2],
    one: { of: "a" },
  };
  expect(valueOf(right, all)).toEqual(right);
  const wrong: readonly (readonly [string, unknown])[] = [
    ["n", 3.5],
    ["n", "3"],
    ["x", null],
    ["ok", "true"],
    ["mood", "Sad"],
    ["note", 1],
    ["lines", ["a"]],
    ["odd", 1.5],
    ["one", ["a"]],
  ];
  for (const [name, value] of wrong)
    expect(fault({ ...right, [name]: value }, all)).toMatch(new RegExp(`^field_type ${name}(\\[0\\])?$`));
  expect(fault({ ...right, one: { of: "b" } }, all)).toBe("field_type one.of");
});

test("each way of being no such object has a code and a place", () => {
  expect(fault("There is nothing to decide.")).toBe("object_missing ");
  expect(fault('{"topic": "Boats", "decisions": [{"what"')).toBe("format_json ");
  expect(fault("```json\n[1]\n```")).toBe("object_missing ");
  expect(fault({ decisions: [] })).toBe("field_missing topic");
  expect(fault({ ...good, place: "here" })).toBe("field_unknown place");
  expect(fault({ ...good, decisions: [good.decisions[0], { by: "Ann" }] })).toBe(
    "field_missing decisions[1].what",
  );
  expect(fault({ ...good, decisions: [{ what: "a", when: "b" }] })).toBe("field_unknown decisions[0].when");
  expect(fault({ ...good, topic: null })).toBe("field_type topic");
  expect(fault(`{"topic": ${"[".repeat(600)}${"]".repeat(600)}, "decisions": []}`)).toBe("too_deep ");
  expect(faultText({ code: "field_missing", at: "decisions[1].what" })).toBe(
    "field_missing, a field of the shape is missing, at decisions[1].what",
  );
  expect(unfilled).toHaveLength(8);
});

test("numbers of items do not end the reading: each list that has others is told", () => {
  const four = Array.from({ length: 4 }, () => ({ what: "buy one", by: null }));
  expect(read({ topic: "Boats", decisions: four })).toMatchObject({
    value: { topic: "Boats" },
    faults: [{ code: "item_count", at: "decisions" }],
  });
  const deep = {
    name: "a",
    children: [{ name: "b", children: [1, 2, 3].map(() => ({ name: "c", children: [] })) }],
  };
  expect(read(deep, node)).toMatchObject({ faults: [{ code: "item_count", at: "children[0].children" }] });
});

test("the object is all of the reply, or stands in the first fence; words around it are told", () => {
  const text = JSON.stringify(good, null, 2);
  for (const reply of [text, `\n${text}\n`, `\`\`\`json\n${text}\n\`\`\``, `\`\`\`\n${text}\n\`\`\``])
    expect(read(reply)).toMatchObject({ around: false, faults: [] });
  for (const reply of [`Here it is:\n\`\`\`json\n${text}\n\`\`\``, `\`\`\`json\n${text}\n\`\`\`\nDone.`])
    expect(read(reply)).toMatchObject({ around: true, faults: [] });
  expect(fault(`Here it is: ${text}`)).toBe("object_missing ");
  expect(fault(`${text} Done.`)).toBe("format_json ");
});

test("a shape that holds itself is read as far down as it goes", () => {
  const nested = (depth: number): object => ({
    name: String(depth),
    children: depth === 0 ? [] : [nested(depth - 1)],
  });
  expect(valueOf(nested(60), node)).toEqual(nested(60));
});

test("keys that objects of JavaScript inherit are fields like others", () => {
  expect(fault('{"__proto__": {"topic": "x"}, "topic": "x", "decisions": []}')).toBe(
    "field_unknown __proto__",
  );
  expect(fault('{"__proto__": {"topic": "x"}}')).toBe("field_unknown __proto__");
  expect(fault({ ...good, constructor: 1 })).toBe("field_unknown constructor");
  const made = read(good);
  expect("code" in made ? made : Object.getPrototypeOf(made.value)).toBe(null);
});
