// trec_eval: what it prints for its own test files, topic by topic and for all, computed by the readers and metrics of the language.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { trecQrels, trecRun } from "../../runtime/data/trec.ts";
import { nodeFiles } from "../../runtime/files-node.ts";
import { ndcg } from "../../runtime/metric/rank/ndcg.ts";
import { averagePrecision, precision, rPrecision } from "../../runtime/metric/rank/precision.ts";
import { recall, success } from "../../runtime/metric/rank/recall.ts";
import { reciprocalRank } from "../../runtime/metric/rank/reciprocal-rank.ts";
import { bpref } from "../../runtime/metric/rank/unjudged.ts";
import { shut } from "../../runtime/net.ts";
import type { Operator, Reach } from "../../runtime/operator.ts";
import { counting, unmetered } from "../../runtime/progress.ts";
import { mean } from "../../runtime/stats/moments.ts";
import { rows, type Table } from "../../runtime/table.ts";
import { words } from "../../runtime/tokens.ts";
import type { Value } from "../../runtime/value.ts";
import { judged } from "../../runtime/verbs/judged.ts";
import type { Figure, PublishedSet } from "./set.ts";

type Args = { readonly [name: string]: Value };

/** A file of printed values, and what stands for the arguments that trec_eval was called with. */
interface Printed {
  readonly file: string;
  readonly qrels: string;
  readonly run: Args;
  readonly join?: Args;
  /** Of the metrics that ask whether something is relevant: all but nDCG. */
  readonly level?: number;
}
const printed: readonly Printed[] = [
  { file: "out.test.aq", qrels: "qrels.test", run: { path: "results.test" } },
  {
    file: "out.test.aqc",
    qrels: "qrels.test",
    run: { path: "results.trunc" },
    join: { on_missing: "zero" },
  },
  {
    file: "out.test.aqcM",
    qrels: "qrels.test",
    run: { path: "results.trunc", depth: 100 },
    join: { on_missing: "zero" },
  },
  { file: "out.test.aql", qrels: "qrels.rel_level", run: { path: "results.test" }, level: 2 },
];

/** How trec_eval calls it; those that end in _ have a rank behind that. */
const measures: { readonly [name: string]: Operator } = {
  map: averagePrecision,
  map_cut_: averagePrecision,
  P_: precision,
  recall_: recall,
  ndcg_cut_: ndcg,
  recip_rank: reciprocalRank,
  success_: success,
  Rprec: rPrecision,
  bpref,
};
/** Four decimals are printed. */
const TOLERANCE = 5.1e-5;
const FOLDER = "usnistgov__trec_eval";

export const trec: PublishedSet = {
  name: "trec_eval",
  folder: FOLDER,
  async check(root) {
    const folder = join(root, FOLDER, "test");
    const figures: Figure[] = [];
    for (const one of printed) figures.push(...(await figuresOf(one, folder)));
    return figures;
  },
};

async function figuresOf({ file, qrels, run, join: how, level }: Printed, folder: string): Promise<Figure[]> {
  const reach = reachIn(folder);
  const table = await judged.run(
    { run: await trecRun.run(run, reach), with: await trecQrels.run({ path: qrels }, reach), ...how },
    reach,
  );
  const topics = rows(table as Table);
  return published(readFileSync(join(folder, file), "utf8")).map(({ measure, topic, value }) => {
    const [, name = "", rank] = /^(.*?)(\d*)$/.exec(measure) ?? [];
    const metric = measures[name] as Operator;
    const args = {
      ...(rank !== "" && { k: Number(rank) }),
      ...(level !== undefined && metric !== ndcg && { level }),
    };
    const scores = topics
      .filter(({ id }) => topic === "all" || id === topic)
      .map(
        ({ ranking = null, relevant = null }) => metric.run({ ranking, relevant, ...args }, reach) as number,
      );
    const ours = mean(scores);
    return {
      name: `${file}, ${measure}, ${topic}`,
      published: value,
      ours,
      equal: Math.abs(ours - value) <= TOLERANCE,
    };
  });
}

/** The lines of a file that are of our measures: `name topic value`. */
const published = (text: string): { measure: string; topic: string; value: number }[] =>
  text
    .split("\n")
    .map((line) => line.trim().split(/\s+/))
    .filter(([measure = ""]) => Object.hasOwn(measures, measure.replace(/\d*$/, "")))
    .map(([measure = "", topic = "", value]) => ({ measure, topic, value: Number(value) }));

function reachIn(folder: string): Reach {
  const { signal } = new AbortController();
  return {
    signal,
    files: nodeFiles({ folder, env: {} }),
    counter: () => words,
    infer: () => Promise.resolve([]),
    write: () => Promise.resolve([]),
    note: () => undefined,
    print: () => undefined,
    count: counting(signal),
    meter: unmetered,
    net: shut,
  };
}
