// The table verbs of the standard library.
import type { Operator } from "../operator.ts";
import { count } from "./count.ts";
import { dedupe } from "./dedupe.ts";
import { derive } from "./derive.ts";
import { drop } from "./drop.ts";
import { fold } from "./fold.ts";
import { aggregate, group } from "./group.ts";
import { all, any, map } from "./items.ts";
import { judged } from "./judged.ts";
import { join, left_join } from "./join.ts";
import { pivot } from "./pivot.ts";
import { holdout } from "./holdout.ts";
import { random } from "./random.ts";
import { rename } from "./rename.ts";
import { row_number } from "./row-number.ts";
import { sample } from "./sample.ts";
import { select } from "./select.ts";
import { slice } from "./slice.ts";
import { sort } from "./sort.ts";
import { union } from "./union.ts";
import { unroll } from "./unroll.ts";
import { where } from "./where.ts";

export const verbs: readonly Operator[] = [
  where,
  derive,
  select,
  drop,
  rename,
  row_number,
  sample,
  random,
  holdout,
  union,
  slice,
  sort,
  count,
  unroll,
  join,
  left_join,
  judged,
  fold,
  pivot,
  group,
  aggregate,
  dedupe,
  map,
  any,
  all,
];
