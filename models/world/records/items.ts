// Items: a document in its views, a task on it, the exact answer, and what in the document decides it. Pure and seeded.
import { stream, type Random } from "../random.ts";
import type { Domain } from "./domain.ts";
import { DOMAINS, TRAINED } from "./domains/index.ts";
import { factSet, type Claim, type FactSet } from "./facts.ts";
import { CITE, fill, STRUCTURIZE } from "./frames.ts";
import { part, type Split } from "./held-out.ts";
import { pairOf, type Pair } from "./passages.ts";
import { compare, count, NONE, solve, told, twoHop, untold, type Query, type Solution } from "./query.ts";
import { question } from "./question.ts";
import { tell, type Manner, type Sentence } from "./story.ts";
import { needle } from "./needle.ts";
import {
  abstract,
  extract,
  extractText,
  json,
  list,
  noisy,
  numbered,
  outline,
  prose,
  type Tree,
} from "./views.ts";

export const TASKS = [
  "single",
  "two_hop",
  "count",
  "compare",
  "unanswerable",
  "needle",
  "cite",
  "structurize",
] as const;
export type Task = (typeof TASKS)[number];

export interface Wanted {
  readonly task: Task;
  /** Pairs of entity and aspect that are told, 1 to 128. */
  readonly facts: number;
  /** "test": held-out names. */
  readonly split: Split;
  readonly seed: number;
  /** A domain by its name; left out: a trained one per item. */
  readonly domain?: string;
  /** Sentence and question forms; left out: those of the split. */
  readonly forms?: Split;
  /** How the prose is told; left out: either way, a needle scattered and what is to be structurized grouped. */
  readonly manner?: Manner;
  /** Where the needle stands, from 0 to 1; other tasks have none. Left out: anywhere. */
  readonly depth?: number;
  /** Needle: the document is as long as fits in so many units of `measure`. Left out: as long as `facts` makes it. */
  readonly length?: number;
  readonly measure?: (text: string) => number;
}

export interface Item {
  readonly domain: string;
  readonly task: Task;
  readonly facts: number;
  /** Sentences of the prose. */
  readonly sentences: readonly string[];
  readonly prose: string;
  readonly numbered: string;
  readonly list: string;
  readonly outline: Tree;
  readonly abstract: Tree;
  /** The v2 tree; null where the prose is not grouped by entity. */
  readonly extract: Tree | null;
  readonly noisy: Tree;
  readonly json: string;
  readonly question: string;
  readonly query: Query | null;
  /** One string. */
  readonly answers: readonly string[];
  /** Numbers, from 1, of the sentences that decide. */
  readonly evidence: readonly number[];
  /** For each sentence: 1, it is needed to answer (it decides, or names what the deciding one calls "it"); 0, it can go. */
  readonly keep: readonly number[];
  /** A passage that answers the question, and passages that nearly do; null where more than one is needed. */
  readonly passages: Pair | null;
  readonly set: FactSet;
}

/** Fact sets are drawn until one can be asked: few facts allow no count. */
const TRIES = 200;
const ASKED: {
  readonly [T in Exclude<Task, "structurize">]: (random: Random, set: FactSet) => Query | null;
} = {
  single: told,
  two_hop: twoHop,
  count,
  compare,
  // half of the questions can be answered: else "none" would always be right
  unanswerable: (random, set) => (random.chance(0.5) ? told(random, set) : untold(random, set)),
  needle: told,
  cite: told,
};

/**
 * The item number `key` of (task, facts, split, seed): the same arguments give the same item on every machine.
 * Errors: RangeError for a domain that is not there, for what is held out where the split is "train", and where no document
 * of so few facts allows the task.
 */
export function item(wanted: Wanted, ...key: readonly (string | number)[]): Item {
  const { task, facts, split, seed } = wanted;
  const forms = wanted.forms ?? split;
  if (split === "train" && forms !== "train")
    throw new RangeError("the train split has no held-out sentence forms");
  const names = [task, facts, split, wanted.domain ?? "", ...key];
  const random = stream(seed, "records", ...names);
  const [set, query] = drawn(random, wanted);
  const worded = stream(seed, "records", ...names, forms);
  const solution = query ? solve(set, query) : null;
  const story = written(worded, set, solution, wanted, forms);
  return { ...viewed(worded, set, story, task), ...asked(worded, set, story, query, solution, task, forms) };
}

function drawn(random: Random, { task, facts, split, domain }: Wanted): readonly [FactSet, Query | null] {
  const about = domain === undefined ? random.pick(TRAINED) : domainOf(domain);
  if (split === "train" && !TRAINED.includes(about))
    throw new RangeError(`the domain "${about.name}" is held out of the train split`);
  for (let tries = 0; tries < TRIES; tries++) {
    const set = factSet(random, about, facts, split);
    if (task === "structurize") return [set, null];
    const query = ASKED[task](random, set);
    if (query && !shows(query, solve(set, query).answer)) return [set, query];
  }
  throw new RangeError(`${facts} facts are too few for the task ${task}`);
}

export function domainOf(name: string): Domain {
  const found = DOMAINS.find((one) => one.name === name);
  if (!found)
    throw new RangeError(`unknown domain "${name}"; known: ${DOMAINS.map((one) => one.name).join(", ")}`);
  return found;
}

// The question would give the answer away: a value asked over itself, a count that is also a number of the question.
function shows(query: Query, answer: string): boolean {
  const words = Object.values(query).flat().join(" ");
  return ` ${words} `.includes(` ${answer} `);
}

function written(
  random: Random,
  set: FactSet,
  solution: Solution | null,
  wanted: Wanted,
  forms: Split,
): Sentence[] {
  const claim = solution?.claims[0];
  return wanted.task === "needle" && claim
    ? needle(random, set, claim, forms, wanted)
    : tell(random, set, wanted.manner ?? manner(random, wanted.task), forms);
}

const manner = (random: Random, task: Task): Manner =>
  task !== "structurize" && random.chance(0.5) ? "scattered" : "grouped";

const viewed = (random: Random, set: FactSet, story: readonly Sentence[], task: Task) => ({
  domain: set.domain.name,
  task,
  facts: new Set(set.claims.map(({ entity, aspect }) => `${entity}\n${aspect.noun}`)).size,
  sentences: story.map(({ text }) => text),
  prose: prose(story),
  numbered: numbered(story),
  list: list(random, set),
  outline: outline(set),
  abstract: abstract(set),
  extract: story.every(({ of }) => of !== null) ? extract(set, story) : null,
  noisy: noisy(random, set),
  json: json(set),
  set,
});

function asked(
  random: Random,
  set: FactSet,
  story: readonly Sentence[],
  query: Query | null,
  solution: Solution | null,
  task: Task,
  forms: Split,
): Pick<Item, "question" | "query" | "answers" | "evidence" | "keep" | "passages"> {
  if (!query || !solution)
    return {
      question: random.pick(part(STRUCTURIZE, forms)),
      query,
      answers: [extractText(extract(set, story))],
      evidence: [],
      keep: story.map(() => 1),
      passages: null,
    };
  const plain = question(random, set.domain, query, forms);
  const evidence = deciding(story, solution.claims);
  return {
    question: task === "cite" ? fill(random.pick(part(CITE, forms)), { Q: plain }) : plain,
    query,
    answers: [task === "cite" ? evidence.join(", ") : solution.answer],
    evidence,
    keep: needed(story, evidence),
    passages:
      query.kind === "value" && solution.answer !== NONE ? pairOf(random, set, solution, forms) : null,
  };
}

const deciding = (story: readonly Sentence[], claims: readonly Claim[]): number[] =>
  story.flatMap((sentence, at) => (sentence.claims.some((claim) => claims.includes(claim)) ? [at + 1] : []));

function needed(story: readonly Sentence[], evidence: readonly number[]): number[] {
  const wanted = new Set(evidence.map((number) => number - 1));
  for (const at of wanted) {
    const sentence = story[at];
    if (!sentence || sentence.names) continue;
    wanted.add(story.findLastIndex((one, i) => i < at && one.names && one.of === sentence.of));
  }
  return story.map((_, at) => (wanted.has(at) ? 1 : 0));
}
