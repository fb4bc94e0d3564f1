// The text operators of the standard library.
import type { Operator } from "../operator.ts";
import { sentences } from "./sentences.ts";
import { chunk } from "./chunk.ts";
import { htmlText } from "./html.ts";
import { extract, matches } from "./pattern.ts";
import { has, len, lower, normalize, replace, split, trim } from "./strings.ts";
import { tokens, truncate } from "./tokens.ts";

export const texts: readonly Operator[] = [
  len,
  lower,
  trim,
  split,
  has,
  replace,
  matches,
  extract,
  normalize,
  htmlText,
  tokens,
  truncate,
  sentences,
  chunk,
];
