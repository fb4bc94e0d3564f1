// The lexical structurizer: what every outline promises, and where it cuts.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { coverage, structurize } from "../../../runtime/context/structurize.ts";
import { readHotpot } from "../../../runtime/data/hotpotqa.ts";
import { sentencesOf } from "../../../runtime/text/sentences.ts";
import type { Tree, Value } from "../../../runtime/value.ts";
import { shared } from "../../shared.ts";
import { call, failure, plain, reach } from "../call.ts";
import { shapeOf } from "./shape/shapes.ts";

const cats = "Cats eat fish. A cat sleeps all day. Cats chase mice. The cat purrs. Most cats hunt at night.";
const rockets =
  "Rockets burn fuel. A rocket needs thrust. The rocket engine roars. Fuel feeds the engine. Rocket stages fall away.";
const outline = async (text: string, args = {}) => (await call(structurize, { text, ...args })) as Tree;

/** Tiles 1..N, verbatim, complete. */
async function sound(text: string, tree: Tree): Promise<void> {
  expect(tree.aspects.flatMap((aspect) => aspect.descriptions)).toEqual(
    sentencesOf(text).map((sentence) => sentence.text),
  );
  let next = 1;
  for (const { range, descriptions } of tree.aspects) {
    expect(range?.[0]).toBe(next);
    next = (range?.[1] ?? 0) + 1;
    expect(next - (range?.[0] ?? 0)).toBe(descriptions.length);
  }
  const names = tree.aspects.map((aspect) => aspect.name);
  expect(new Set(names).size).toBe(names.length);
  expect(names).not.toContain("");
  expect(await call(coverage, { tree, of: text })).toBe(1);
}

test("a text that changes its subject is cut where it does, and each part is named by its own words", async () => {
  const text = `${cats} ${rockets}`;
  const tree = await outline(text, { aspects: 2 });
  expect(tree.aspects.map((aspect) => aspect.range)).toEqual([
    [1, 5],
    [6, 10],
  ]);
  expect(tree.aspects[0]?.name).toMatch(/cat/i);
  expect(tree.aspects[1]?.name).toMatch(/rocket|fuel|engine/i);
  await sound(text, tree);
});

test("aspects start at paragraphs, a heading names what follows", async () => {
  const text = `# Pets\n${cats}\n\n## Space flight:\n${rockets}`;
  const tree = await outline(text, { aspects: 2 });
  expect(tree.aspects.map(({ name, range }) => [name, range])).toEqual([
    ["Pets", [1, 6]],
    ["Space flight", [7, 12]],
  ]);
  await sound(text, tree);
});

test("the same text gives the same tree; short and empty texts are no special case for the reader", async () => {
  expect(await outline(cats)).toEqual(await outline(cats));
  expect((await outline("One thing. Another thing.")).aspects).toHaveLength(1);
  await sound("Hm", await outline("Hm"));
  const seen = reach();
  expect(await structurize.run({ text: " \n" }, seen)).toEqual({ kind: "tree", scope: "", aspects: [] });
  expect([...seen.notes.keys()]).toEqual(["structurize: empty texts"]);
});

test("coverage is the share of sentences kept", async () => {
  const tree: Tree = { kind: "tree", scope: "", aspects: [{ name: "a", descriptions: ["One here."] }] };
  expect(await call(coverage, { tree, of: "One\nhere. Two there. Three. Four." })).toBe(0.25);
});

test.each([
  [{ by: "model" }, /^E206: 'structurize' by "model" needs with: a model/],
  [{ format: "v1" }, /^E203: 'structurize' by "lexical" takes no format: "v1"/],
  [{ by: "layout", retries: 1 }, /^E203: 'structurize' by "layout" takes no retries/],
  [{ chunk: 100 }, /^E203: .* takes no chunk/],
  [{ constrain: true }, /^E203: .* takes no constrain/],
  [{ aspects: 0 }, /^E203/],
])("what cannot be meant says so: %j", async (args, code) => {
  expect(await failure(outline(cats, args))).toMatch(code);
});

test("a tree outside of its shape is kept, is null, or is an error", async () => {
  const as = shapeOf(
    "shape Wide { scope: Text  aspects: Aspect[] [9..] { name: Text  descriptions: Text[] } }",
  );
  const seen = reach();
  const run = (on_invalid: string): Promise<Value> =>
    Promise.resolve(structurize.run({ text: "One. Two.", as, on_invalid }, seen));
  expect(await run("keep")).toMatchObject({ aspects: [{ range: [1, 1] }, { range: [2, 2] }] });
  expect(await run("drop")).toBe(null);
  expect([...seen.notes.keys()]).toEqual([
    "structurize: trees outside of shape 'Wide', kept",
    "structurize: trees outside of shape 'Wide', dropped",
  ]);
  expect(await failure(run("fail"))).toMatch(/^E409: a tree is outside of shape 'Wide': 2 in 'aspects'/);
});

test("a text of thousands of sentences is structured in seconds", async () => {
  const long = Array.from(
    { length: 3000 },
    (_, at) => (Math.floor(at / 500) % 2 === 0 ? cats : rockets).split(/(?<=\.) /)[at % 5],
  ).join(" ");
  const tree = await outline(long);
  expect(tree.aspects.length).toBeGreaterThan(1);
  await sound(long, tree);
}, 20_000);

const path = shared("data/nakulbh__Meve-framework/data/hotpot_dev_distractor_v1.json");
test.skipIf(!path)("real texts: 100 HotpotQA items tile, are verbatim and complete", async () => {
  const items = plain(
    readHotpot({ path: "h", bytes: readFileSync(path ?? ""), digest: "" }, () => undefined),
  );
  let aspects = 0;
  for (const row of items) {
    const text = String(row["text"]);
    const tree = await outline(text);
    await sound(text, tree);
    aspects += tree.aspects.length;
  }
  console.log(`structurize: ${(aspects / items.length).toFixed(2)} aspects per item of about ten paragraphs`);
  expect(aspects).toBeGreaterThan(200);
});
