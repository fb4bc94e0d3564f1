// A text as passages of some tokens: cut anywhere, between sentences, or between paragraphs.
import * as types from "../../dsl/types/types.ts";
import { choice, doc, int, maybe, operator, opt, text, tokenizer } from "../operator.ts";
import { typeError } from "../problem.ts";
import { ranged } from "../ranged.ts";
import type { Counter } from "../tokens.ts";
import type { Passage } from "../value.ts";
import { paragraphs, segment } from "./segment.ts";

/** A part of a text, UTF-16 offsets. */
interface Part {
  readonly start: number;
  readonly end: number;
}

/**
 * `chunk(text, by: "sentences", size: 200, overlap: 20, tokenizer: m)`: the text as passages that follow one another; id and source are the position, from 0. `tokens`: so many
 * tokens each, cut anywhere, the last one what is left. `sentences` and `paragraphs`: as many whole ones as `size` has room for, without a `size` each by itself; one that is longer stays
 * whole, by itself, and is counted. `overlap`: tokens at most of the end of a passage with which the next begins again, in whole units. White space around a passage is left out, and no other character.
 * Errors: E203 for tokens without a size, a size without a tokenizer, an overlap that leaves nothing new.
 */
export const chunk = operator({
  name: "chunk",
  family: "text",
  doc: "a text as passages of some tokens, which may overlap",
  params: {
    text,
    by: doc("where a passage may end", opt(choice("sentences", "paragraphs", "tokens"), "sentences")),
    size: doc("tokens at most; left out: a sentence or a paragraph each", maybe(ranged(int, { least: 1 }))),
    overlap: doc("tokens at most that two neighbours share", opt(ranged(int, { least: 0 }), 0)),
    tokenizer: doc(tokenizer.doc, maybe(tokenizer)),
  },
  returns: types.passages,
  run: async ({ text: given, by, size, overlap, tokenizer: whose }, { counter, note }) => {
    if (size === null) {
      if (by === "tokens" || overlap > 0)
        throw typeError("E203", "'chunk' takes a size where it cuts by tokens or overlaps", "size: 200");
      return passagesOf(given, unitsOf(given, by));
    }
    if (whose === null)
      throw typeError("E203", "'chunk' takes a tokenizer with a size", 'tokenizer: "words", or a model');
    if (overlap >= size)
      throw typeError("E203", `'chunk' takes an overlap below its size of ${size}, but got ${overlap}`);
    const tool = counter(whose);
    const units = by === "tokens" ? await tokensOf(given, tool) : unitsOf(given, by);
    const sizes = by === "tokens" ? units.map(() => 1) : await tool.count(withBlanks(given, units));
    const { parts, long } = await fitted(given, units, { sizes, size, overlap }, tool);
    if (long > 0) note(`chunk: ${by} longer than ${size} tokens (${tool.name}), left whole`, long);
    return passagesOf(given, parts);
  },
});

const unitsOf = (given: string, by: "sentences" | "paragraphs"): readonly Part[] =>
  by === "sentences" ? segment(given) : paragraphsOf(given);

function paragraphsOf(given: string): Part[] {
  const spans = segment(given);
  return paragraphs(spans).map(([from, to]) => ({ start: spans[from]!.start, end: spans[to - 1]!.end }));
}

/** Each unit with the white space before it, which costs tokens too. */
const withBlanks = (given: string, units: readonly Part[]): string[] =>
  units.map(({ start, end }, at) => given.slice(units[at - 1]?.end ?? start, end));

async function tokensOf(given: string, tool: Counter): Promise<Part[]> {
  let at = 0;
  return (await tool.split(given)).map((piece) => ({ start: at, end: (at += piece.length) }));
}

interface Room {
  readonly sizes: readonly number[];
  readonly size: number;
  readonly overlap: number;
}

/** Parts that are held to the count of the whole, since tokenizers do not add up exactly: with less room until all fit that have more than one unit. */
async function fitted(
  given: string,
  units: readonly Part[],
  { sizes, size, overlap }: Room,
  tool: Counter,
): Promise<{ readonly parts: readonly Part[]; readonly long: number }> {
  for (let room = size; ; room--) {
    const ranges = gathered(sizes, room, overlap);
    const parts = ranges.map(([from, to]) => ({ start: units[from]!.start, end: units[to - 1]!.end }));
    const counts = await tool.count(parts.map(({ start, end }) => given.slice(start, end).trim()));
    const over = ranges.filter((_, at) => counts[at]! > size);
    if (over.every(([from, to]) => to - from === 1)) return { parts, long: over.length };
  }
}

/** Ranges of units within `size`, each from the first of the last units that are at most `overlap` tokens; every range has a unit that none before it has. */
function gathered(sizes: readonly number[], size: number, overlap: number): (readonly [number, number])[] {
  const ranges: (readonly [number, number])[] = [];
  let [from, to] = [0, 0];
  while (to < sizes.length) {
    // the first new unit always comes along, if need be without what it shares
    let sum = sizes.slice(from, to + 1).reduce((all, one) => all + one, 0);
    while (from < to && sum > size) sum -= sizes[from++]!;
    to++;
    while (to < sizes.length && sum + sizes[to]! <= size) sum += sizes[to++]!;
    ranges.push([from, to]);
    from = to;
    for (let shared = 0; from > 0 && shared + sizes[from - 1]! <= overlap;) shared += sizes[--from]!;
    from = Math.max(from, (ranges.at(-1)?.[0] ?? 0) + 1);
  }
  return ranges;
}

function passagesOf(given: string, parts: readonly Part[]): Passage[] {
  const texts = parts.map(({ start, end }) => given.slice(start, end).trim()).filter((one) => one !== "");
  return texts.map((body, source) => ({ kind: "passage", id: String(source), text: body, source }));
}
