// The per-item metrics of the standard library.
import type { Operator } from "../operator.ts";
import { abstains } from "./abstains.ts";
import { bleu } from "./bleu.ts";
import { chrf } from "./chrf.ts";
import { choice } from "./choice.ts";
import { citation } from "./citation.ts";
import { compression } from "./compression.ts";
import { contains } from "./contains.ts";
import { edit } from "./edit.ts";
import { exact } from "./exact.ts";
import { groundedness } from "./groundedness.ts";
import { infinitebench } from "./infinitebench.ts";
import { longbench } from "./longbench.ts";
import { numeric } from "./numeric.ts";
import { bitsPerByte, perplexity } from "./perplexity.ts";
import { rankings } from "./rank/index.ts";
import { regex } from "./regex.ts";
import { rouge } from "./rouge.ts";
import { slotF1 } from "./slot-f1.ts";
import { structures } from "./structure/index.ts";
import { tokenF1 } from "./token-f1.ts";

export const metrics: readonly Operator[] = [
  exact,
  tokenF1,
  contains,
  numeric,
  regex,
  choice,
  rouge,
  bleu,
  chrf,
  edit,
  longbench,
  infinitebench,
  perplexity,
  bitsPerByte,
  ...rankings,
  ...structures,
  slotF1,
  citation,
  groundedness,
  abstains,
  compression,
];
