// Asking a model many times: prompts to tokens, the window checked before anything is computed, finished calls taken
// from the store, equal calls made once, every answer stored as it comes. What fails is told in the place of its answer.
import { canonical } from "../dsl/plan/plan.ts";
import { answering } from "./answering.ts";
import { type Answer, answerIn, type AskDesk, type Desk, type Used, type UsedServer } from "./desk.ts";
import type { Place } from "./cells.ts";
import { type Claimed, claimed } from "./claimed.ts";
import { filelessOf } from "./fileless.ts";
import type { Hearing } from "./heard.ts";
import type { Item } from "./items.ts";
import { providerOf } from "./key.ts";
import type { Meter } from "./progress.ts";
import { portable } from "./pool/portable.ts";
import { Problem, sound } from "./problem.ts";
import { type Call, prepare, type Ready } from "./ready.ts";
import { greet } from "./server/chat.ts";
import type { Known } from "./store.ts";
import type { Took } from "./took.ts";
import { unless } from "./turn.ts";
import { type Group, interrupted, keyFor, type Made } from "./working.ts";

export type { Answer, Desk, Used, UsedServer } from "./desk.ts";

/**
 * Answers the calls of one column of a run, in their order: by asking, or from what is at hand. A Problem stands where there is
 * none. `lost`: why other rows of the column have no call. `heard`: each answer as it comes, where calls are really made. `meter`:
 * counts the calls, among all rows of the run where these are a part of it. `place`: which item a call is of.
 */
export type Asking = (
  calls: readonly Call[],
  column: string,
  lost: readonly Problem[],
  heard: Hearing,
  meter: Meter,
  place: (at: number) => Place,
) => Promise<{ readonly answers: readonly (Answer | Problem)[]; readonly took: Took }>;
/** Really asks. */
export const asker =
  (desk: AskDesk): Asking =>
  (calls, column, _, heard, meter) =>
    ask(calls, { ...desk, meter }, column, heard);

/** Answers in the order of the calls, a Problem for each that has none. Errors: those of the model itself, Interrupted. */
export async function ask(
  calls: readonly Call[],
  desk: AskDesk,
  column: string,
  heard: Hearing = () => undefined,
): Promise<{ answers: (Answer | Problem)[]; took: Took }> {
  const { clock, meter, models } = desk;
  const [start, before] = [clock(), models.restarts()];
  meter.start("tokens", column, calls.length);
  const prepared = await unless(desk.signal, prepare(calls, desk, providerOf));
  const ready = sound(prepared);
  await meter.add({ failed: prepared.length - ready.length });
  meter.start("store", column, ready.length);
  const { answers, fresh } = await looked(ready, desk);
  const cached = answers.size;
  const places = placesOf(prepared);
  const tell = (key: string, from: Item["from"], answer: Answer | Problem, kept: string | null = key): void =>
    places
      .get(key)
      ?.forEach((at, nth) => heard(at, { key: kept, from: nth > 0 && from ? "merged" : from }, answer));
  for (const [at, one] of prepared.entries())
    if (one instanceof Problem) heard(at, { key: null, from: null }, one);
  for (const [key, answer] of answers) tell(key, "store", answer);
  const asked = groups(fresh);
  const here = asked.some(hasFiles);
  const there = asked.some(([{ call }]) => call.model.server);
  if (here || there) meter.start(here ? "loading" : "reaching", column, fresh.length);
  // all of them, before the first call is made
  for (const group of asked) {
    const { model } = group[0].call;
    if (model.server) await unless(desk.signal, greet(model.server, desk));
    else if (hasFiles(group) && !desk.pool) await unless(desk.signal, models.load(model));
  }
  meter.start("answers", column, calls.length);
  // calls that could not be made are over
  await meter.add({ done: calls.length - ready.length, cached: 0 });
  for (const key of answers.keys()) await meter.add({ done: places.get(key)?.length ?? 1, cached: 1 });
  let others = 0;
  let [tokens, prompt, lookup] = [0, { tokens: 0, known: 0 }, { drafted: 0, accepted: 0 }];
  for (const group of asked)
    for await (const [one, answer, elsewhere] of answersOf(group, desk)) {
      const { key } = one;
      answers.set(key, answer);
      if (answer instanceof Problem) tell(key, null, answer, null);
      else if (elsewhere) tell(key, "store", answer);
      else tell(key, "made", answer, (await keyFor(one, answer.provider, desk)).key);
      const done = places.get(key)?.length ?? 1;
      if (elsewhere) others++;
      if (answer instanceof Problem) await meter.add({ done, failed: done });
      else if (elsewhere) await meter.add({ done, cached: 1 });
      else await meter.add({ done, made: 1 });
      if (answer instanceof Problem || elsewhere) continue;
      tokens += answer.outputTokens ?? 0;
      prompt = {
        tokens: prompt.tokens + (answer.promptTokens ?? 0),
        known: prompt.known + (answer.spent?.known ?? 0),
      };
      lookup = {
        drafted: lookup.drafted + (answer.spent?.drafted ?? 0),
        accepted: lookup.accepted + (answer.spent?.accepted ?? 0),
      };
    }
  const got = sound(answers.values());
  const given = prepared.map((one) => (one instanceof Problem ? one : answerOf(answers, one.key)));
  const took: Took = {
    cached,
    others,
    made: got.length - cached - others,
    merged: ready.length - cached - fresh.length,
    restarts: models.restarts() - before,
    tokens,
    prompt,
    lookup,
    seconds: (clock() - start) / 1000,
    providers: [...new Set(got.map(({ provider }) => provider))],
  };
  return { answers: given, took };
}

/** What the store has, and the calls it has not, each once. */
async function looked(
  ready: readonly Ready[],
  desk: Desk,
): Promise<{ answers: Map<string, Answer | Problem>; fresh: Ready[] }> {
  const answers = new Map<string, Answer | Problem>();
  const fresh = new Map<string, Ready>();
  for (const one of ready) {
    if (desk.signal.aborted) throw interrupted();
    await desk.meter.add({ done: 1 });
    if (answers.has(one.key) || fresh.has(one.key)) continue;
    const entry = await desk.store.get(one.key);
    if (entry) answers.set(one.key, answerFrom(entry, one, desk));
    else fresh.set(one.key, one);
  }
  return { answers, fresh: [...fresh.values()] };
}

/** An answer that the store has; what computed it is told. */
function answerFrom(entry: Known, { call }: Ready, desk: Desk): Answer {
  desk.used(call.model.name, entry.made as unknown as Used | UsedServer);
  return answerIn(entry);
}

/** The calls that each key stands for. */
function placesOf(prepared: readonly (Ready | Problem)[]): ReadonlyMap<string, readonly number[]> {
  const places = new Map<string, number[]>();
  for (const [at, one] of prepared.entries()) {
    if (one instanceof Problem) continue;
    const known = places.get(one.key);
    if (known) known.push(at);
    else places.set(one.key, [at]);
  }
  return places;
}

/** Every call has been answered or an error thrown; rows must never shift. */
function answerOf(answers: ReadonlyMap<string, Answer | Problem>, key: string): Answer | Problem {
  const answer = answers.get(key);
  if (!answer)
    throw new Problem("ModelError", "E510", "the runner ended without an answer to every call", "run again");
  return answer;
}

/** Calls that one request to the runner can carry: same model, same options. */
function groups(ready: readonly Ready[]): Group[] {
  const found = new Map<string, [Ready, ...Ready[]]>();
  for (const one of ready) {
    const key = canonical([
      one.call.model.ref,
      one.call.model.dir,
      one.call.model.graph ?? "",
      one.call.model.devices,
      one.options,
      one.weighed && { top: one.weighed.top },
    ]);
    const group = found.get(key);
    if (group) group.push(one);
    else found.set(key, [one]);
  }
  return [...found.values()];
}

const hasFiles = ([{ call }]: Group): boolean => filelessOf(call.model) === null;

/** How many calls one request to the runner carries at most: answers are stored as they come in any case. */
const BATCH = 512;

function answersOf(group: Group, desk: AskDesk): AsyncIterable<Claimed<Ready, Answer>> {
  const { pool } = desk;
  // requests are cut so that prompts which begin alike are in one, and computed one after the other
  const ordered = group.length > BATCH ? group.toSorted((a, b) => before(a.tokens, b.tokens)) : group;
  const { server, scripted } = group[0].call.model;
  // a server has its own measure of how much goes at once
  const shared = pool && !server && (!scripted || portable(scripted.answer)) ? pool : null;
  // while they start, the calls are claimed
  shared?.warm();
  const make = (part: Group): AsyncIterable<Made> =>
    shared ? shared.run(part, desk) : answering(part, desk);
  return claimed(
    ordered,
    BATCH * (shared?.size ?? 1),
    make,
    (entry, one) => answerFrom(entry, one, desk),
    desk,
  );
}

/** The order of prompts by their tokens. */
function before(a: readonly number[], b: readonly number[]): number {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at++;
  return (a[at] ?? -1) - (b[at] ?? -1);
}
