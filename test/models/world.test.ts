// The generated world: same arguments, same rows; what is held out stays out; every answer can be found in every view.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { DOMAINS, HELD_OUT, MIXED, TRAINED } from "../../models/world/domains.ts";
import { shapes } from "../../models/world/facts.ts";
import { isHeldOut } from "../../models/world/names.ts";
import { stream } from "../../models/world/random.ts";
import * as templates from "../../models/world/templates.ts";
import { lesson, LAYOUTS } from "../../models/world/training.ts";
import { EOS, vocabulary } from "../../models/world/vocabulary.ts";
import { rendered } from "../../runtime/context/render.ts";
import { renderOutline, world, type Row } from "../../models/world/world.ts";

const train = world({ n: 60, facts: [4, 8, 32], split: "train", seed: 1 });
const heldOut = world({ n: 60, facts: [4, 8, 32], split: "test", seed: 1 });
const labs = world({ n: 60, facts: [4, 8], split: "test", seed: 1, domain: "labs" });

const views = (row: Row): string[] => [row.prose, row.linked, row.list, renderOutline(row.outline)];

test("one small document, word for word", () => {
  const [row] = world({ n: 1, facts: 4, split: "test", seed: 7 });
  const golden: unknown = JSON.parse(readFileSync(new URL("fixtures/world.json", import.meta.url), "utf8"));
  expect(row).toEqual(golden);
});

test("the same arguments give the same rows, another seed or draw gives others", () => {
  const again = world({ n: 60, facts: [4, 8, 32], split: "train", seed: 1 });
  expect(again).toEqual(train);
  const prose = (rows: readonly Row[]): string => rows.map((row) => row.prose).join("\n");
  expect(prose(world({ n: 5, facts: 4, split: "train", seed: 2 }))).not.toBe(prose(train.slice(0, 5)));
  const [one, two] = world({ n: 1, facts: 4, draws: [1, 2], split: "train", seed: 1 });
  expect(one?.prose).not.toBe(two?.prose);
});

test("a row does not depend on how many stand beside it", () => {
  expect(world({ n: 2, facts: 8, draws: [2], split: "test", seed: 1 })).toEqual(
    world({ n: 9, facts: [4, 8], draws: [1, 2], split: "test", seed: 1 })
      .filter((row) => row.facts === 8 && row.draw === 2)
      .slice(0, 2),
  );
});

test("ids are unique over draws, numbers of facts, splits and domains", () => {
  const rows = [
    ...world({ n: 9, facts: [4, 8], draws: [1, 2, 3], split: "test", seed: 1 }),
    ...train,
    ...labs,
  ];
  expect(new Set(rows.map((row) => row.id)).size).toBe(rows.length);
});

test("every answer stands in every view and in its evidence", () => {
  for (const row of [...train, ...heldOut, ...labs]) {
    for (const text of [...views(row), row.evidence]) expect(text).toContain(row.answers[0]);
    expect(row.prose).toContain(row.evidence);
    expect(row.question).toBe(`What is the ${row.aspect} of ${row.entity}?`);
    expect(row.list).toContain(`- ${row.entity} ${row.aspect}: ${row.answers[0]}`);
  }
});

test("a document tells as many facts as were asked for, each key once", () => {
  for (const row of [...train, ...heldOut]) {
    const keys = row.list.split("\n").map((line) => line.slice(0, line.indexOf(":")));
    expect(new Set(keys).size).toBe(row.facts);
    expect(row.outline.aspects.flatMap((aspect) => aspect.descriptions)).toHaveLength(row.facts);
  }
});

test("the outline is rendered as headings and items", () => {
  const tree = {
    scope: "products",
    aspects: [{ name: "Tarvel", descriptions: ["price: 40 euro", "size: small"] }],
  };
  expect(renderOutline(tree)).toBe("# Tarvel\n- price: 40 euro\n- size: small");
  for (const { outline } of heldOut)
    expect(rendered({ kind: "tree", ...outline }, "markdown")).toBe(renderOutline(outline));
});

test("names: the test split has held-out pairs only, training none", () => {
  const names = (rows: readonly Row[]): string[] =>
    rows.flatMap((row) => row.outline.aspects.map((one) => one.name));
  expect(names(train).filter(isHeldOut)).toEqual([]);
  expect(names(heldOut).filter((name) => !isHeldOut(name))).toEqual([]);
});

test("templates: no held-out sentence form is a trained one, and the test split tells facts in held-out forms only", () => {
  const trained = new Set([...templates.TRAINED_PROSE, ...templates.TRAINED_LINKED]);
  const out = [...templates.HELD_OUT_PROSE, ...templates.HELD_OUT_LINKED];
  expect(out.filter((one) => trained.has(one))).toEqual([]);
  const forms = templates.HELD_OUT_PROSE.map(pattern);
  expect(heldOut.filter((row) => !forms.some((form) => form.test(row.evidence)))).toEqual([]);
});

test("domains: training never sees the held-out one, only its words", () => {
  expect(TRAINED).not.toContain(HELD_OUT);
  expect(train.filter((row) => row.domain === HELD_OUT.name)).toEqual([]);
  expect(MIXED.aspects).toEqual(expect.arrayContaining([...HELD_OUT.aspects]));
});

test("every word of the held-out forms is trained somewhere", () => {
  const seen = new Set([
    ...templates.STREWN,
    ...templates.OPENERS,
    ...words(templates.TRAINED_PROSE),
    ...words(templates.TRAINED_LINKED),
  ]);
  const needed = words([...templates.HELD_OUT_PROSE, ...templates.HELD_OUT_LINKED, ...HELD_OUT.templates]);
  expect(needed.filter((word) => !seen.has(word))).toEqual([]);
});

test("aspect words are unlike one another and unlike the small words around them", () => {
  const keys = DOMAINS.flatMap((domain) => domain.aspects.flatMap((aspect) => [aspect.noun, aspect.verb]));
  expect(new Set(keys).size).toBe(keys.length);
  expect(templates.STREWN.filter((word) => keys.includes(word))).toEqual([]);
});

test("grids hold exactly the facts asked for; more than 128 is refused", () => {
  for (let count = 1; count <= 128; count++) {
    for (const [entities, aspects] of shapes(count)) expect(entities * aspects).toBe(count);
  }
  expect(() => world({ n: 1, facts: 129, split: "test", seed: 1 })).toThrow("from 1 to 128");
  expect(() => world({ n: 1, facts: 4, split: "test", seed: 1, domain: "cities" })).toThrow(
    'unknown domain "cities"',
  );
});

test("training documents: each span is an answer, closed by <eos>", () => {
  const tokens = vocabulary();
  for (const layout of LAYOUTS) {
    const { ids, spans } = lesson(stream(1, layout), { layout, facts: 8, questions: 10, repeat: 0.25 });
    expect(spans).toHaveLength(10);
    for (const [start, end] of spans) {
      expect(tokens[ids[start - 1] ?? 0]).toBe("Answer:");
      expect(tokens[ids[end - 1] ?? 0]).toBe(EOS);
    }
    expect(ids).not.toContain(tokens.indexOf("<unk>"));
  }
});

test("a stream's numbers are spread over the unit interval", () => {
  const random = stream(3, "spread");
  const drawn = Array.from({ length: 10_000 }, () => random.float());
  expect(drawn.every((x) => x >= 0 && x < 1)).toBe(true);
  expect(drawn.reduce((a, b) => a + b) / drawn.length).toBeCloseTo(0.5, 1);
});

function words(sentences: readonly string[]): string[] {
  return sentences.flatMap((one) => one.replace(/\{.\}/g, " ").match(/[A-Za-z]+|[,:]/g) ?? []);
}

// A template as a pattern: its small words as they stand, something in each slot.
function pattern(template: string): RegExp {
  const parts = template.split(/\{.\}/).map((part) => part.replace(/[.]/g, "\\."));
  return new RegExp(`^${parts.join(".+")}$`);
}
