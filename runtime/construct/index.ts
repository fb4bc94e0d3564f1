// The operators that make contexts and sequences to train or to probe with.
import type { Operator } from "../operator.ts";
import { automata } from "./automata.ts";
import { documentMask } from "./document-mask.ts";
import { knots, untied } from "./knots.ts";
import { mixture } from "./mixture.ts";
import { needles } from "./needles.ts";
import { dfaAccuracy, nextSymbolDistance } from "./next-symbols.ts";
import { packSequences } from "./pack-sequences.ts";
import { excerpt, preferencePairs } from "./preference.ts";

export const constructors: readonly Operator[] = [
  needles,
  knots,
  untied,
  mixture,
  packSequences,
  documentMask,
  excerpt,
  preferencePairs,
  automata,
  dfaAccuracy,
  nextSymbolDistance,
];
