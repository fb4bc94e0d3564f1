// Which interval a cell gets, its words, and the operators that choose it.
import { counted, many } from "../dsl/tell/count.ts";
import { choice, column, doc, itemColumn, int, maybe, num, operator, opt } from "./operator.ts";
import { dataError } from "./problem.ts";
import { ranged } from "./ranged.ts";
import { bootstrap, bootstrapBca, bootstrapClusters, bootstrapClustersBca } from "./stats/bootstrap.ts";
import { type Cluster, clusters, tClustered } from "./stats/cluster.ts";
import type { Resampler } from "./stats/resample.ts";
import { tInterval } from "./stats/student.ts";
import { type Interval, wilson } from "./stats/wilson.ts";
import type { IntervalMethod } from "./value.ts";

/** An interval, and how it was made. */
export type Made = Interval & { readonly how: string };

/** What cluster each value is of, where that counts; how items are drawn, where several cells share the draws. */
interface Drawn {
  readonly together?: readonly string[] | null;
  readonly draw?: Resampler;
}

/**
 * The interval of the mean of per-item values. A 0/1 metric gets Wilson's interval
 * where it is not asked for another one, and its items stand alone. Errors: E113 for one item or cluster, which says nothing of others.
 */
export function intervalOf(
  values: readonly number[],
  range: "binary" | "graded",
  method: IntervalMethod,
  { together, draw }: Drawn,
): Made {
  if (together) return clustered(clusters(values, together), method);
  if (method.method === "t")
    return { ...tInterval(several(values, "item"), method.level), how: student(method) };
  if (method.method === "bca") return skewed(bootstrapBca(values, method, draw), values, method);
  if (range === "graded") return { ...bootstrap(values, method, draw), how: resampling(method) };
  if (!values.every((value) => value === 0 || value === 1))
    return { ...bootstrap(values, method, draw), how: `${resampling(method)}; averaged, so not 0/1` };
  const right = values.filter((value) => value === 1).length;
  return { ...wilson(right, values.length, method.level), how: `Wilson ${percent(method.level)}` };
}

/** Of clusters drawn whole, or by their standard error. */
export function clustered(all: readonly Cluster[], method: IntervalMethod): Made {
  several(all, "cluster");
  const of = `, ${counted(all.length, "cluster")}`;
  if (method.method === "t") return { ...tClustered(all, method.level), how: student(method) + of };
  const found = method.method === "bca" ? bootstrapClustersBca(all, method) : null;
  const how = (found ? resampling(method) : resampling({ ...method, method: "bootstrap" })) + of;
  return { ...(found ?? bootstrapClusters(all, method)), how };
}

/** Of values that are all alike there is no BCa interval: the percentiles are all the same number. */
export const skewed = (found: Interval | null, values: readonly number[], method: IntervalMethod): Made =>
  found
    ? { ...found, how: resampling(method) }
    : {
        ...bootstrap(values, method),
        how: `${resampling({ ...method, method: "bootstrap" })}; all items alike`,
      };

export const student = ({ level }: IntervalMethod): string => `t ${percent(level)}`;

function several<T>(all: readonly T[], what: string): readonly T[] {
  if (all.length > 1) return all;
  throw dataError(
    "E113",
    `one ${what} gives no such interval`,
    `score more ${what}s, or name another interval`,
  );
}

/** What the rows of an item say of its cluster. Errors: E303 where that is nothing, or several. */
export function oneCluster(of: string, column: string, id: string, said: readonly unknown[]): string {
  const names = [...new Set(said)];
  const [name] = names;
  if (names.length === 1 && (typeof name === "string" || typeof name === "number")) return String(name);
  throw dataError(
    "E303",
    `item ${JSON.stringify(id)} of ${of} has ${names.length > 1 ? "several values" : "no text or number"} in column '${column}', which names its cluster`,
    "each item is of one cluster: cluster: .doc",
  );
}

/** `bootstrap 2,000, 95 %, seed 0`. */
export const resampling = ({ method, resamples, level, seed }: IntervalMethod): string =>
  `${method === "bca" ? "BCa " : ""}bootstrap ${many(resamples)}, ${percent(level)}, seed ${seed}`;

/** 0.95 as `95 %`. */
export const percent = (level: number): string => `${Number((level * 100).toPrecision(4))} %`;

/** Below this many items an interval says little. */
export const FEW = 20;

export const few = (n: number, where: string, level: number): string =>
  `n = ${counted(n, "item")} in ${where}: a ${percent(level)} interval will be very wide`;

const level = doc(
  "the coverage wanted, between 0 and 1",
  ranged(opt(num, 0.95), { least: 0, most: 1, open: true }),
);

const cluster = doc(
  "the column that names what items were drawn together with, as a document of several questions",
  maybe(column),
);
const paired = doc("the column that names an item in every arm", maybe(itemColumn));

/** `bootstrap(resamples, level, paired, seed, method, cluster)`: intervals over item ids; 0/1 metrics get Wilson's. Errors: E203. */
const bootstrapOperator = operator({
  name: "bootstrap",
  family: "score",
  doc: "intervals by drawing the items again; 0/1 metrics get Wilson's interval",
  params: {
    resamples: doc(
      "how many times the items are drawn again",
      ranged(opt(int, 2000), { least: 100, most: 1_000_000 }),
    ),
    level,
    paired,
    seed: doc("seed of the draws", opt(int, 0)),
    method: doc(
      "percentile; or bca, which is corrected for bias and skew, of 0/1 metrics too",
      opt(choice("percentile", "bca"), "percentile"),
    ),
    cluster,
  },
  returns: { kind: "interval" },
  run: ({ method, ...args }): IntervalMethod => ({
    kind: "interval",
    ...args,
    method: method === "bca" ? "bca" : "bootstrap",
  }),
});

/** `wilson(level)`: Wilson's interval for 0/1 metrics; graded ones get the bootstrap, and say so. Errors: E203. */
const wilsonOperator = operator({
  name: "wilson",
  family: "score",
  doc: "Wilson's interval for 0/1 metrics; graded metrics get the bootstrap, and say so",
  params: { level },
  returns: { kind: "interval" },
  run: ({ level }): IntervalMethod => ({
    kind: "interval",
    method: "wilson",
    resamples: 2000,
    level,
    seed: 0,
    paired: null,
    cluster: null,
  }),
});

/** `t_interval(level, paired, cluster)`: mean ± t standard errors, clustered where `cluster` says so; p of a difference is that of a t test. Errors: E203. */
const tOperator = operator({
  name: "t_interval",
  family: "score",
  doc: "Student's t interval, of 0/1 metrics too; with `cluster`, from the clustered standard error",
  params: { level, paired, cluster },
  returns: { kind: "interval" },
  run: (args): IntervalMethod => ({ kind: "interval", method: "t", resamples: 2000, seed: 0, ...args }),
});

export const intervals = [bootstrapOperator, wilsonOperator, tOperator];
