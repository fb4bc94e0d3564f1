// The operators that choose demonstrations and make them.
import type { Operator } from "../operator.ts";
import { cited } from "./cited.ts";
import { diverse } from "./diverse.ts";
import { lexicon } from "./lexicon.ts";
import { mined } from "./mined.ts";
import { recycle } from "./recycle.ts";
import { recycledDemos } from "./recycled.ts";
import { triggerTemplate } from "./trigger.ts";
import { vocabulary } from "./vocabulary.ts";
import { wordByWord } from "./word-by-word.ts";

export const demos: readonly Operator[] = [
  diverse,
  recycle,
  recycledDemos,
  cited,
  triggerTemplate,
  vocabulary,
  lexicon,
  wordByWord,
  mined,
];
