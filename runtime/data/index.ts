// The readers of the standard library.
import type { Operator } from "../operator.ts";
import { csv } from "./csv.ts";
import { dataset } from "./dataset.ts";
import { hotpotqa } from "./hotpotqa.ts";
import { inline } from "./inline.ts";
import { jsonl } from "./jsonl.ts";
import { trecQrels, trecRun } from "./trec.ts";

export const readers: readonly Operator[] = [csv, jsonl, inline, dataset, hotpotqa, trecRun, trecQrels];
