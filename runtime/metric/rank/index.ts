// The ranking metrics of the standard library.
import type { Operator } from "../../operator.ts";
import { kendallTau, spearman } from "./correlation.ts";
import { ndcg } from "./ndcg.ts";
import { averagePrecision, precision, rPrecision } from "./precision.ts";
import { recall, success } from "./recall.ts";
import { reciprocalRank } from "./reciprocal-rank.ts";
import { bpref, hole } from "./unjudged.ts";

export const rankings: readonly Operator[] = [
  ndcg,
  averagePrecision,
  reciprocalRank,
  precision,
  recall,
  success,
  rPrecision,
  bpref,
  hole,
  kendallTau,
  spearman,
];
