// A long text in parts that a model structures one by one: whole paragraphs, as many as fit, and sentences of a paragraph that alone does not.
// Source: the chunker of alibaba/struxgpt (chunk_content): paragraphs are taken as they come, each costs a token more than it has.
import type { Reach } from "../../operator.ts";
import { paragraphs, segment, type Span } from "../../text/segment.ts";
import type { Counter } from "../../tokens.ts";
import type { Source } from "./read.ts";

/** A part of a text, and how many sentences stand before it. */
export interface Part extends Source {
  readonly before: number;
}

/** What goes into a part as a whole: sentences of the text, and what they cost. */
interface Unit {
  readonly from: number;
  readonly to: number;
  readonly cost: number;
  /** It belongs to what follows. */
  readonly title: boolean;
}

/** A paragraph of fewer tokens without a mark at its end is a title. */
const TITLE = 32;

/**
 * The parts of a text, each of at most `limit` tokens. A title goes to the part that it stands over, where that has place. A sentence that
 * alone is over the limit is a part of its own, and counted.
 */
export async function partsOf(
  text: string,
  limit: number,
  counter: Counter,
  { note }: Pick<Reach, "note">,
): Promise<readonly Part[]> {
  const spans = segment(text);
  const units = await unitsOf(text, spans, limit, counter);
  const over = units.filter(({ cost }) => cost > limit).length;
  if (over > 0) note(`structurize: sentences of more than ${limit} tokens (${counter.name})`, over);
  return gathered(units, limit).map((some) => partOf(text, spans, some[0]!.from, some.at(-1)!.to));
}

/** A whole text as its only part. */
export function wholeOf(text: string): Part {
  const spans = segment(text);
  return { text, sentences: spans.map(({ start, end }) => text.slice(start, end)), before: 0 };
}

function partOf(text: string, spans: readonly Span[], from: number, to: number): Part {
  const own = spans.slice(from, to);
  return {
    text: text.slice(own[0]!.start, own.at(-1)!.end),
    sentences: own.map(({ start, end }) => text.slice(start, end)),
    before: from,
  };
}

/** Paragraphs; of those over the limit their sentences. */
async function unitsOf(
  text: string,
  spans: readonly Span[],
  limit: number,
  counter: Counter,
): Promise<readonly Unit[]> {
  const all = paragraphs(spans);
  const costs = await counter.count(all.map((one) => textOf(text, spans, one)));
  const pieces = all.flatMap((one, at): (readonly [number, number])[] =>
    (costs[at] ?? 0) + 1 <= limit
      ? [one]
      : Array.from({ length: one[1] - one[0] }, (_, n) => [one[0] + n, one[0] + n + 1] as const),
  );
  const counted = await counter.count(pieces.map((one) => textOf(text, spans, one)));
  return pieces.map(([from, to], at) => {
    const tokens = counted[at] ?? 0;
    const bare =
      to === from + 1 && tokens < TITLE && !/[.!?…。！？]["'”’»)\]]*$/u.test(textOf(text, spans, [from, to]));
    return { from, to, cost: tokens + 1, title: spans[to - 1]!.heading || (spans[from]!.opens && bare) };
  });
}

const textOf = (text: string, spans: readonly Span[], [from, to]: readonly [number, number]): string =>
  text.slice(spans[from]?.start, spans[to - 1]?.end);

/** Units as they come, as many as the limit holds. */
function gathered(units: readonly Unit[], limit: number): readonly (readonly Unit[])[] {
  const parts: Unit[][] = [];
  for (const unit of units) {
    const last = parts.at(-1);
    if (last && costOf(last) + unit.cost <= limit) last.push(unit);
    else parts.push([...titlesOff(last ?? [], unit.cost, limit), unit]);
  }
  return parts;
}

const costOf = (units: readonly Unit[]): number => units.reduce((sum, { cost }) => sum + cost, 0);

/** Takes the titles off the end of a part that stand over what comes next, as many as it has place for; a part keeps one unit. */
function titlesOff(part: Unit[], cost: number, limit: number): Unit[] {
  const off: Unit[] = [];
  while (part.length > 1 && part.at(-1)!.title && costOf(off) + part.at(-1)!.cost + cost <= limit)
    off.unshift(part.pop()!);
  return off;
}
