// Statistics of the standard library: agreement, classes, calibration, comparisons, families of tests, places, planning, repeats, slots, translations, abstaining,
// lengths and positions, cost.
import type { Operator } from "../operator.ts";
import { abstention } from "./abstention.ts";
import { agreement } from "./agreement.ts";
import { calibrations } from "./calibration.ts";
import { classes } from "./classes.ts";
import { deltas } from "./deltas.ts";
import { corpus_bleu, corpus_chrf } from "./corpus.ts";
import { score_per_1k } from "./cost.ts";
import { effective_length } from "./effective-length.ts";
import { adjust } from "./family.ts";
import { macro_mean } from "./macro.ts";
import { middle_loss } from "./middle-loss.ts";
import { majority } from "./majority.ts";
import { mcnemar, welch } from "./pairs.ts";
import { places } from "./places.ts";
import { planning } from "./planning.ts";
import { repeats } from "./repeats.ts";
import { slot_report } from "./slots.ts";

export const statistics: readonly Operator[] = [
  welch,
  mcnemar,
  adjust,
  deltas,
  macro_mean,
  ...agreement,
  ...classes,
  ...calibrations,
  ...places,
  ...planning,
  ...repeats,
  majority,
  slot_report,
  corpus_bleu,
  corpus_chrf,
  abstention,
  effective_length,
  middle_loss,
  score_per_1k,
];
