// Items of the world of records: exact answers by a second opinion, what is held out stays out, the same arguments the same items.
import { expect, test } from "vitest";
import { DOMAINS, HELD_OUT, TRAINED } from "../../../models/world/records/domains/index.ts";
import { FRAMES } from "../../../models/world/records/frames.ts";
import { part, type Split } from "../../../models/world/records/held-out.ts";
import { domainOf, item, TASKS, type Item, type Task } from "../../../models/world/records/items.ts";
import { splitOf } from "../../../models/world/records/names.ts";
import { NONE } from "../../../models/world/records/query.ts";
import { abstractText, type Tree } from "../../../models/world/records/views.ts";
import * as pieces from "../../../models/world/names.ts";
import { rendered } from "../../../runtime/context/render.ts";
import { answers, reader, readList } from "./oracle.ts";

const SIZES = [6, 12, 32];
const EACH = 8;

const made = (split: Split, task: Task, domain?: string): Item[] =>
  SIZES.flatMap((facts) =>
    Array.from({ length: EACH }, (_, i) =>
      item({ task, facts, split, seed: 3, ...(domain !== undefined && { domain }) }, i),
    ),
  );
const train = TASKS.flatMap((task) => made("train", task));
const heldOut = TASKS.flatMap((task) => made("test", task));
const strange = HELD_OUT.flatMap(({ name }) => TASKS.flatMap((task) => made("test", task, name)));
const all = [...train, ...heldOut, ...strange];
const questions = all.filter(({ query }) => query !== null);

const readers = new Map(
  DOMAINS.flatMap((domain) =>
    (["train", "test"] as const).map((split) => [`${domain.name} ${split}`, reader(domain, split)] as const),
  ),
);
const reading = (one: Item, split: Split) =>
  readers.get(`${one.domain} ${split}`) as ReturnType<typeof reader>;

test("one small document, word for word", () => {
  const {
    list,
    prose,
    question,
    answers: gold,
    keep,
  } = item({ task: "two_hop", facts: 5, split: "test", seed: 7 }, 1);
  expect({ list, prose, question, gold, keep }).toMatchInlineSnapshot(`
    {
      "gold": [
        "13 February 2011",
      ],
      "keep": [
        0,
        0,
        1,
        1,
        0,
        0,
      ],
      "list": "- Tulgun arrival: 19 September 1987
    - Tulgun colour: white
    - Tulzul disposal: 13 February 2011
    - Tulzul colour: ivory
    - Tulzul control: Tulgun",
      "prose": "Of Tulgun one should know the arrival, which is 19 September 1987. Moreover, it shines white. Readers learn that Tulzul went to waste on 13 February 2011. Moreover, it is set beside Tulgun. The balance was cleaned before. Apart from that, it shines ivory.",
      "question": "Which disposal belongs to the sample whose control is Tulgun?",
    }
  `);
});

test("the same arguments give the same item; another number, seed or draw another one", () => {
  const wanted = { task: "two_hop", facts: 12, split: "test", seed: 3 } as const;
  expect(item(wanted, 1)).toEqual(item(wanted, 1));
  expect(item(wanted, 2).prose).not.toBe(item(wanted, 1).prose);
  expect(item({ ...wanted, seed: 4 }, 1).prose).not.toBe(item(wanted, 1).prose);
});

test("the facts do not depend on the sentence forms they are told in", () => {
  const wanted = { task: "single", facts: 12, split: "test", seed: 3 } as const;
  const [trained, other] = [item({ ...wanted, forms: "train" }, 1), item(wanted, 1)];
  expect(trained.set).toEqual(other.set);
  expect(trained.prose).not.toBe(other.prose);
});

test("a document tells as many facts as were asked for", () => {
  for (const facts of [1, 2, 3, 7, 40, 128])
    expect(item({ task: "single", facts, split: "test", seed: 3 }, 1).facts).toBe(facts);
  expect(() => item({ task: "single", facts: 129, split: "test", seed: 3 })).toThrow("from 1 to 128");
  expect(() => item({ task: "count", facts: 1, split: "test", seed: 3 })).toThrow("too few");
});

test("answers: the list, read back, allows that answer and no other", () => {
  for (const { query, list, answers: gold, task, evidence } of questions) {
    const found = query ? answers(readList(list), query) : [];
    const said = found.length === 0 ? [NONE] : found;
    expect(task === "cite" ? [evidence.join(", ")] : said).toEqual(gold);
  }
});

test("prose: every sentence has one reading, and all of them together are the claims", () => {
  for (const one of [...train, ...heldOut, ...strange]) {
    const read = reading(one, train.includes(one) ? "train" : "test").readAll(one.sentences);
    const claims = one.set.claims.map(({ entity, aspect, value, on }) => ({
      entity,
      noun: aspect.noun,
      value,
      on: on ?? "",
    }));
    expect(sorted(read)).toEqual(sorted(claims));
  }
});

test("keep: the sentences kept allow the same answer, and without one that decides it falls", () => {
  for (const one of questions) {
    const { query, answers: gold, keep, evidence, sentences } = one;
    if (!query || gold[0] === NONE) continue;
    const { readAll } = reading(one, train.includes(one) ? "train" : "test");
    const kept = sentences.filter((_, at) => keep[at] === 1);
    const whole = answers(readAll(sentences), query);
    expect(answers(readAll(kept), query)).toEqual(whole);
    // where several are compared, one may be missing and the answer stand
    if (query.kind === "count" || query.kind === "top" || query.kind === "pair") continue;
    for (const number of evidence) {
      const told = sentences.flatMap((sentence, at) => (at + 1 === number ? [] : [sentence]));
      expect(
        answers(
          safely(() => readAll(told)),
          query,
        ),
      ).not.toEqual(whole);
    }
  }
});

test("the answer does not stand in the question", () => {
  for (const { question, answers: gold } of questions)
    expect(` ${question.replace(/[?.:,]/g, " ")} `).not.toContain(` ${gold[0]} `);
});

test("what cannot be answered is asked as often as what can", () => {
  const rows = Array.from({ length: 200 }, (_, i) =>
    item({ task: "unanswerable", facts: 12, split: "test", seed: 3 }, i),
  );
  const none = rows.filter(({ answers: gold }) => gold[0] === NONE).length;
  expect(none).toBeGreaterThan(70);
  expect(none).toBeLessThan(130);
});

test("passages: one answers, the others tell of the same entity or the same aspect and do not", () => {
  const pairs = questions.flatMap((one) => (one.passages && one.query?.kind === "value" ? [one] : []));
  expect(pairs.length).toBeGreaterThan(100);
  for (const one of pairs) {
    const { read } = reading(one, train.includes(one) ? "train" : "test");
    const { query, passages } = one;
    if (query?.kind !== "value" || !passages) continue;
    const [right] = read(passages.passage, "") ?? [];
    expect([right?.entity, right?.noun]).toEqual([query.entity, query.aspect]);
    for (const negative of passages.negatives) {
      const [wrong] = read(negative, "") ?? [];
      expect([wrong?.entity === query.entity, wrong?.noun === query.aspect].filter(Boolean)).toHaveLength(1);
    }
  }
});

test("needle: at its depth, in a document as long as asked for", () => {
  const measure = (text: string): number => text.trim().split(" ").length;
  for (const depth of [0, 0.25, 0.5, 1])
    for (const length of [100, 400]) {
      const { sentences, evidence, prose } = item(
        { task: "needle", facts: 24, split: "test", seed: 3, depth, length, measure },
        1,
      );
      expect(evidence[0]).toBe(Math.round(depth * (sentences.length - 1)) + 1);
      expect(measure(prose)).toBeLessThanOrEqual(length);
      expect(measure(prose)).toBeGreaterThan(length - 40);
    }
});

test("v1: the tree is the one that render numbers, between the fences of StruXGPT", () => {
  for (const { abstract: tree } of heldOut) {
    const [, , , body] = abstractText(tree).split(/```\n?/);
    expect(body?.trimEnd()).toBe(
      rendered({ kind: "tree", ...tree } as Parameters<typeof rendered>[0], "numbered"),
    );
  }
});

test("v2: aspects tile the sentences, descriptions are the sentences as they stand", () => {
  const trees = all.flatMap(({ extract: tree, sentences }) => (tree ? [{ tree, sentences }] : []));
  expect(trees.length).toBeGreaterThan(all.length / 4);
  for (const { tree, sentences } of trees) {
    const ranges = tree.aspects.map(({ range }) => range ?? [0, 0]);
    expect(ranges[0]?.[0]).toBe(1);
    expect(ranges.at(-1)?.[1]).toBe(sentences.length);
    ranges.slice(1).forEach(([from], at) => expect(from).toBe((ranges[at]?.[1] ?? 0) + 1));
    expect(tree.aspects.flatMap(({ descriptions }) => descriptions)).toEqual(sentences);
  }
});

test("JSON and trees: each holds every claim", () => {
  const lines = ({ aspects }: Tree): string[] => aspects.flatMap(({ descriptions }) => descriptions);
  for (const { set, json, outline, abstract, noisy } of all) {
    expect(Object.keys(JSON.parse(json) as object)).toEqual(set.entities);
    expect(lines(outline)).toHaveLength(set.claims.length);
    expect(new Set(lines(noisy))).toEqual(new Set(lines(abstract)));
    for (const { value } of set.claims) expect(json).toContain(`"${value}"`);
  }
});

test("held out: no list of forms or name pieces shares an item between the splits, and a fifth is kept at least", () => {
  const lists = [
    ...Object.values(FRAMES),
    ...DOMAINS.flatMap(({ aspects, fillers }) => [
      fillers,
      ...aspects.flatMap(({ says, asks }) => [says, asks]),
    ]),
    ...[pieces.FIRST, pieces.SECOND, pieces.THIRD, pieces.VALUE_FIRST, pieces.VALUE_SECOND],
  ];
  for (const list of lists) {
    const [seen, kept] = [part(list, "train"), part(list, "test")];
    expect(new Set([...seen, ...kept]).size).toBe(list.length);
    expect(kept.length).toBeGreaterThanOrEqual(list.length / 5);
    expect(seen.length).toBeGreaterThan(0);
  }
});

test("held out: no training sentence can be read in a held-out form, and no test sentence in a trained one", () => {
  for (const [items, other] of [
    [train, "test"],
    [heldOut, "train"],
  ] as const)
    for (const one of items)
      for (const sentence of one.sentences) expect(reading(one, other).read(sentence, "")).toBeNull();
});

test("held out: every name of the training split is of trained pieces, every name of the test split of held-out ones", () => {
  const names = (items: readonly Item[]): string[] =>
    items.flatMap(({ set }) => [
      ...set.entities,
      ...set.claims.filter(({ aspect }) => aspect.kind.kind === "name").map(({ value }) => value),
    ]);
  expect(new Set(names(train).map(splitOf))).toEqual(new Set(["train"]));
  expect(new Set(names([...heldOut, ...strange]).map(splitOf))).toEqual(new Set(["test"]));
});

test("held out: training has four domains, and the other two are refused to it, as held-out forms are", () => {
  expect(new Set(train.map(({ domain }) => domain))).toEqual(new Set(TRAINED.map(({ name }) => name)));
  const wanted = { task: "single", facts: 6, split: "train", seed: 1 } as const;
  for (const { name } of HELD_OUT) {
    expect(() => item({ ...wanted, domain: name })).toThrow("held out");
    expect(TRAINED.map(({ name: other }) => other)).not.toContain(name);
  }
  expect(() => item({ ...wanted, forms: "test" })).toThrow("held-out sentence forms");
  expect(() => domainOf("planets")).toThrow('unknown domain "planets"');
});

test("each aspect of a domain has forms of its own: 8 to 20 of them and more with the frames", () => {
  for (const { aspects } of DOMAINS) {
    const said = aspects.flatMap(({ says, asks }) => [...says, ...asks]);
    expect(new Set(said).size).toBe(said.length);
    for (const { says, asks } of aspects) {
      expect(says).toHaveLength(5);
      expect(asks.length).toBeGreaterThanOrEqual(3);
      expect(asks.length).toBeLessThanOrEqual(5);
      expect([part(says, "test"), part(asks, "test")].map(({ length }) => length)).toEqual([1, 1]);
      expect(says.filter((one) => !one.includes("{X}"))).toEqual([]);
      expect(asks.filter((one) => !one.includes("{E}"))).toEqual([]);
    }
  }
});

test("held-out domains can be read without knowing them: every form has the aspect's noun in it", () => {
  for (const { aspects } of HELD_OUT)
    for (const { noun, says, asks } of aspects)
      expect([...says, ...asks].filter((form) => !form.includes(noun))).toEqual([]);
});

const sorted = (told: readonly object[]): string[] => told.map((one) => JSON.stringify(one)).sort();

// Without the sentence that names it, an entity is unknown: then there is nothing to read.
function safely<T>(read: () => readonly T[]): readonly T[] {
  try {
    return read();
  } catch {
    return [];
  }
}
