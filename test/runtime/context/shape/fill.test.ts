// A shape filled by a model: what it is told, what is done where a reply does not fill it, what the text does not say.
import { expect, test } from "vitest";
import { structurize } from "../../../../runtime/context/structurize.ts";
import { Problem } from "../../../../runtime/problem.ts";
import type { ShapeValue, Value } from "../../../../runtime/value.ts";
import { failure } from "../../call.ts";
import { answering, model, replying } from "../structure/writer.ts";
import { all, meeting, node, shapeOf } from "./shapes.ts";

type By = ReturnType<typeof answering>;
const text = "About boats.\nAnn will buy  a boat. Nobody asked the harbour.";
const good = '{"topic": "boats", "decisions": [{"what": "buy a boat", "by": "Ann"}]}';
const filled = (by: By, more: { readonly [name: string]: Value | ShapeValue } = {}): Promise<Value> =>
  Promise.resolve(structurize.run({ text, with: model, as: meeting, ...more } as never, by));

test("asked once, with the shape as a form; what is read is a record", async () => {
  const by = replying(good);
  expect(await filled(by)).toEqual(JSON.parse(good));
  expect(by.asked).toHaveLength(1);
  const [{ prompt, options, seed }] = by.asked as [(typeof by.asked)[number]];
  expect({ options, seed }).toEqual({ options: {}, seed: 0 });
  expect(prompt).toContain(`Form:
Meeting = {
  "topic": text,
  "decisions": [Decision, ...] with 1 to 3 items
}
Decision = {
  "what": text,
  "by": text, or null
}

Text:
${text}

JSON:`);
  // "buy a boat" stands there, white space aside
  expect([...by.notes]).toEqual([]);
});

test("every type is told in words, a part that holds itself once", async () => {
  const prompts = async (as: ShapeValue): Promise<string> => {
    const by = replying("{}");
    await filled(by, { as });
    return by.asked[0]!.prompt;
  };
  expect(await prompts(all)).toContain(`All = {
  "n": whole number,
  "x": number,
  "ok": true or false,
  "mood": "glad" or "sad",
  "note": text, or null,
  "lines": [[text, ...], ...],
  "odd": whole number or text,
  "pair": [whole number, ...] with 2 items,
  "one": Part
}
Part = {
  "of": "a"
}`);
  expect(await prompts(node)).toContain(`Node = {
  "name": text,
  "children": [Node, ...] with 0 to 2 items
}

Text:`);
});

test("what the text does not have word for word is counted, and so are empty texts", async () => {
  const by = replying(
    '{"topic": "", "decisions": [{"what": "sell a boat", "by": "Bob"}, {"what": "buy a boat"}]}',
  );
  await filled(by);
  expect([...by.notes]).toEqual([
    ["structurize: fields that are empty texts", 1],
    ["structurize: fields that do not stand in the text", 2],
  ]);
});

test("a reply that cannot be read: null and counted with keep and drop, an error with fail", async () => {
  const bad = '{"topic": "boats", "decisions": [{"by": "Ann"}]}';
  for (const on_invalid of ["keep", "drop"]) {
    const by = replying(bad);
    expect(await filled(by, { on_invalid })).toBe(null);
    expect([...by.notes]).toEqual([
      ["structurize: replies that do not fill the shape: field_missing, a field of the shape is missing", 1],
      ["structurize: texts of which no reply fills shape 'Meeting', null", 1],
    ]);
  }
  expect(await failure(filled(replying(bad), { on_invalid: "fail" }))).toBe(
    "E409: the reply does not fill shape 'Meeting': field_missing, a field of the shape is missing, at decisions[0].what",
  );
});

test("other numbers of items than the shape allows: kept and counted, null, or an error", async () => {
  const none = '{"topic": "boats", "decisions": []}';
  const kept = replying(none);
  expect(await filled(kept)).toEqual({ topic: "boats", decisions: [] });
  const counted =
    "structurize: replies that do not fill the shape: item_count, a list has more or fewer items than the shape allows";
  expect([...kept.notes]).toEqual([
    [counted, 1],
    ["structurize: records outside of shape 'Meeting', kept", 1],
  ]);
  const dropped = replying(none);
  expect(await filled(dropped, { on_invalid: "drop" })).toBe(null);
  expect([...dropped.notes.keys()][1]).toBe(
    "structurize: texts of which no reply fills shape 'Meeting', null",
  );
  expect(await failure(filled(replying(none), { on_invalid: "fail" }))).toMatch(
    /^E409: .*item_count, .* at decisions$/,
  );
});

test("an error names three faults and counts the others", async () => {
  const branch = { name: "b", children: [1, 2, 3].map(() => ({ name: "c", children: [] })) };
  const wide = JSON.stringify({ name: "a", children: [branch, branch, branch, branch] });
  const message = await failure(filled(replying(wide), { as: node, on_invalid: "fail" }));
  expect(message.match(/ at children/g)).toHaveLength(3);
  expect(message).toMatch(/; and 2 more$/);
});

test("asked again with the reply and what is wrong in it, at 0.2 and with another seed each time", async () => {
  const missing = '{"topic": "boats"}';
  const by = replying("No decisions.", missing, good);
  expect(await filled(by, { retries: 3 })).toEqual(JSON.parse(good));
  expect(by.asked.map(({ options, seed }) => [options["temperature"], seed])).toEqual([
    [undefined, 0],
    [0.2, 1],
    [0.2, 2],
  ]);
  expect(by.asked[1]!.prompt).toBe(
    `${by.asked[0]!.prompt}\nNo decisions.\n\nThat is wrong:\n- object_missing, there is no JSON object\n\nThe whole object without these mistakes, as JSON:`,
  );
  expect(by.asked[2]!.prompt).toContain(
    `${missing}\n\nThat is wrong:\n- field_missing, a field of the shape is missing, at decisions`,
  );
  expect([...by.notes]).toEqual([
    ["structurize: replies that do not fill the shape: object_missing, there is no JSON object", 1],
    ["structurize: replies that do not fill the shape: field_missing, a field of the shape is missing", 1],
    ["structurize: texts that fill the shape at retry 2", 1],
  ]);
});

test("of replies that are not right the last one that can be read is kept", async () => {
  const none = '{"topic": "boats", "decisions": []}';
  expect(await filled(replying(none, "no"), { retries: 2 })).toEqual({ topic: "boats", decisions: [] });
  expect(await filled(replying("no", none, "no"), { retries: 2 })).toEqual({ topic: "boats", decisions: [] });
  expect(await filled(replying("no"), { retries: 2 })).toBe(null);
});

test("a call that cannot be made is the error of the row; one that only mends is passed over and counted", async () => {
  const over = new Problem("BudgetError", "E301", "too long");
  expect(await failure(filled(answering(() => over)))).toBe("E301: too long");
  const by = answering((_, nth) => (nth === 0 ? "no" : over));
  expect(await filled(by, { retries: 3 })).toBe(null);
  expect(by.asked).toHaveLength(2);
  expect(by.notes.get("structurize: questions that could not be asked again: E301")).toBe(1);
  const cut = answering(() => good, "length");
  await filled(cut);
  expect([...cut.notes]).toEqual([["structurize: replies that max_tokens cut", 1]]);
});

test("words around the object are counted, and a text without a word asks nobody", async () => {
  const by = replying(`Here it is:\n\`\`\`json\n${good}\n\`\`\``);
  expect(await filled(by)).toEqual(JSON.parse(good));
  expect([...by.notes]).toEqual([["structurize: mended, words around the JSON", 1]]);
  const nobody = replying(good);
  expect(await filled(nobody, { text: " \n" })).toBe(null);
  expect([nobody.asked.length, [...nobody.notes]]).toEqual([0, [["structurize: empty texts", 1]]]);
  expect(await failure(filled(nobody, { text: "", on_invalid: "fail" }))).toBe(
    "E409: the text does not fill shape 'Meeting': input_error, there is no text to be structured",
  );
});

test("held to the grammar of the shape where that is asked for, every time", async () => {
  const by = replying("no");
  await filled(by, { constrain: true, retries: 1 });
  const forms = by.asked.map(({ options }) => String(options["grammar"]));
  expect(forms[0]).toMatch(/^root ::= p0_0\n/);
  expect(new Set(forms).size).toBe(1);
});

test("only a model that writes fills other fields than those of an Outline", async () => {
  const brief = shapeOf(
    "shape Brief { scope: Text  aspects: Aspect[] { name: Text  descriptions: Text[]  more: Text? } }",
  );
  expect(await failure(filled(replying(good), { as: brief, by: "lexical" }))).toMatch(
    /^E403: shape 'Brief' has other/,
  );
  expect(await failure(filled(replying(good), { by: "model", with: null }))).toMatch(/^E206/);
  const outline = shapeOf(
    "shape Mine { aspects: Topic[] { descriptions: Text[]  name: Text }  scope: Text }",
  );
  expect(await filled(replying("no"), { as: outline })).toMatchObject({ kind: "tree" });
});

test("hostile replies end in null, or in a record of the shape and nothing else", async () => {
  const hostile = [
    "",
    "{",
    "```json\n```",
    "{}".repeat(10_000),
    "[".repeat(100_000),
    `{"topic": ${'{"a":'.repeat(5_000)}1${"}".repeat(5_000)}, "decisions": []}`,
    '{"__proto__": {"topic": "x", "decisions": []}}',
    '{"kind": "tree", "scope": "x", "aspects": []}',
    '{"topic": "x", "decisions": {"length": 1, "0": {"what": "a"}}}',
    "\u0000\uffff\ud800",
    "null",
    "1e999",
  ];
  for (const reply of hostile) {
    const by = replying(reply);
    expect(await filled(by)).toBe(null);
    expect([...by.notes.keys()][0]).toMatch(/^structurize: replies that do not fill the shape: \w+, /);
  }
});
