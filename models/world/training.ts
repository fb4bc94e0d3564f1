// Training documents: one view of one fact set with several questions and answers behind it, as ids; and single rows of the
// public world in the same shape, for the evaluation.
import { MIXED, TRAINED, type Domain } from "./domains.ts";
import { encode, id } from "./encode.ts";
import { factSet, type Fact, type FactSet } from "./facts.ts";
import type { Random } from "./random.ts";
import { BOS, EOS } from "./vocabulary.ts";
import { flat, linked, list, outline, prose, question, renderOutline } from "./views.ts";
import { world, type Row, type WorldOptions } from "./world.ts";

export const LAYOUTS = ["prose", "linked", "list", "outline"] as const;
export type Layout = (typeof LAYOUTS)[number];

export interface Sample {
  readonly ids: readonly number[];
  /** [start, end) of each answer in `ids`, `<eos>` included. */
  readonly spans: readonly (readonly [number, number])[];
}

export interface Lesson {
  readonly layout: Layout;
  readonly facts: number;
  readonly questions: number;
  /** Chance that a question repeats an earlier one of the document. */
  readonly repeat: number;
}

const MIXED_SHARE = 0.3;
const THINNED_SHARE = 0.2;

export function lesson(random: Random, { layout, facts, questions, repeat }: Lesson): Sample {
  const domain = random.chance(MIXED_SHARE) ? MIXED : random.pick(TRAINED);
  const whole = factSet(random, domain, facts, false);
  const set = facts >= 4 && random.chance(THINNED_SHARE) ? thin(random, whole) : whole;
  const asked = ask(random, flat(set), questions, repeat);
  return assemble(
    TEXT[layout](random, set, domain),
    asked.map((fact) => [question(random, fact, "any"), fact.value]),
  );
}

/** The prompt of a row, without `<bos>`; the text the tokenizer would be given. */
export function prompt(text: string, asked: string): string {
  return `${text === "" ? "" : `${text}\n`}Question: ${asked}\nAnswer:`;
}

/** Rows of the test world in one view ("" = closed book: the question alone). */
export function exam(options: WorldOptions, layout: Layout | ""): Sample[] {
  return world(options).map((row) =>
    assemble(layout === "" ? "" : text(row, layout), [[row.question, row.answers[0] as string]]),
  );
}

export function text(row: Row, layout: Layout): string {
  return layout === "outline" ? renderOutline(row.outline) : row[layout];
}

/** What guessing without the document could reach at best: the share of the most frequent answer of each aspect. */
export function chance(random: Random, draws: number): number {
  const seen = new Map<string, Map<string, number>>();
  for (let i = 0; i < draws; i++) {
    for (const fact of flat(factSet(random, random.pick(TRAINED), 4, false))) {
      const counts = seen.get(fact.aspect.noun) ?? new Map<string, number>();
      seen.set(fact.aspect.noun, counts.set(fact.value, (counts.get(fact.value) ?? 0) + 1));
    }
  }
  const best = [...seen.values()].reduce((sum, counts) => sum + Math.max(...counts.values()), 0);
  return best / (draws * 4);
}

const TEXT: { [K in Layout]: (random: Random, set: FactSet, domain: Domain) => string } = {
  prose: (random, set, domain) => prose(random, set, domain, "trained").text,
  linked: (random, set, domain) => linked(random, set, domain, "trained").text,
  list: (random, set) => list(random, set),
  outline: (_, set, domain) => renderOutline(outline(set, domain)),
};

// Documents cut to a budget have gaps: some lose up to half of their facts, at least one stays.
function thin(random: Random, set: FactSet): FactSet {
  const facts = flat(set);
  const kept = new Set(random.sample(facts, facts.length - random.int(Math.floor(facts.length / 2) + 1)));
  return set
    .map((group) => ({ ...group, facts: group.facts.filter((fact) => kept.has(fact)) }))
    .filter((group) => group.facts.length > 0);
}

// Different facts first; then repeats. A document with fewer facts than questions repeats anyway.
function ask(random: Random, facts: readonly Fact[], questions: number, repeat: number): Fact[] {
  const asked = random.sample(facts, questions);
  for (let i = 1; i < asked.length; i++) {
    if (random.chance(repeat)) asked[i] = asked[random.int(i)] as Fact;
  }
  while (asked.length < questions) asked.push(random.pick(facts));
  return asked;
}

function assemble(document: string, pairs: readonly (readonly [question: string, answer: string])[]): Sample {
  const ids = [id(BOS), ...encode(document)];
  const spans = pairs.map(([asked, answer]): [number, number] => {
    ids.push(...encode(prompt("", asked)));
    const start = ids.length;
    ids.push(...encode(answer), id(EOS));
    return [start, ids.length];
  });
  return { ids, spans };
}
