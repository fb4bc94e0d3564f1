// Structures of models that are held to the form: whatever the logits are, a reply that comes to its end is read, ranges included.
import { expect, test } from "vitest";
import { grammarOf } from "../../../../runtime/context/structure/grammar.ts";
import { sourceOf, structureOf } from "../../../../runtime/context/structure/read.ts";
import { writeV1 } from "../../../../runtime/context/structure/v1.ts";
import { writeV2 } from "../../../../runtime/context/structure/prompt.ts";
import { babbler, reader } from "./babbler.ts";

const textOf = (sentences: number): string => "It is so. ".repeat(sentences).trim();
const { said, allows } = babbler(reader);

test("v2: what knows nothing writes a structure of every sentence", async () => {
  let whole = 0;
  for (const sentences of [1, 2, 7, 30])
    for (let seed = 1; seed <= 3; seed++) {
      const reply = await said(grammarOf("v2", sentences), seed, 600);
      if (reply === null) continue;
      whole++;
      const read = structureOf(reply, sourceOf(textOf(sentences)), "v2");
      expect(read).toMatchObject({ mended: [] });
    }
  console.log(`${whole} of 12 replies of noise came to their end`);
  expect(whole).toBeGreaterThan(6);
}, 60_000);

test("v1: a list that is numbered as it must be", async () => {
  let whole = 0;
  for (let seed = 1; seed <= 4; seed++) {
    const reply = await said(grammarOf("v1", 3), seed, 3000);
    if (reply === null) continue;
    whole++;
    expect(structureOf(reply, sourceOf(textOf(3)), "v1")).toMatchObject({ mended: [] });
  }
  console.log(`${whole} of 4 lists of noise came to their end`);
  expect(whole).toBeGreaterThan(0);
}, 60_000);

test("what a reader should write is allowed, what leaves a sentence out is not", async () => {
  const written = (...ranges: readonly (readonly [string, number, number])[]): string =>
    writeV2(
      "The mill: a history",
      ranges.map(([name, from, to]) => ({ name, range: [from, to] as const })),
    );
  const form = grammarOf("v2", 12);
  expect(await allows(form, written(["The old mill", 1, 9], ["Rest", 10, 11], ["« 磨坊 »", 12, 12]))).toBe(
    false,
  );
  expect(await allows(form, written(["The old mill", 1, 9], ["Its end", 10, 12]))).toBe(true);
  expect(await allows(form, written(["The old mill", 1, 9], ["Its end", 10, 11]))).toBe(false);
  expect(await allows(form, written(["The old mill", 1, 9], ["Its end", 11, 12]))).toBe(false);
  expect(await allows(form, written(["The old mill", 2, 12]))).toBe(false);
  expect(await allows(form, written(["磨坊与船", 1, 12]))).toBe(true);
  const told = writeV1({
    kind: "tree",
    scope: "a mill",
    aspects: [
      { name: "Its end", descriptions: ["The mill burns.", "Nobody lives there."] },
      { name: "磨坊", descriptions: ["它很旧。"] },
    ],
  });
  expect(await allows(grammarOf("v1", 3), told)).toBe(true);
  expect(await allows(grammarOf("v1", 3), told.replace("1.2.", "1.3."))).toBe(false);
});

test("a name that YAML would not read as a text stands in quotes, or is not allowed", async () => {
  const form = grammarOf("v2", 1);
  const named = (name: string): string =>
    writeV2("Some scope", [{ name: "Some name", range: [1, 1] }]).replace("Some name", name);
  for (const name of ["false", "null ", "true  ", "12", "- a list", "a: map: x", "&anchor", "''''''"])
    expect([name, await allows(form, named(name))]).toEqual([name, false]);
  for (const name of ['"false"', '"12"', "Falsehood", '"a: b"'])
    expect([name, await allows(form, named(name))]).toEqual([name, true]);
});
