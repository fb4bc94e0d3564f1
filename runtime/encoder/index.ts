// The operators of the standard library that ask encoders of texts.
import type { Operator } from "../operator.ts";
import { cosine, embed } from "./embed.ts";
import { maxsim } from "./maxsim.ts";
import { answerSpan, classify, fillMask, labelTokens } from "./labels.ts";

export const encoders: readonly Operator[] = [
  embed,
  cosine,
  maxsim,
  classify,
  labelTokens,
  fillMask,
  answerSpan,
];
