// What a domain is: a kind of thing, and aspects that are told of it, each with sentence forms and questions of its own.
import type { Kind } from "./kinds.ts";

export interface Aspect {
  /** "price", as in "the price of Tarvel". */
  readonly noun: string;
  readonly kind: Kind;
  /** What follows the entity: "costs {X}". The last fifth is held out. */
  readonly says: readonly string[];
  /** Questions that end with this aspect's value: "What does {E} cost?". The last fifth is held out. */
  readonly asks: readonly string[];
}

export interface Domain {
  readonly name: string;
  /** What a tree of it is about. */
  readonly scope: string;
  readonly one: string;
  readonly many: string;
  readonly aspects: readonly Aspect[];
  /** Sentences that tell nothing. The last fifth is held out. */
  readonly fillers: readonly string[];
}

type Make = (noun: string, says: string, asks: string) => Aspect;

const make =
  (kind: Kind): Make =>
  (noun, says, asks) => ({ noun, kind, says: says.split("|"), asks: asks.split("|") });

/** Aspects by the type of their value; forms are separated by "|". */
export const word = (words: string): Make => make({ kind: "word", words: words.split(" ") });
export const number = (unit: string, least: number, most: number): Make =>
  make({ kind: "number", unit, least, most });
export const date = (from: number, to: number): Make => make({ kind: "date", from, to });
export const name: Make = make({ kind: "name" });
export const link: Make = make({ kind: "link" });
