// SM-UMT over a toy language whose dictionary is the model, and the trigger template of HICL.
import { expect, test } from "vitest";
import { mined } from "../../../runtime/demos/mined.ts";
import { triggerTemplate } from "../../../runtime/demos/trigger.ts";
import { normalize } from "../../../runtime/text/strings.ts";
import type { Reach } from "../../../runtime/operator.ts";
import type { ModelValue, Value } from "../../../runtime/value.ts";
import { call, failure, plain, reach, table } from "../call.ts";
import { ran } from "../program.ts";

test("where a dictionary answers, the lexicon that is mined is the dictionary", async () => {
  const { shown, failed } = await ran(`
fn there(word: Text) -> Text = if word == "sea" then "mar" else if word == "old" then "vel" else if word == "mill" then "mol" else if word == "the" then "la la" else if word == "boat" then "mar" else word
fn here(word: Text) -> Text = if word == "mar" then "sea" else if word == "vel" then "old" else if word == "mol" then "mill" else word
model into = scripted(there)
model back_again = scripted(here)
prompt say(word: Text) -> Text { user """{{ word }}""" }
data corpus = table([{ text: "The old mill, the old sea!" }, { text: "A boat, the mill" }])
data words = vocabulary(corpus, on: .text, n: 6)
run r over words { step out = ask say(.word) with into step back = ask say(.out) with back_again }
data pairs = lexicon(r, word: .word, translation: .out, back: .back)
show words
show pairs
show word_by_word("The OLD mill, by the sea", pairs)`);
  expect(failed).toEqual([]);
  const line = (...cells: readonly (string | number)[]) =>
    expect.stringMatching(new RegExp(`^ *${cells.join(" +")} *$`, "m"));
  for (const row of [
    ["the", 3],
    ["old", 2],
    ["mill", 2],
    ["sea", 1],
    ["a", 1],
    ["boat", 1],
  ])
    expect(shown).toContainEqual(line(...row));
  for (const row of [
    ["old", "vel"],
    ["mill", "mol"],
    ["sea", "mar"],
  ])
    expect(shown).toContainEqual(line(...row));
  const all = shown.join("\n");
  expect(all).toContain("The vel mol, by the mar");
  expect(shown).toContainEqual(expect.stringContaining("pairs: 3 rows"));
  for (const why of [
    "pairs that are not one word to one word, left out",
    "pairs that the way back does not confirm, left out",
    "pairs of a word to itself, left out",
    "words that the lexicon lacks, left as they are",
  ])
    expect(all).toContain(why);
});

const model: ModelValue = { kind: "model", name: "e", dir: "e", ref: "e", devices: [], options: {} };
const angles: { readonly [text: string]: number } = {
  "s a": 0,
  "t a": 0.1,
  "s b": 0,
  "t b": 0.4,
  "s c": 0,
  "t c": 0.9,
};
const turned: Partial<Reach> = {
  infer: (_, __, inputs) =>
    Promise.resolve(
      inputs.map(({ text }) => ({
        value: Float32Array.of(Math.cos(angles[text] ?? 0), Math.sin(angles[text] ?? 0)),
        tokens: 1,
        cut: 0,
      })),
    ) as never,
};
const pairs = table(
  { source: "s a", target: "t a" },
  { source: "s b", target: "t b" },
  { source: "s c", target: "t c" },
  { source: "T a!", target: "t a" },
  { source: null, target: "t d" },
  { source: "s e", target: "t a" },
);
const column = (name: string) => async (row: { readonly [column: string]: Value }) => row[name] ?? null;
const args = { rows: pairs, source: column("source"), target: column("target") };

test("pairs that hold stay as they are, by the threshold fewer and fewer", async () => {
  const seen = reach(turned);
  const kept = async (least: number) =>
    plain(await mined.run({ ...args, with: model, least }, seen)).map(({ target }) => target);
  expect(await kept(-1)).toEqual(["t a", "t b", "t c"]);
  expect(await kept(0.9)).toEqual(["t a", "t b"]);
  expect(await kept(0.99)).toEqual(["t a"]);
  expect(Object.fromEntries(seen.notes)).toEqual({
    "mined: pairs whose source is a copy, left out": 3,
    "mined: pairs without a sentence on a side, left out": 3,
    "mined: pairs of a sentence that was there, left out": 3,
    "mined: pairs less near than 0.9, left out": 1,
    "mined: pairs less near than 0.99, left out": 2,
  });
  expect(plain(await call(mined, args))).toHaveLength(3);
});

test("trigger tokens stand before, between and after, numbered through", async () => {
  const made = (triggers?: string, near: readonly string[] = ["near #a"]) =>
    call(triggerTemplate, { text: "post #a", near, ...(triggers !== undefined && { triggers }) });
  expect(await made()).toBe("post #a [C_P_0][C_P_1][C_P_2][C_P_3][C_P_4] near #a");
  expect(await made("121", ["x", "y"])).toBe("[C_P_0] post #a [C_P_1][C_P_2] x y [C_P_3]");
  expect(await made("000")).toBe("post #a near #a");
  expect(await failure(made("05"))).toMatch(/^E203: 'trigger_template' takes triggers: three digits/);
});

test("posts lose names and links", async () => {
  const form = (text: string) => call(normalize, { text, variant: "post" });
  expect(await form("@ann  see https://x.y a@b.c @a@b http @ #tag")).toBe(
    "@user see http a@b.c @a@b http @ #tag",
  );
});
