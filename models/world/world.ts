// The generated world as rows: documents in four views with one question each. Pure and seeded: same arguments, same rows.
import { domain as domainOf, TRAINED } from "./domains.ts";
import { factSet } from "./facts.ts";
import { stream } from "./random.ts";
import { flat, linked, list, outline, prose, question, type Templates, type Tree } from "./views.ts";

export type { Templates, Tree } from "./views.ts";
export { renderOutline } from "./views.ts";

export interface WorldOptions {
  /** Documents (and questions) per draw and number of facts. */
  readonly n: number;
  /** Facts per document, 1 to 128, or several such numbers. Trained: up to 64. */
  readonly facts: number | readonly number[];
  /** Independent draws of the data; each is a seed of its own within `seed`. Default [1]. */
  readonly draws?: readonly number[];
  /** "test" has only held-out entity names. */
  readonly split: "train" | "test";
  readonly seed: number;
  /** One domain by name ("labs" is held out of training); default: one of the trained domains for each document. */
  readonly domain?: string;
  /** Sentence forms of prose and linked; default "heldout" for the test split and "trained" for the other. */
  readonly templates?: Templates;
}

export interface Row {
  /** Unique in the whole table: split, seed, facts, draw and number of the document; domain and templates where they were asked for. */
  readonly id: string;
  readonly draw: number;
  readonly domain: string;
  /** How many facts the document tells. */
  readonly facts: number;
  /** One sentence per fact, shuffled. */
  readonly prose: string;
  /** One sentence per fact, by entity; the entity is named once and is "it" afterwards. */
  readonly linked: string;
  /** Lines such as `- Tarvel price: 40 euro`, shuffled. */
  readonly list: string;
  /** The tree; `renderOutline` gives the text the reader was trained on. */
  readonly outline: Tree;
  /** `What is the price of Tarvel?` */
  readonly question: string;
  /** Exactly one string, found as it stands in every view. */
  readonly answers: readonly string[];
  readonly entity: string;
  readonly aspect: string;
  /** The sentence of `prose` that tells the answer. */
  readonly evidence: string;
}

/** @example world({ n: 40, facts: 16, draws: [1, 2, 3], split: "test", seed: 7 }) // 120 rows */
export const world = (options: WorldOptions): Row[] => [...worldRows(options)];

/** The same, row by row: whoever makes many can stop between two of them. */
export function* worldRows(options: WorldOptions): Generator<Row> {
  const { n, facts, draws = [1], split } = options;
  const counts = typeof facts === "number" ? [facts] : facts;
  for (const draw of draws)
    for (const count of counts)
      for (let i = 0; i < n; i++) yield row(options, count, draw, [split, count, draw, i]);
}

function row(options: WorldOptions, count: number, draw: number, key: readonly (string | number)[]): Row {
  const test = options.split === "test";
  const templates = options.templates ?? (test ? "heldout" : "trained");
  // The facts do not depend on the templates: the same document can be told in both.
  const random = stream(options.seed, ...key, options.domain ?? "", "facts");
  const told = (view: string) => stream(options.seed, ...key, options.domain ?? "", templates, view);
  const domain = options.domain === undefined ? random.pick(TRAINED) : domainOf(options.domain);
  const set = factSet(random, domain, count, test);
  const fact = random.pick(flat(set));
  const shown = prose(told("prose"), set, domain, templates);
  return {
    id: [
      options.split,
      options.domain,
      options.templates,
      `s${options.seed}`,
      `f${count}`,
      `d${draw}`,
      key.at(-1),
    ]
      .filter((part) => part !== undefined)
      .join("-"),
    draw,
    domain: domain.name,
    facts: count,
    prose: shown.text,
    linked: linked(told("linked"), set, domain, templates).text,
    list: list(told("list"), set),
    outline: outline(set, domain),
    question: question(random, fact, "main"),
    answers: [fact.value],
    entity: fact.entity,
    aspect: fact.aspect.noun,
    evidence: shown.told.get(fact) as string,
  };
}
