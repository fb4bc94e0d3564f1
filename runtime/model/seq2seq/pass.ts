// Passes of an encoder-decoder: prompts through the encoder, then one token after the other. Shapes in brackets.
import { size, type Numbers, over, type Value, type Values, width, zeros, memory } from "../backend/graph.ts";
import { integers } from "../cache.ts";
import { logitsAt } from "../forward.ts";
import type { Said } from "../row.ts";
import { logSum } from "../sample.ts";
import { BRANCH, type Seq2seq } from "./form.ts";

/** Rows [B] between two passes: what the encoder made of their prompts, and their keys and values. All [B,...]. */
export interface Lines {
  readonly source: Source;
  readonly own: Values;
  readonly cross: Values;
}

/** Prompts as the encoder leaves them: [B,E,D], and which of E are theirs. */
export interface Source {
  readonly hidden: Value;
  readonly mask: Value;
}

export interface Stepped extends Said {
  readonly lines: Lines;
}

/** Prompts [B][n], shorter ones filled up at their end, where the mask hides it. */
export async function encoded(
  { encoder, form }: Seq2seq,
  prompts: readonly (readonly number[])[],
  signal?: AbortSignal,
): Promise<Source> {
  const columns = Math.max(...prompts.map(({ length }) => length));
  const dims = [prompts.length, columns];
  const each = (at: (row: readonly number[], n: number) => number): number[] =>
    prompts.flatMap((row) => Array.from({ length: columns }, (_, n) => at(row, n)));
  const type = form.mask ?? "int64";
  const mask = integers(
    type,
    each((row, n) => Number(n < row.length)),
    dims,
  );
  const ids = integers(
    form.ids,
    each((row, n) => row[Math.min(n, row.length - 1)]!),
    dims,
  );
  const feeds = { input_ids: ids, ...(form.mask && { attention_mask: mask }) };
  const { last_hidden_state: hidden } = await encoder.run(feeds, { last_hidden_state: null }, signal);
  return { hidden: hidden!, mask };
}

/** The first tokens of answers [B][n], with nothing cached; what the prompts come to in each layer is computed here, once. */
export async function first(
  of: Seq2seq,
  source: Source,
  tokens: readonly (readonly number[])[],
  signal?: AbortSignal,
): Promise<Stepped> {
  const { form } = of;
  const { states } = form.layout;
  const both = of.first === of.next ? [...states, ...form.cross] : [];
  const none = both.map(({ input, type, shape: [, heads, , depth] }) => {
    const dims = [tokens.length, heads as number, 0, depth as number];
    return [input, { type, dims, data: zeros(type, 0) }] as const;
  });
  const feeds = { ...Object.fromEntries(none), ...extras(form.first, source, false) };
  const made = await run(of, of.first, feeds, tokens, [...states, ...form.cross], signal);
  const values = (kept: typeof states): Values =>
    Object.fromEntries(kept.map(({ input, output }) => [input, made[output]!]));
  return stepped(made["logits"]!, { source, own: values(states), cross: values(form.cross) });
}

/** One token more for each row. What the graph says of the prompts' keys and values is passed over: they stay as they were. */
export async function next(
  of: Seq2seq,
  { source, own, cross }: Lines,
  tokens: readonly number[],
  signal?: AbortSignal,
): Promise<Stepped> {
  const { states } = of.form.layout;
  const feeds = { ...own, ...cross, ...extras(of.form.next, source, true) };
  const rows = tokens.map((token) => [token]);
  const made = await run(of, of.next, feeds, rows, states, signal);
  const grown = Object.fromEntries(states.map(({ input, output }) => [input, made[output]!]));
  return stepped(made["logits"]!, { source, own: grown, cross });
}

/** What a decoder takes besides tokens and states, as far as it takes it. */
function extras(taken: ReadonlySet<string>, { hidden, mask }: Source, cached: boolean): Values {
  const branch: Value = { type: "bool", dims: [1], data: Uint8Array.of(Number(cached)) };
  const all = { encoder_hidden_states: hidden, encoder_attention_mask: mask, [BRANCH]: branch };
  return Object.fromEntries(Object.entries(all).filter(([name]) => taken.has(name)));
}

async function run(
  { form }: Seq2seq,
  graph: Seq2seq["next"],
  feeds: Values,
  tokens: readonly (readonly number[])[],
  states: Seq2seq["form"]["cross"],
  signal: AbortSignal | undefined,
): Promise<Values> {
  const ids = integers(form.layout.ids, tokens.flat(), [tokens.length, tokens[0]!.length]);
  const wanted = Object.fromEntries(
    ["logits", ...states.map(({ output }) => output)].map((name) => [name, null]),
  );
  const made = await graph.run({ ...feeds, input_ids: ids }, wanted, signal);
  return graph.away ? graph.home(made) : made;
}

function stepped(logits: Value, lines: Lines): Stepped {
  const last = logits.dims[1]! - 1;
  const of = (row: number): Float32Array => logitsAt(logits, row, last);
  return { lines, logits: of, logSum: (row) => logSum(of(row)) };
}

/** Some of the rows, in this order; one that is named twice is forked. */
export function picked({ source, own, cross }: Lines, rows: readonly number[]): Lines {
  const all = (values: Values): Values =>
    Object.fromEntries(Object.entries(values).map(([name, value]) => [name, pick(value, rows)]));
  const { hidden, mask } = source;
  return {
    source: { hidden: pick(hidden, rows), mask: pick(mask, rows) },
    own: all(own),
    cross: all(cross),
  };
}

function pick(value: Value, rows: readonly number[]): Value {
  const { type, dims, data } = value;
  if (rows.length === dims[0] && rows.every((row, at) => row === at)) return value;
  const row = size(dims.slice(1));
  const picked = over[type](memory(width[type] * row * rows.length));
  // one array type on both sides, which the union does not say
  rows.forEach((from, at) =>
    (picked as Float32Array).set((data as Float32Array).subarray(from * row, (from + 1) * row), at * row),
  );
  return { type, dims: [rows.length, ...dims.slice(1)], data: picked as Numbers };
}
