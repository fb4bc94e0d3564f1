// What the pruner learns from and is judged by: questions over documents with labels, and over lists of passages. One line of ids each.
import { stream } from "../world/random.ts";
import { candidates } from "../world/records/candidates.ts";
import { DOMAINS } from "../world/records/domains/index.ts";
import { item, type Item, type Task, type Wanted } from "../world/records/items.ts";
import { labelled, type Labelled } from "../world/records/keep.ts";
import type { Encoder } from "../world/records/tokenizer.ts";
import { renamed, strangely } from "./renamed.ts";

export type PruneRequest =
  /** Documents with a question each, one of each of the `tasks`. */
  | (Common & { readonly kind: "keep"; readonly tasks: readonly Task[] })
  /** `n` questions, each with `size` passages, the one that answers first. */
  | (Common & { readonly kind: "lists"; readonly n: number; readonly size: number });

interface Common {
  readonly world: Omit<Wanted, "task">;
  readonly step: number | "exam";
  /** Share of documents with random names; left out: none. */
  readonly renamed?: number;
}

export interface Marked extends Labelled {
  /** Of each token its sentence in the document, from 0; -1: not of the document. */
  readonly sentences: readonly number[];
  readonly task: Task;
}

/** A passage with its question; aspects as numbers, -1: of none. */
export interface Passage extends Labelled {
  readonly asked: number;
  readonly told: number;
}

/** Of `keep` a document each, of `lists` the passages of each question. */
export function pruned(request: PruneRequest, encoder: Encoder): readonly (Marked | readonly Passage[])[] {
  const { world, step, renamed: share = 0 } = request;
  const named = (at: number, texts: readonly string[], noun: string | null): Named => {
    const random = stream(world.seed, "renamed", step, at);
    const given = random.chance(share) ? renamed(random, texts) : texts;
    const strange = noun !== null && random.chance(share);
    const [question = "", ...others] = strange ? strangely(random, given, noun) : given;
    return { question, others, strange };
  };
  return request.kind === "keep"
    ? request.tasks.map((task, at) => {
        const one = item({ ...world, task }, "prune", step, at);
        const needed = one.sentences.filter((_, i) => one.keep[i]);
        const noun = one.query && nounOf(one.question, needed, one.query.aspect);
        const { question, others } = named(at, [one.question, ...one.sentences], noun);
        return marked({ ...one, question, sentences: others }, encoder);
      })
    : Array.from({ length: request.n }, (_, at) => {
        const { question: plain, aspect, passages } = candidates(world, request.size, step, at);
        const texts = passages.map(({ text }) => text);
        const { question, others, strange } = named(
          at,
          [plain, ...texts],
          nounOf(plain, texts.slice(0, 1), aspect),
        );
        const number = (noun: string | null | undefined): number =>
          strange || noun === null || noun === undefined ? -1 : NOUNS.indexOf(noun);
        return others.map((text, place) => ({
          ...row(question, text, place === 0, encoder),
          asked: number(aspect),
          told: number(passages[place]?.aspect),
        }));
      });
}

/** Texts with their names, and perhaps their noun, made anew. */
interface Named {
  readonly question: string;
  readonly others: readonly string[];
  /** The noun is a word that nothing can be known of. */
  readonly strange: boolean;
}

/** Aspects in a fixed order: what a passage tells of is learnt beside what answers. */
export const NOUNS: readonly string[] = [
  ...new Set(DOMAINS.flatMap(({ aspects }) => aspects.map(({ noun }) => noun))),
];

/** The noun, where question and answer both have it: another word in its place would then be found as well. */
const nounOf = (question: string, answers: readonly string[], noun: string): string | null =>
  [question, ...answers].every((text) => text.includes(noun)) ? noun : null;

function marked(one: Item, encoder: Encoder): Marked {
  const { ids, labels } = labelled(one, encoder);
  const own = one.sentences.flatMap((sentence, at) =>
    encoder.encode(at === 0 ? sentence : ` ${sentence}`).map(() => at),
  );
  const around = ids.slice(own.length).map(() => -1);
  return { ids, labels, sentences: [...around, ...own], task: one.task };
}

/** A passage alone, as a document of one sentence. */
const row = (question: string, text: string, answers: boolean, encoder: Encoder): Labelled =>
  labelled({ question, sentences: [text], keep: [answers ? 1 : 0] }, encoder);
