// Calls to one server: some at a time, each answer stored as it comes, each failure in the place of its answer.
import { type Answer, type Desk, entryOf } from "../desk.ts";
import { Problem } from "../problem.ts";
import type { Ready } from "../ready.ts";
import type { Server } from "../value.ts";
import { chat } from "./chat.ts";

/** A call and what became of it. */
type Made = readonly [Ready, Answer | Problem];

/** Calls in a row without an answer after which it is the server, and not the calls. */
const PATIENCE = 32;

/** Answers in the order in which they come. Errors: E130, that of the last call where no answer comes any more. */
export async function* served(
  group: readonly Ready[],
  server: Server,
  desk: Desk,
): AsyncGenerator<Made, void> {
  const stop = new AbortController();
  const signal = AbortSignal.any([desk.signal, stop.signal]);
  const running = new Map<Ready, Promise<readonly [Ready, unknown]>>();
  const waiting = [...group];
  let [silent, answered] = [0, false];
  try {
    while (running.size + waiting.length > 0) {
      for (const one of waiting.splice(0, server.parallel - running.size))
        running.set(one, made(one, server, { ...desk, signal }));
      const [one, got] = await Promise.race(running.values());
      running.delete(one);
      if (desk.signal.aborted) throw interrupted();
      if (got instanceof Error && !(got instanceof Problem)) throw got;
      const answer = got as Answer | Problem;
      if (answer instanceof Problem) {
        silent++;
        const hopeless = !answered || answer.code === "E523";
        if (silent >= PATIENCE && hopeless && running.size + waiting.length > 0) throw answer;
      } else [silent, answered] = [0, true];
      yield [one, answer];
    }
  } finally {
    stop.abort();
  }
}

const interrupted = (): Problem => new Problem("Interrupted", "E130", "interrupted; finished calls are kept");

/** Never fails: what went wrong takes the place of the answer, so that nobody is left alone with it. */
async function made(one: Ready, server: Server, desk: Desk): Promise<readonly [Ready, unknown]> {
  try {
    const { call, options } = one;
    const asked = { messages: call.messages.messages, options, seed: call.seed };
    const began = desk.clock();
    const said = await chat(server, asked, desk);
    const spent = { dtype: null, known: null, firstMs: null, ms: desk.clock() - began, memory: null };
    const { text, finish, promptTokens, outputTokens, model, fingerprint } = said;
    const answer = { text, finish, promptTokens, outputTokens, logprob: null, provider: server.url, spent };
    const how = { model, provider: server.url, ...(fingerprint !== null && { fingerprint }) };
    desk.used(call.model.name, how);
    await desk.store.put(one.key, entryOf(answer, how, one.parts));
    return [one, answer];
  } catch (error) {
    return [one, error instanceof Error ? error : new Error(String(error))];
  }
}
