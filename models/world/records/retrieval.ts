// Passages to be searched and the questions that one of them answers: what an embedder learns from and is judged by.
import { stream, type Random } from "../random.ts";
import { TRAINED } from "./domains/index.ts";
import { factSet, holding, type Claim, type FactSet } from "./facts.ts";
import type { Split } from "./held-out.ts";
import { domainOf } from "./items.ts";
import { question } from "./question.ts";
import { tell, type Sentence } from "./story.ts";
import { disguise, renamed, type Disguise } from "./strange.ts";

export interface Passages {
  readonly passages: readonly string[];
  readonly queries: readonly Wanted[];
}

export interface Wanted {
  readonly text: string;
  /** Entity and aspect that it asks about. */
  readonly key: string;
  /** Which passage answers. */
  readonly at: number;
}

const SIZES = [8, 16, 32, 64];
const RENAMED = 0.5;
/** Of fact sets: in each text strange words of its own, which match nowhere. */
const APART = 0.1;
/** Of the words there. */
const REPLACED = [0.2, 0.5, 0.9];
const plain: Disguise = (text) => text;

export interface Mix {
  /** Of fact sets: strange words, the same in all of its texts. */
  readonly strange: number;
  /** Passages of several sentences. */
  readonly long: number;
}

/**
 * Whole fact sets of trained domains, until there are `least` questions: the other passages about an entity and about an aspect are all
 * there, as hard negatives. Half of the sets have strange names.
 */
export function lessons(random: Random, least: number, { strange, long: several }: Mix): Passages {
  const sets: Passages[] = [];
  for (let n = 0; n < least; n += sets.at(-1)?.queries.length ?? 0) {
    const set = current(factSet(random, random.pick(TRAINED), random.pick(SIZES), "train"));
    const long = random.chance(several) ? 2 + random.int(3) : 1;
    sets.push(disguised(random, random.chance(RENAMED) ? renamed(random, set) : set, long, strange));
  }
  return joined(sets);
}

function disguised(random: Random, set: FactSet, long: number, strange: number): Passages {
  const { passages, queries } = passagesOf(random, set, long, "train");
  const roll = random.float();
  const fresh = (known: boolean): Disguise => disguise(random, set, random.pick(REPLACED), known);
  const all = roll < strange ? fresh(true) : plain;
  const own = roll >= strange && roll < strange + APART;
  const each: Disguise = (text) => (own ? fresh(false) : all)(text);
  return { passages: passages.map(each), queries: queries.map((one) => ({ ...one, text: each(one.text) })) };
}

export interface Pool {
  readonly seed: number;
  readonly draw: number;
  /** How many passages there are, and how many questions are asked. */
  readonly passages: number;
  readonly queries: number;
  /** A domain by its name; left out: trained ones. */
  readonly domain?: string;
  /** Sentence and question forms; left out: held-out ones. */
  readonly forms?: Split;
  /** Sentences of a passage; left out: one. */
  readonly sentences?: number;
}

const POOLED = 48;

/** Passages about entities with held-out names, some of which tell nothing, and questions that exactly one answers. */
export function pool({ seed, draw, domain, forms = "test", sentences = 1, ...want }: Pool): Passages {
  const random = stream(seed, "pool", draw, domain ?? "", forms, sentences);
  const taken = new Set<string>();
  let all: Passages = { passages: [], queries: [] };
  while (all.passages.length < want.passages) {
    const about = domain === undefined ? random.pick(TRAINED) : domainOf(domain);
    const set = without(taken, current(factSet(random, about, POOLED, "test")));
    all = joined([all, passagesOf(random, set, sentences, forms)]);
    set.entities.forEach((name) => taken.add(name));
  }
  const asked = all.queries.filter(({ at }) => at < want.passages);
  return { passages: all.passages.slice(0, want.passages), queries: random.sample(asked, want.queries) };
}

/** A name stands for one thing in a pool. */
function without(taken: ReadonlySet<string>, set: FactSet): FactSet {
  const free = (name: string): boolean => !taken.has(name);
  return {
    ...set,
    entities: set.entities.filter(free),
    claims: set.claims.filter(({ entity }) => free(entity)),
  };
}

/** What no longer holds is left out: a passage alone does not show that it was corrected. */
const current = (set: FactSet): FactSet => ({ ...set, claims: holding(set.claims) });

function passagesOf(random: Random, set: FactSet, long: number, forms: Split): Passages {
  if (set.claims.length === 0) return { passages: [], queries: [] };
  const grouped = long > 1 && random.chance(0.5);
  const story = tell(random, set, grouped ? "grouped" : "scattered", forms);
  const passages = Array.from({ length: Math.ceil(story.length / long) }, (_, at) =>
    story.slice(at * long, (at + 1) * long),
  );
  return {
    passages: passages.map((sentences) => sentences.map(({ text }) => text).join(" ")),
    queries: passages.flatMap((sentences, at) =>
      answered(sentences).map(({ entity, aspect }) => ({
        text: question(random, set.domain, { kind: "value", entity, aspect: aspect.noun }, forms),
        key: `${entity}\n${aspect.noun}`,
        at,
      })),
    ),
  };
}

/** What sentences tell that say whom "it" means. */
const answered = (sentences: readonly Sentence[]): readonly Claim[] =>
  sentences.flatMap(({ claims, of, names }, at) =>
    names || sentences.slice(0, at).some((before) => before.names && before.of === of) ? claims : [],
  );

function joined(sets: readonly Passages[]): Passages {
  let before = 0;
  const queries = sets.flatMap(({ passages, queries }) => {
    const shifted = queries.map((one) => ({ ...one, at: one.at + before }));
    before += passages.length;
    return shifted;
  });
  return { passages: sets.flatMap(({ passages }) => passages), queries };
}
