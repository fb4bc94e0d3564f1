// Passages and questions: which passage answers is said by the forms alone, nothing held out is in training, and strange words are
// the same wherever they stand for the same.
import { describe, expect, test } from "vitest";
import { stream } from "../../../models/world/random.ts";
import { TRAINED } from "../../../models/world/records/domains/index.ts";
import { factSet } from "../../../models/world/records/facts.ts";
import { splitOf } from "../../../models/world/records/names.ts";
import { lessons, pool, type Passages } from "../../../models/world/records/retrieval.ts";
import { disguise, renamed } from "../../../models/world/records/strange.ts";

const size = { passages: 200, queries: 120 };
const entityOf = (key: string): string => key.split("\n")[0] ?? "";

describe("a pool", () => {
  const made = pool({ seed: 3, draw: 1, ...size });

  test("has as many passages and questions as wanted, and is the same again", () => {
    expect([made.passages.length, made.queries.length]).toEqual([200, 120]);
    expect(pool({ seed: 3, draw: 1, ...size })).toEqual(made);
    expect(pool({ seed: 3, draw: 2, ...size })).not.toEqual(made);
  });

  test("every question names its entity, and so does the passage that answers", () => {
    for (const { text, key, at } of made.queries) {
      expect(text).toContain(entityOf(key));
      expect(made.passages[at]).toContain(entityOf(key));
    }
  });

  test("no two questions ask the same, names are held out, and some passages answer nothing", () => {
    const keys = made.queries.map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys.map(entityOf).every((name) => splitOf(name) === "test")).toBe(true);
    const { queries } = pool({ seed: 3, draw: 1, passages: 200, queries: 1000 });
    const answering = new Set(queries.map(({ at }) => at)).size;
    expect(answering).toBeGreaterThan(150);
    expect(answering).toBeLessThan(200);
  });

  test("in passages of several sentences the entity is named before what is asked of it", () => {
    const { passages, queries } = pool({ seed: 3, draw: 1, sentences: 3, ...size });
    for (const { key, at } of queries) expect(passages[at]).toContain(entityOf(key));
  });
});

describe("training", () => {
  const made: Passages = lessons(stream(5, "passages", 0), 400, { strange: 0.5, long: 0.1 });

  test("has no held-out name, and passages about the same entity as hard negatives", () => {
    expect(made.queries.length).toBeGreaterThanOrEqual(400);
    const names = new Set(made.queries.map(({ key }) => entityOf(key)));
    expect([...names].filter((name) => splitOf(name) === "test")).toEqual([]);
    expect(made.queries.length / names.size).toBeGreaterThan(2);
  });

  test("half of the sets have names of no split", () => {
    const strange = made.queries.filter(({ key }) => splitOf(entityOf(key)) === null).length;
    expect(strange / made.queries.length).toBeGreaterThan(0.2);
    expect(strange / made.queries.length).toBeLessThan(0.8);
  });
});

describe("strange words", () => {
  const set = factSet(stream(1, "set"), TRAINED[0] as (typeof TRAINED)[number], 64, "train");

  test("names that shared a piece share one still, links lead to entities, and people are renamed too", () => {
    const other = renamed(stream(1, "renamed"), set);
    const heads = (names: readonly string[]): number => new Set(names.map((name) => name.slice(0, 3))).size;
    expect(heads(other.entities)).toBe(heads(set.entities));
    expect(new Set(other.entities).size).toBe(set.entities.length);
    const links = other.claims.filter(({ aspect }) => aspect.kind.kind === "link");
    expect(links.length).toBeGreaterThan(0);
    for (const { value } of links) expect(other.entities).toContain(value);
    const people = other.claims.filter(({ aspect }) => aspect.kind.kind === "name");
    expect(people.length).toBeGreaterThan(0);
    expect(people.every(({ value }) => /^[A-Z][a-z]{5} [A-Z][a-z]{5}$/.test(value))).toBe(true);
    expect(people.filter(({ value }) => splitOf(value) !== null)).toEqual([]);
  });

  test("a word is replaced by the same one everywhere, values and names stay", () => {
    const { entity, value } = set.claims[0] as (typeof set.claims)[number];
    const strange = disguise(stream(1, "words"), set, 1, true);
    const [one, two] = [strange(`the colour of ${entity} is ${value}`), strange("the colour")];
    expect(one.split(" ").slice(0, 2)).toEqual(two.split(" "));
    expect(two).toMatch(/^the /);
    expect(two).not.toContain("colour");
    expect(one).toContain(entity);
    expect(one.endsWith(value)).toBe(true);
  });
});
