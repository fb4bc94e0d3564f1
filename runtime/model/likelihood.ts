// How likely a model finds texts that are given: what several begin with is computed once, the rest as rows behind it. Nothing
// is drawn.
import { beginningOf, KEPT } from "./begins.ts";
import { type Cache, cacheBytes } from "./cache.ts";
import type { Engine, Listener } from "./engine.ts";
import { type Failure, failure } from "./error.ts";
import { wanting } from "./failing.ts";
import { bundles, feed, type Feeding, type Line } from "./feed.ts";
import { fetched } from "./forward.ts";
import { type Group, grouped, hearing, type Text } from "./groups.ts";
import type { Known } from "./prefix.ts";
import type { Given, Likelihood } from "./weighing.ts";
import { noRoom, ranOut, type Room, roomOf } from "./room.ts";
import type { Seq2seq } from "./seq2seq/form.ts";
import { weighSeq2seq } from "./seq2seq/weigh.ts";
import { tally } from "./tally.ts";
import { askingFor, foreign } from "./unfit.ts";

/** Groups of texts that may be computed together. */
const WAVE = 64;

interface Work extends Feeding {
  readonly engine: Engine;
  readonly top: number;
  readonly listener: LikelihoodListener;
  readonly done: (text: Text) => void;
}

export type LikelihoodListener = Omit<Listener, "done"> & { readonly done: (made: Likelihood) => void };

/**
 * Weighs all texts; each result goes to `listener.done` as soon as it is there. A text that cannot be weighed (E506, E511, E520), and
 * one at which the graph fails (E512, E513), goes to `listener.refused`. Logits are held for a bounded number of tokens at a time,
 * whatever the length of a text.
 * @param top alternatives to tell of each token
 * @throws the signal's reason when cancelled.
 */
export async function likelihoods(
  engine: Engine,
  given: readonly Given[],
  top: number,
  listener: LikelihoodListener,
): Promise<void> {
  // the last token of a text is weighed and never computed
  const needs = given.map(({ tokens }) => tokens.length - 1);
  const room = roomOf(engine.setup, askingFor(engine, needs), engine.ceiling ?? Infinity);
  const texts = given.flatMap((text, index): Text[] => {
    const error = unfit(engine, text, index, room);
    if (error) listener.refused({ index, error });
    return error ? [] : [{ ...text, index, logprobs: [], best: [], top: [], known: 0 }];
  });
  const counts = tally(given.length, listener.progress, true);
  let started = performance.now();
  const work: Work = {
    engine,
    top,
    listener,
    setup: engine.setup,
    memory: room.batch,
    signal: listener.signal,
    count: (tokens) => counts.add("promptTokens", tokens),
    done({ index, logprobs, best, top: others, known: before }) {
      counts.add("done", 1);
      const ms = Math.round(performance.now() - started);
      const told = top > 0 ? others : [];
      listener.done({ index, logprobs, greedy: best.every(Boolean), top: told, known: before, ms });
    },
  };
  try {
    const { seq2seq } = engine;
    const began = (): void => void (started = performance.now());
    await (seq2seq ? inTurn(work, seq2seq, grouped(texts), began) : computed(work, grouped(texts), began));
  } finally {
    engine.setup.graph.clear();
  }
  counts.report();
}

/** Why a text cannot be weighed at all. */
function unfit(
  { setup, window }: Engine,
  { tokens, from }: Given,
  index: number,
  room: Room,
): Failure | undefined {
  const name = `text ${index + 1}`;
  if (!Number.isInteger(from) || from < 1 || from >= tokens.length) {
    const cause = `${name} is weighed from token ${from} on, and has ${tokens.length}`;
    return { code: "E511", cause, fix: "let a token stand before it, and one be weighed" };
  }
  const strange = foreign(name, tokens, setup.layout.vocab);
  if (strange) return strange;
  const need = tokens.length - 1;
  if (need > window) {
    const cause = `${name} needs ${need} tokens, the window is ${window}`;
    return { code: "E506", cause, fix: `shorten it by ${need - window} tokens` };
  }
  return need > room.tokens ? noRoom(name, setup, need, room) : undefined;
}

/** A group, and its beginning as a line: all of the only text, or what several stand behind. */
interface Beginning extends Line {
  readonly group: Group;
}

/**
 * Groups in waves, which share passes: of a bounded number, and while what is known of their beginnings takes no more memory than
 * a batch may. `began` hears of each wave.
 */
async function computed(work: Work, groups: readonly Group[], began: () => void): Promise<void> {
  let lines: Beginning[] = [];
  const held = new Set<Cache>();
  for (const [at, group] of groups.entries()) {
    if (lines.length === 0) began();
    try {
      const line = beginning(work, group, await known(work, group));
      for (const { cache } of line.known.pieces) held.add(cache);
      lines.push(line);
    } catch (thrown) {
      refuse(work, group, thrown);
    }
    const bytes = [...held].reduce((sum, { columns }) => sum + cacheBytes(work.setup.layout, columns), 0);
    if (at < groups.length - 1 && lines.length < WAVE && bytes <= work.memory) continue;
    for (const bundle of bundles(work, lines)) await weighed(work, bundle);
    lines = [];
    held.clear();
  }
}

/** By an encoder-decoder, which reads each beginning for itself. */
async function inTurn(work: Work, of: Seq2seq, groups: readonly Group[], began: () => void): Promise<void> {
  for (const group of groups) {
    began();
    const targets = group.texts.map((text) => ({
      tokens: text.tokens.slice(text.from),
      hear: hearing(work, [text], 0),
    }));
    try {
      await weighSeq2seq(of, group.prefix, targets, work.count, work.signal);
      group.texts.forEach(work.done);
    } catch (thrown) {
      refuse(work, group, thrown);
    }
  }
}

/** Those that fail together are computed again, each alone; one that fails alone is refused. */
async function weighed(work: Work, bundle: readonly Beginning[]): Promise<void> {
  try {
    await weigh(work, bundle);
  } catch (thrown) {
    if (bundle.length === 1) return refuse(work, bundle[0]!.group, thrown);
    work.signal.throwIfAborted();
    for (const one of bundle) await weighed(work, [one]);
    return;
  }
  for (const { group } of bundle) group.texts.forEach(work.done);
}

function refuse({ signal, listener, setup, engine }: Work, { texts }: Group, thrown: unknown): void {
  signal.throwIfAborted();
  setup.graph.clear();
  const error = failure(thrown, "E513", "check the model's files");
  const { ceiling = Infinity } = engine;
  for (const { index, tokens } of texts)
    listener.refused({
      index,
      error: wanting(error) ? ranOut(`text ${index + 1}`, tokens.length, error.cause, setup, ceiling) : error,
    });
}

/** What is known of the tokens that a group stands behind. */
async function known(work: Work, { prefix, forks, texts }: Group): Promise<Known> {
  const { known: found, before } = await beginningOf(work.engine, prefix, forks, (begun, tokens) =>
    feed(work, [{ known: begun, tokens, from: tokens.length, hear: () => undefined }]),
  );
  for (const text of texts) text.known = before;
  return found;
}

function beginning(work: Work, group: Group, found: Known): Beginning {
  const { prefix, texts } = group;
  const [only, second] = texts;
  const rest = second ? [] : only!.tokens.slice(prefix.length, -1);
  return {
    group,
    known: found,
    tokens: [...prefix.slice(found.tokens), ...rest],
    from: prefix.length - 1 - found.tokens,
    hear: hearing(work, texts, prefix.length - 1 - found.tokens),
  };
}

async function weigh(work: Work, bundle: readonly Beginning[]): Promise<void> {
  const { setup, engine } = work;
  const cache = await feed(work, bundle);
  const pieces = bundle.map(({ group }, row) => ({ cache, row, from: 0, to: group.prefix.length }));
  // states without columns are those after the last token
  const ends = bundle.map(
    ({ group, known: { tokens }, tokens: more }) => tokens + more.length === group.prefix.length,
  );
  const keeps = bundle.map(
    ({ group: { prefix } }, row) => ends[row]! && setup.fit.continues && prefix.length >= KEPT,
  );
  const open = bundle.map(({ group: { texts } }) =>
    texts.length > 1 ? texts.filter(({ tokens, from }) => tokens.length > from + 1) : [],
  );
  const wanted = bundle.some((_, row) => keeps[row]! || open[row]!.length > 0);
  const here = wanted ? await fetched(setup, pieces) : pieces;
  setup.graph.clear();
  for (const [row, { group }] of bundle.entries()) {
    if (keeps[row]!) engine.prefixes.keep(group.prefix, here[row]!.cache, row);
    const before = { tokens: group.prefix.length, pieces: [here[row]!] };
    const lines = open[row]!.map((text) => ({
      known: before,
      tokens: text.tokens.slice(text.from, -1),
      from: 0,
      hear: hearing(work, [text], -1),
    }));
    for (const behind of bundles(work, lines)) {
      await together(work, behind);
      setup.graph.clear();
    }
  }
}

/** Rows that want too much memory together are computed one by one. */
async function together(work: Work, lines: readonly Line[]): Promise<void> {
  try {
    await feed(work, lines);
  } catch (thrown) {
    work.signal.throwIfAborted();
    if (lines.length === 1) throw thrown;
    for (const line of lines) await feed(work, [line]);
  }
}
