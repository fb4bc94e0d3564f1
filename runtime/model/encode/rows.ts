// Texts -> rows of ids: the prefix put before, cut to the window and counted; of a long context several rows that overlap.
import { type Failure, failure, ModelError } from "../error.ts";
import type { InferInput, Inference } from "./inference.ts";
import type { Tokenizer } from "../tokenizer.ts";
import { offsets, type Span } from "./offsets.ts";
import type { Feed } from "./pass.ts";
import type { EncoderSettings } from "./settings.ts";

/** A row, and what telling its results takes. */
export interface Row extends Feed {
  /** Position of its text in the request. */
  readonly index: number;
  /** Of several rows of one text, which. */
  readonly order: number;
  /** Tokens that were left out of it. */
  readonly cut: number;
  /** Of each id its place in the text that spans are told of; null for what was put around, and for the other text. */
  readonly spans: readonly (Span | null)[];
  /** Places of masks. */
  readonly masks: readonly number[];
}

export interface Reader {
  readonly tokenizer: Tokenizer;
  readonly settings: Pick<EncoderSettings, "prompts">;
  /** Tokens of a row at most. */
  readonly window: number;
}

/** The rows of one text, or why it has none: E506, E511, E516. */
export function rowsOf(index: number, input: InferInput, task: Inference, own: Reader): Row[] | Failure {
  const reader = { ...own, window: Math.min(own.window, task.window ?? Infinity) };
  try {
    return task.kind === "span"
      ? overlapping(index, input, task, reader)
      : [whole(index, input, task, reader)];
  } catch (thrown) {
    return failure(thrown, "E516", "check tokenizer.json");
  }
}

function whole(index: number, { text, pair, parts }: InferInput, task: Inference, reader: Reader): Row {
  const { tokenizer, window } = reader;
  const before = task.kind === "embed" ? prefixOf(task, reader) : "";
  const written = `${before}${text}`;
  const first = tokenizer.pieces(written, { special: task.kind === "fill" && "mask" });
  const second = pair === undefined ? null : tokenizer.pieces(pair);
  const around = tokenizer.dress([], second && []).ids.length;
  const [a, b] = kept(first.length, second?.length ?? null, window - around);
  const cut = first.length - a + (second ? second.length - b : 0);
  const { ids, types, pieces, texts } = tokenizer.dress(first.slice(0, a), second && second.slice(0, b));
  if (ids.length === 0)
    throw new ModelError("E511", `text ${index + 1} is empty`, "give it at least one token");
  const mask = task.kind === "fill" ? tokenizer.special.get(tokenizer.mask ?? "") : undefined;
  const masks = ids.flatMap((id, at) => (id === mask ? [at] : []));
  if (task.kind === "fill" && masks.length === 0) throw maskless(index, cut, tokenizer.mask);
  // of a question and a text, the text is labelled; what was put before a text is no part of it
  const labelled = pair === undefined ? ([written, first, 0] as const) : ([pair, second ?? [], 1] as const);
  const told = task.kind === "label" || parts !== undefined;
  const places = (told ? offsets(labelled[0], labelled[1], tokenizer) : []).map(
    ([start, end]): Span | null =>
      start < before.length ? null : [start - before.length, end - before.length],
  );
  const spans = pieces.map((piece, at) => (texts[at] === labelled[2] ? (places[piece] ?? null) : null));
  return { index, order: 0, ids, types, cut, spans, masks };
}

const maskless = (index: number, cut: number, mask = "a mask"): ModelError =>
  new ModelError(
    "E511",
    `text ${index + 1} has no ${mask}${cut > 0 ? " in what fits into the window" : ""}`,
    `write ${mask} where a token is to be guessed`,
  );

/** What stands before a text: as it is given, else as the model has it for a query or a document. */
function prefixOf(
  { prefix, as }: Extract<Inference, { kind: "embed" }>,
  { settings: { prompts } }: Reader,
): string {
  if (prefix !== undefined) return prefix;
  const names = as === "query" ? ["query"] : as === "document" ? ["document", "passage", "corpus"] : [];
  return [...names, ""].flatMap((name) => prompts[name] ?? [])[0] ?? "";
}

/** Pieces of two texts that fit: the longer is cut, and where that is not enough both to the same length (`longest_first`). */
function kept(first: number, second: number | null, room: number): readonly [number, number] {
  if (second === null) return [Math.min(first, Math.max(0, room)), 0];
  if (first + second <= room) return [first, second];
  const short = Math.min(first, second);
  const half = Math.max(0, Math.floor(room / 2));
  const [less, more] = short <= half ? [short, Math.max(0, room - short)] : [half, Math.max(0, room - half)];
  return first <= second ? [less, more] : [more, less];
}

/** A question with each part of its context; parts share `stride` pieces. */
function overlapping(
  index: number,
  { text, pair = "" }: InferInput,
  { stride }: Extract<Inference, { kind: "span" }>,
  { tokenizer, window }: Reader,
): Row[] {
  const [question, context] = [tokenizer.pieces(text), tokenizer.pieces(pair)];
  const room = window - tokenizer.dress([], []).ids.length - question.length;
  if (room <= stride && room < context.length)
    throw new ModelError(
      "E506",
      `question ${index + 1} has ${question.length} tokens, which leaves ${Math.max(0, room)} of the window of ${window} for its context`,
      `shorten it, or give a stride below ${Math.max(1, room)}`,
    );
  const places = offsets(pair, context, tokenizer);
  const rows: Row[] = [];
  for (let from = 0; ; from += room - stride) {
    const part = context.slice(from, from + room);
    const { ids, types, pieces, texts } = tokenizer.dress(question, part);
    const spans = pieces.map((piece, at) => (texts[at] === 1 ? (places[from + piece] ?? null) : null));
    rows.push({ index, order: rows.length, ids, types, cut: 0, spans, masks: [] });
    if (from + room >= context.length) return rows;
  }
}
