// The text operators of the standard library.
import type { Operator } from "../operator.ts";
import { sentences } from "./sentences.ts";
import { has, join, len, lower, split, trim } from "./strings.ts";
import { tokens, truncate } from "./tokens.ts";

export const texts: readonly Operator[] = [len, lower, trim, split, join, has, tokens, truncate, sentences];
