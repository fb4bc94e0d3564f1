// A ranking and the judgments of its query, as the row of a table has them, and what every ranking metric is computed from.
import {
  choice,
  doc,
  either,
  int,
  listOf,
  maybe,
  opt,
  type Param,
  passages,
  type Reach,
  text,
} from "../../operator.ts";
import { dataError, typeError } from "../../problem.ts";
import { keyedNumbers, type KeyedNumbers } from "../../keyed-numbers.ts";
import { ranged } from "../../ranged.ts";
import type { Passage } from "../../value.ts";

type Ids = readonly (string | number)[];
export type Ranking = Ids | readonly Passage[] | KeyedNumbers;
export type Judgments = Ids | KeyedNumbers;

const ids: Param<Ids> = listOf(either(text, int));

/** What every ranking metric takes. */
export const ranked = {
  ranking: doc(
    "what was found, best first: ids, or passages as `retrieve` gives them; or a score for each id",
    either(either(ids, passages), keyedNumbers) as Param<Ranking>,
  ),
  relevant: doc(
    "what should be found: ids, or a grade for each id that was judged",
    either(ids, keyedNumbers) as Param<Judgments>,
  ),
  order: doc(
    "passages as listed, or by score as trec_eval has it, equal ones from the last id to the first; scores by id always are",
    opt(choice("listed", "trec"), "listed"),
  ),
};
export const k = doc("only so many from the top; all where it is left out", maybe(ranged(int, { least: 1 })));
export const level = doc("the grade from which an id is relevant", opt(ranged(int, { least: 1 }), 1));

interface Asked {
  readonly ranking: Ranking;
  readonly relevant: Judgments;
  readonly order: "listed" | "trec";
}

/** A ranking as its judgments see it. */
export interface Judged {
  /** Grades from the top of the ranking; null: never judged. */
  readonly hits: readonly (number | null)[];
  /** Grades of all that was judged, found or not. */
  readonly grades: readonly number[];
}

/**
 * Looks up what was found among the judgments, as trec_eval does: what nobody judged is not relevant. Errors: E204 where nothing
 * was judged, where an id stands twice in the ranking, or where there are no scores to rank by.
 */
export function judged(metric: string, { ranking, relevant, order }: Asked, reach: Reach): Judged {
  const { grades, gradeOf } = judgments(metric, relevant, reach);
  if (grades.length === 0)
    throw dataError(
      "E204",
      `'${metric}' needs judgments, and this row has none`,
      "leave such rows out, as trec_eval leaves out queries that nobody judged",
    );
  const found = listed(metric, ranking, order);
  const twice = repeated(found);
  if (twice !== undefined)
    throw dataError(
      "E204",
      `'${metric}' has the id ${JSON.stringify(twice)} twice in one ranking`,
      "each id has one rank: keep its best one",
    );
  return { hits: found.map(gradeOf), grades };
}

function repeated(ids: readonly string[]): string | undefined {
  const seen = new Set<string>();
  return ids.find((id) => seen.size === seen.add(id).size);
}

function judgments(
  metric: string,
  relevant: Judgments,
  { note }: Reach,
): { readonly grades: readonly number[]; readonly gradeOf: (id: string) => number | null } {
  if (!isList(relevant))
    return {
      grades: Object.values(relevant),
      gradeOf: (id) => (Object.hasOwn(relevant, id) ? (relevant[id] ?? null) : null),
    };
  const ids = new Set(relevant.map(String));
  if (ids.size < relevant.length)
    note(`${metric}: ids that stand twice among the relevant ones count once`, relevant.length - ids.size);
  return { grades: [...ids].map(() => 1), gradeOf: (id) => (ids.has(id) ? 1 : null) };
}

const isList = (given: Ranking): given is Ids | readonly Passage[] => Array.isArray(given);
const isPassage = (one: string | number | Passage): one is Passage => typeof one === "object";

/** Which ids a ranking, or judgments, are of. */
export const idsOf = (given: Ranking): readonly string[] =>
  isList(given)
    ? [...given].map((one: string | number | Passage) => (isPassage(one) ? one.id : String(one)))
    : Object.keys(given);

function listed(metric: string, ranking: Ranking, order: "listed" | "trec"): readonly string[] {
  if (!isList(ranking)) return trecOrder(Object.entries(ranking));
  const items: readonly (string | number | Passage)[] = ranking;
  if (order === "listed") return idsOf(ranking);
  return trecOrder(
    items.map((one) => {
      if (isPassage(one) && one.score !== undefined) return [one.id, one.score] as const;
      throw typeError(
        "E204",
        `'${metric}' has no scores to rank by`,
        'order: "trec" is for passages with scores',
      );
    }),
  );
}

/** By score, equal ones from the last id to the first. Scores are compared as the 32-bit numbers that trec_eval reads. */
export const trecOrder = (scored: readonly (readonly [id: string, score: number])[]): readonly string[] =>
  scored
    .map(([id, score]) => ({ id, score: Math.fround(score) }))
    .sort((a, b) => (a.score === b.score ? byBytes(b.id, a.id) : b.score - a.score))
    .map(({ id }) => id);

/** As C compares texts. */
const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

/** The top of a ranking. */
export const top = <T>(hits: readonly T[], k: number | null): readonly T[] =>
  k === null ? hits : hits.slice(0, k);

/** How many of them are relevant. */
export const relevantIn = (grades: readonly (number | null)[], level: number): number =>
  grades.filter((grade) => grade !== null && grade >= level).length;
