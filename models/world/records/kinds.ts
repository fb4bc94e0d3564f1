// The types a value can have: a word, a number with its unit, a date, a person's name, another entity.
import type { Random } from "../random.ts";
import { MODIFIERS } from "../values.ts";
import type { Split } from "./held-out.ts";
import { person } from "./names.ts";

export type Kind =
  | { readonly kind: "word"; readonly words: readonly string[] }
  | { readonly kind: "number"; readonly unit: string; readonly least: number; readonly most: number }
  | { readonly kind: "date"; readonly from: number; readonly to: number }
  | { readonly kind: "name" }
  /** The name of another entity of the document. */
  | { readonly kind: "link" };

export const MONTHS =
  "January February March April May June July August September October November December".split(" ");
const DAYS = 28;
const ONE_MODIFIER = 0.4;

/** A value as it is written; of links, one of `others`. */
export function value(random: Random, of: Kind, split: Split, others: readonly string[]): string {
  switch (of.kind) {
    case "word":
      return random.chance(ONE_MODIFIER)
        ? `${random.pick(MODIFIERS)} ${random.pick(of.words)}`
        : random.pick(of.words);
    case "number":
      return `${of.least + random.int(of.most - of.least + 1)} ${of.unit}`;
    case "date":
      return date(random, of.from, of.to);
    case "name":
      return person(random, split);
    case "link":
      return random.pick(others);
  }
}

/** A day of the years from `from` to `to`: "12 March 1874". */
export function date(random: Random, from: number, to: number): string {
  const [day, month, year] = [1 + random.int(DAYS), random.pick(MONTHS), from + random.int(to - from + 1)];
  return `${day} ${month} ${year}`;
}

/** Where a date or a number stands among its like. */
export function rank(written: string): number {
  const [first = "", second = "", year] = written.split(" ");
  const month = MONTHS.indexOf(second);
  return year !== undefined && month >= 0
    ? (Number(year) * MONTHS.length + month) * 31 + Number(first)
    : Number(first);
}
