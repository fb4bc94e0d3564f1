// What search by words takes: 100,000 passages of 100 words with the frequencies of a language, made ready and asked. And what five ways to make
// a context bring: `context/contexts.ts`.
import { index, retrieve } from "../runtime/context/retrieve.ts";
import { compared, nearestTo } from "../runtime/context/similar.ts";
import { shut } from "../runtime/net.ts";
import type { Operator, Reach } from "../runtime/operator.ts";
import { counting, unmetered } from "../runtime/progress.ts";
import { stream } from "../runtime/random.ts";
import type { Passage, Value } from "../runtime/value.ts";
import { contexts } from "./context/contexts.ts";

const DIMENSIONS = 128;
const [PASSAGES, WORDS, VOCABULARY, QUERIES, ASKED] = [100_000, 100, 50_000, 200, 8];

export default {
  name: "context",
  async run(options: { readonly full: boolean }) {
    const { next } = stream(0);
    // word r is about as frequent as 1 / r, as Zipf has it
    const word = (): string => `w${Math.floor(VOCABULARY ** next())}`;
    const text = (words: number): string => Array.from({ length: words }, word).join(" ");
    const passages = Array.from({ length: PASSAGES }, (_, at): Passage => ({
      kind: "passage",
      id: String(at),
      text: text(WORDS),
    }));
    globalThis.gc?.();
    const [start, begun] = [performance.now(), processor()];
    const made = await call(index, { passages });
    // postings are made by the first question
    await call(retrieve, { index: made, query: "w1", k: 10 });
    const built = (performance.now() - start) / 1000;
    const worked = processor() - begun;
    const held = Math.round(process.resourceUsage().maxRSS / 1e3);
    const times: number[] = [];
    const works: number[] = [];
    for (let nth = 0; nth < QUERIES; nth++) {
      const query = text(ASKED);
      const [from, before] = [performance.now(), processor()];
      await call(retrieve, { index: made, query, k: 10 });
      times.push(performance.now() - from);
      works.push(1000 * (processor() - before));
    }
    return [
      { what: `BM25 index of ${PASSAGES} passages`, value: round(built), unit: "s", target: "< 30" },
      { what: "the same, processor time", value: round(worked), unit: "s", target: "< 30" },
      { what: `BM25 query of ${ASKED} words, median`, value: median(times), unit: "ms", target: "< 5" },
      { what: "the same, processor time, median", value: median(works), unit: "ms", target: "< 5" },
      { what: "most memory held, passages included", value: held, unit: "MB", target: "< 600" },
      await dense(next),
      ...(await contexts(options)),
    ];
  },
};

/** By vectors all are compared. */
async function dense(next: () => number) {
  const vector = (): Float32Array => Float32Array.from({ length: DIMENSIONS }, () => next() - 0.5);
  const all = compared(Array.from({ length: PASSAGES }, vector), "cosine");
  const works: number[] = [];
  for (let nth = 0; nth < QUERIES / 10; nth++) {
    const [to, before] = [vector(), processor()];
    await nearestTo(to, all, 10, signal);
    works.push(1000 * (processor() - before));
  }
  const what = `nearest of ${PASSAGES} vectors of ${DIMENSIONS} numbers, processor time, median`;
  return { what, value: median(works), unit: "ms" };
}

const median = (values: readonly number[]): number =>
  round(values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN);

/** Seconds of processor time so far. */
function processor(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

const round = (value: number): number => Number(value.toFixed(2));

const { signal } = new AbortController();
const reach: Reach = {
  signal,
  files: null as never,
  counter: () => null as never,
  infer: () => Promise.resolve([]),
  write: () => Promise.resolve([]),
  note: () => undefined,
  print: () => undefined,
  count: counting(signal),
  meter: unmetered,
  net: shut,
};

const call = (operator: Operator, args: { readonly [name: string]: Value }): Promise<Value> =>
  Promise.resolve(operator.run(args, reach));
