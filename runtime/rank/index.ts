// Rankers that ask a model which writes: each passage, two at a time, many at a time.
import type { Operator } from "../operator.ts";
import { rankList } from "./list.ts";
import { rankPairs } from "./pairs.ts";
import { rankPoints } from "./points.ts";
import { reorder } from "./reorder.ts";

export const rankers: readonly Operator[] = [rankPoints, rankPairs, rankList, reorder];
