// The operators between the steps of a run that reasons.
import type { Operator } from "../operator.ts";
import { selfConsistency } from "./consistency.ts";
import { facts } from "./facts.ts";
import { readingNotes } from "./notes.ts";
import { unexplored } from "./unexplored.ts";

export const reasoning: readonly Operator[] = [facts, readingNotes, selfConsistency, unexplored];
