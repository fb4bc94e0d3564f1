// Judges: what makes their rows, what reads their replies, what is said of them. Asking them is an ordinary run.
import type { Operator } from "../operator.ts";
import { agreement } from "./agreement.ts";
import { attribution } from "./attribution.ts";
import { attrscore } from "./attrscore.ts";
import { both_orders } from "./both-orders.ts";
import { canaries } from "./canaries.ts";
import { canary_report } from "./canary-report.ts";
import { claims, supported } from "./claims.ts";
import { fact_report, factscore } from "./factscore.ts";
import { pairwise_report } from "./pairwise-report.ts";
import { rating } from "./rating.ts";
import { settled } from "./settled.ts";
import { verdict } from "./verdict.ts";

export const judges: readonly Operator[] = [
  both_orders,
  canaries,
  verdict,
  rating,
  claims,
  supported,
  attribution,
  settled,
  pairwise_report,
  canary_report,
  agreement,
  factscore,
  fact_report,
  attrscore,
];
