// What a column holds, in a few numbers and a picture of them: missing, distinct, least, median, greatest, most frequent.
import type { Value } from "../value.ts";
import { counted, cut, escaped, many, number } from "./bundle.ts";
import { brief, typeOf } from "./brief.ts";
import { scroll } from "./style.ts";
import { histogram } from "./svg.ts";

export interface Summary {
  readonly name: string;
  readonly type: string;
  readonly missing: number;
  /** Null for values that are not compared: trees, records. */
  readonly distinct: number | null;
  /** Of the numbers, or of the texts' lengths in characters. */
  readonly range: {
    readonly of: "values" | "lengths";
    readonly least: number;
    readonly median: number;
    readonly most: number;
  } | null;
  /** The most frequent values, where values repeat. */
  readonly top: readonly (readonly [value: string, count: number])[];
  /** Bars of a histogram: of `top`, or of the range in equal parts. */
  readonly counts: readonly number[];
}

const BINS = 10;
const TOP = 8;
const NAMED = 3;
/** Values below which a picture says no more than they do. */
const FEW = 5;
/** Characters from which on the lengths of texts are worth a picture: those of names are not. */
const TELLING = 20;

export function summary(name: string, values: readonly Value[]): Summary {
  const there = values.filter((value) => value !== null);
  const type = typeOf(there);
  const base = { name, type, missing: values.length - there.length };
  const counted = ["Int", "Num", "Text", "Bool"].includes(type) ? frequencies(there) : null;
  const numbers =
    type === "Text" ? (there as string[]).map(({ length }) => length) : numeric(type) ? finite(there) : [];
  const range = rangeOf(numbers, type === "Text" ? "lengths" : "values");
  const most = type === "Text" ? Math.max(TOP, there.length / 2) : TOP;
  const repeats = counted !== null && counted.size < there.length && counted.size <= most;
  const top = repeats ? [...counted].toSorted(([, a], [, b]) => b - a).slice(0, TOP) : [];
  const bars = type === "Int" || type === "Num" ? top.toSorted(([a], [b]) => Number(a) - Number(b)) : top;
  const counts =
    there.length < FEW || counted === null
      ? []
      : repeats
        ? bars.map(([, n]) => n)
        : range && (range.of === "values" || range.median >= TELLING)
          ? binned(numbers, range.least, range.most)
          : [];
  return {
    ...base,
    distinct: counted?.size ?? null,
    range,
    top: repeats ? top.map(([value, n]) => [brief(value, 24), n] as const) : [],
    counts,
  };
}

const numeric = (type: string): boolean => type === "Int" || type === "Num";
const finite = (values: readonly Value[]): number[] =>
  values.filter((value): value is number => typeof value === "number" && Number.isFinite(value));

function frequencies(values: readonly Value[]): Map<Value, number> {
  const counts = new Map<Value, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

function rangeOf(numbers: readonly number[], of: "values" | "lengths"): Summary["range"] {
  if (numbers.length === 0) return null;
  const sorted = Float64Array.from(numbers).sort();
  const at = (index: number): number => sorted[index] ?? 0;
  const half = (sorted.length - 1) / 2;
  const median = (at(Math.floor(half)) + at(Math.ceil(half))) / 2;
  return { of, least: at(0), median, most: at(sorted.length - 1) };
}

function binned(numbers: readonly number[], least: number, most: number): number[] {
  const counts = new Array<number>(BINS).fill(0);
  const width = most - least;
  for (const value of numbers) {
    const bin = width > 0 ? Math.min(BINS - 1, Math.floor(((value - least) / width) * BINS)) : 0;
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return counts;
}

/** What stands under a column's name: its type, and the picture, with what it says for who cannot see it. */
export function underHtml(one: Summary): string {
  const type = `<br><small>${escaped(one.type)}</small>`;
  return one.counts.length < 2 ? type : `${type}<br>${histogram(one.counts, pictured(one))}`;
}

function pictured({ range, top }: Summary): string {
  if (top.length > 0) return `most frequent: ${frequent(top)}`;
  if (!range) return "";
  const what = range.of === "lengths" ? "lengths in characters" : "values";
  return `${what} from ${number(range.least)} to ${number(range.most)}, median ${number(range.median)}`;
}

const frequent = (top: Summary["top"]): string =>
  top
    .slice(0, NAMED)
    .map(([value, n]) => `${value} (${many(n)})`)
    .join(", ");

const HEAD = ["column", "type", "missing", "distinct", "least", "median", "greatest", "most frequent"];

/** One row per column; closed, since the first rows say most. */
export function summaryHtml(all: readonly Summary[], of: string): string {
  const right = (at: number): string => (at >= 2 && at <= 6 ? ' align="right"' : "");
  const cell = (text: string, at: number): string =>
    at === 0 ? `<th scope="row" align="left">${escaped(text)}</th>` : `<td${right(at)}>${escaped(text)}</td>`;
  const rows = all.map((one) => `<tr>${cells(one).map(cell).join("")}</tr>`).join("");
  const head = HEAD.map(
    (name, at) => `<th scope="col" align="${right(at) === "" ? "left" : "right"}">${name}</th>`,
  ).join("");
  return (
    `<details><summary>what the columns hold${escaped(of)}</summary>` +
    `${scroll("what the columns hold", true, `<table><thead><tr>${head}</tr></thead><tbody>${rows}</tbody></table>`)}</details>`
  );
}

function cells({ name, type, missing, distinct, range, top }: Summary): string[] {
  const unit = range?.of === "lengths" ? " char." : "";
  const told = (value: number | undefined): string => (value === undefined ? "" : `${number(value)}${unit}`);
  return [
    cut(name, 60),
    type,
    many(missing),
    distinct === null ? "not compared" : many(distinct),
    told(range?.least),
    told(range?.median),
    told(range?.most),
    frequent(top),
  ];
}

/** Where summaries are not of all rows. */
export const sampledNote = (sample: number, all: number): string =>
  `types and summaries are of ${many(sample)} of ${counted(all, "row")}, evenly spaced`;
