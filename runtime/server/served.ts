// Calls to one server: some at a time, each answer stored as it comes, each failure in the place of its answer.
import { atOnce } from "../at-once.ts";
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
  const own = { ...desk, signal: AbortSignal.any([desk.signal, stop.signal]) };
  let [silent, answered, left] = [0, false, group.length];
  try {
    for await (const [one, answer] of atOnce(
      group,
      server.parallel,
      (call) => made(call, server, own),
      desk.signal,
    )) {
      left--;
      if (answer instanceof Problem) {
        silent++;
        const hopeless = !answered || answer.code === "E523";
        if (silent >= PATIENCE && hopeless && left > 0) throw answer;
      } else [silent, answered] = [0, true];
      yield [one, answer];
    }
  } finally {
    stop.abort();
  }
}

/** What went wrong with the call takes the place of its answer. */
async function made(one: Ready, server: Server, desk: Desk): Promise<Answer | Problem> {
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
    return answer;
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
}
