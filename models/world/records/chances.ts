// What can be had without reading: answers guessed from the question alone, and values guessed among those of the document.
import { holding } from "./facts.ts";
import { TASKS, type Item, type Task } from "./items.ts";
import { rows } from "./rows.ts";

export interface Chance {
  readonly task: Task;
  /** Always the answer that is most frequent for this task. */
  readonly task_only: number;
  /** Always the answer that is most frequent for this kind of question on this aspect. */
  readonly closed_book: number;
  /** Any of the values that the document tells for the aspect asked; of `cite`, any of its sentences. */
  readonly blind: number;
}

const DRAWS = { learnt: [1], judged: [2] };

/** Shares of right answers over `n` items; the guesser learns from as many others of the same split. */
export function chances(n: number, facts: number, seed: number): Chance[] {
  return TASKS.map((task) => {
    const drawn = (draws: readonly number[]): Item[] => [
      ...rows({ n, facts: [facts], draws, task, split: "test", seed }),
    ];
    const [learnt, judged] = [drawn(DRAWS.learnt), drawn(DRAWS.judged)];
    return {
      task,
      task_only: guessed(learnt, judged, () => ""),
      closed_book: guessed(learnt, judged, kindOf),
      blind: judged.reduce((sum, item) => sum + blind(item), 0) / n,
    };
  });
}

const kindOf = ({ domain, query }: Item): string => `${domain} ${query?.kind} ${query?.aspect}`;

function guessed(learnt: readonly Item[], judged: readonly Item[], key: (item: Item) => string): number {
  const seen = new Map<string, Map<string, number>>();
  for (const item of learnt) {
    const answers = seen.get(key(item)) ?? new Map<string, number>();
    const [answer = ""] = item.answers;
    seen.set(key(item), answers.set(answer, (answers.get(answer) ?? 0) + 1));
  }
  const best = new Map(
    [...seen].map(([name, answers]) => [name, [...answers].toSorted((a, b) => b[1] - a[1])[0]?.[0]]),
  );
  return judged.filter((item) => best.get(key(item)) === item.answers[0]).length / judged.length;
}

function blind({ task, query, set, sentences, answers }: Item): number {
  if (!query) return 0;
  if (task === "cite") return 1 / sentences.length;
  const told = holding(set.claims).filter(({ aspect }) => aspect.noun === query.aspect);
  const among = query.kind === "top" ? told.map(({ entity }) => entity) : told.map(({ value }) => value);
  const candidates = query.kind === "count" ? told.map((_, at) => `${at}`) : among;
  return candidates.filter((one) => one === answers[0]).length / Math.max(1, candidates.length);
}
