// Profiles as text and back, and words in the mask of a sentence about a target.
import fc from "fast-check";
import { join } from "node:path";
import { expect, test } from "vitest";
import { nodeFiles } from "../../../runtime/files-node.ts";
import { cloze } from "../../../runtime/profile/cloze.ts";
import { profileOf, profileText } from "../../../runtime/profile/profile-text.ts";
import type { ModelValue, Value } from "../../../runtime/value.ts";
import { plainly } from "../../../runtime/value.ts";
import { call, failure, reach } from "../call.ts";
import { encoderDir } from "../model/encoder.ts";
import { folder, makeRunner } from "../model/help.ts";
import { ran } from "../program.ts";

const write = (profile: Value) => call(profileText, { profile });
const read = (text: string) => call(profileOf, { text });

test("a line per group, attributes between ProSLU's signs", async () => {
  const profile = {
    entity: { name: "West Lake", kind: "song", year: "1999" },
    prefs: { transport: [0.2, 0.5, 0.3], music: true, none: null },
    "a：b": { "c；d": "e\\f\ng" },
  };
  const text =
    'entity：name：West Lake；kind：song；year："1999"\nprefs：transport：[0.2,0.5,0.3]；music：true；none：null\na\\：b：c\\；d：e\\\\f\\ng';
  expect(await write(profile)).toBe(text);
  expect(await read(text)).toEqual(plainly(profile));
});

test("whatever a profile holds, its text is read back to it, order of groups included", async () => {
  const name = fc.oneof(
    fc.string({ minLength: 1, maxLength: 5 }),
    fc.constantFrom("：", "；", "\\n", "\n", "__proto__", "1"),
  );
  const value = fc.oneof(
    fc.string({ maxLength: 6 }),
    fc.constantFrom("1", "true", "null", '"x"', "[1]", "：；", "\\", "\\：", " 1"),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((one) => one + 0),
    fc.boolean(),
    fc.constant(null),
    fc.array(fc.oneof(fc.string({ maxLength: 3 }), fc.integer()), { maxLength: 3 }),
  );
  const groups = fc.dictionary(name, fc.dictionary(name, value, { minKeys: 1, maxKeys: 4 }), {
    minKeys: 1,
    maxKeys: 3,
  });
  await fc.assert(
    fc.asyncProperty(groups, async (given) => {
      const profile = plainly(given as Value);
      const back = await read((await write(profile)) as string);
      expect(back).toEqual(profile);
      expect(Object.keys(back as object)).toEqual(Object.keys(profile as object));
    }),
  );
});

test("what is no profile is refused, and so is what is no text of one", async () => {
  expect(await failure(write({ a: 1 }))).toMatch(/^E204: 'profile_text' takes a record of attributes in 'a'/);
  expect(await failure(write({ a: { b: { c: 1 } } }))).toMatch(/^E204.*plain values/);
  expect(await failure(write({ a: {} }))).toMatch(/^E204/);
  for (const text of ["a", "a：b", "a：b：c：d", "：b：c", "a：b：c\na：d：e", "a：b：c；b：d", "a：b：c\n"])
    expect(await failure(read(text))).toMatch(/^E204/);
});

const model: ModelValue = { kind: "model", name: "f", dir: "f", ref: "f", devices: [], options: {} };

test("the likeliest words, in the order of their probability; what is no attribute is left out and counted", async () => {
  const tokens = ["the", "##y", "cosy", ".", "Cosy", "food", "x", "fresh-made", "2", "cold"];
  const asked: unknown[] = [];
  const seen = reach({
    infer: (_, task, inputs) => {
      asked.push(task, inputs);
      return Promise.resolve([
        { value: tokens.map((token, at) => ({ mask: 0, token, score: 1 / (at + 2) })), tokens: 9, cut: 0 },
      ]) as never;
    },
  });
  const args = { text: "Nice.", template: "The food is [MASK].", target: "food", with: model, k: 3 };
  expect(await cloze.run(args, seen)).toEqual([
    { word: "cosy", score: 1 / 4 },
    { word: "fresh-made", score: 1 / 9 },
    { word: "cold", score: 1 / 11 },
  ]);
  expect(asked).toEqual([{ kind: "fill", top: 30 }, [{ text: "Nice. The food is [MASK]." }]]);
  expect(Object.fromEntries(seen.notes)).toEqual({
    "cloze: tokens that are function words, left out": 1,
    "cloze: tokens that are no words, left out": 4,
    "cloze: tokens that come twice, left out": 1,
    "cloze: tokens that are the target, left out": 1,
  });
  expect(await failure(call(cloze, { ...args, target: "staff" }))).toMatch(/^E204.*names the target 'staff'/);
});

test("a second mask is refused", async () => {
  const infer = () =>
    Promise.resolve([
      { value: [0, 1].map((mask) => ({ mask, token: "cold", score: 1 })), tokens: 9, cut: 0 },
    ]) as never;
  const args = { text: "[MASK]", template: "The food is [MASK].", target: "food", with: model };
  expect(await failure(call(cloze, args, { infer }))).toMatch(/^E204.*one mask/);
});

test("of a real encoder the words are those of fill_mask, in its order", async () => {
  const place = folder();
  encoderDir("fill", { at: join(place, "f") });
  const { shown, failed } = await ran(
    `model f = onnx("f")
let sentence = "the house is [MASK]"
show map(fill_mask(sentence, with: f, k: 30), one => one.token)
show map(cloze("", template: sentence, target: "house", k: 3, with: f), one => one.word)`,
    { deps: { runner: await makeRunner(), files: nodeFiles({ folder: place, env: {} }) } },
  );
  expect(failed).toEqual([]);
  const [tokens = [], words = []] = shown
    .filter((one) => one.startsWith("["))
    .map((one) => JSON.parse(one) as readonly string[]);
  expect(words.length).toBeGreaterThan(0);
  expect(words).toEqual(tokens.filter((one) => words.includes(one)));
  expect(words).not.toContain("house");
  expect(words.every((one) => /^\p{L}{2,}$/u.test(one))).toBe(true);
});
