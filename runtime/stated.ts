// Calls to a model whose answers the program states: its function is called here, some at a time, each answer stored as it comes.
import { atOnce, limited } from "./at-once.ts";
import { type Answer, type AskDesk, entryOf } from "./desk.ts";
import { ofRow } from "./failed.ts";
import { heed } from "./net.ts";
import { describe } from "./operator.ts";
import { Problem, typeError } from "./problem.ts";
import type { Ready } from "./ready.ts";
import { pause } from "./turn.ts";
import type { Scripted, Value } from "./value.ts";

/** Answers that are there and being stored meanwhile. */
const STORING = 256;

/** A call and what became of it. */
type Made = readonly [Ready, Answer | Problem];

/** Answers in the order in which they come, a Problem where the function has none. Errors: E130, E116. */
export function stated(
  group: readonly Ready[],
  { answer, ms, parallel }: Scripted,
  desk: AskDesk,
): AsyncIterable<Made> {
  const call = desk.call(answer);
  const asked = { model: answer.key, provider: "scripted" };
  const places = limited(parallel);
  const work = async (one: Ready): Promise<Answer | Problem> => {
    const began = desk.clock();
    const text = await places(async () => {
      if (ms > 0) await pause(ms, desk.signal);
      heed(desk.signal);
      return textOf(one, call);
    });
    if (text instanceof Problem) return text;
    const made = {
      text,
      finish: "stop",
      promptTokens: null,
      outputTokens: null,
      logprob: null,
      provider: asked.provider,
      spent: { dtype: null, known: null, firstMs: null, ms: desk.clock() - began, memory: null },
    };
    desk.used(one.call.model.name, asked);
    await desk.store.put(one.key, entryOf(made, asked, one.parts));
    return made;
  };
  return atOnce(group, parallel + STORING, work, desk.signal);
}

async function textOf(
  { call: { model, messages } }: Ready,
  call: (item: Value) => Promise<Value>,
): Promise<string | Problem> {
  try {
    const said = await call(messages.messages.at(-1)?.content ?? "");
    if (typeof said === "string") return said;
    return typeError("E204", `the function of '${model.name}' gives ${describe(said)}, not Text`);
  } catch (error) {
    if (ofRow(error)) return error;
    throw error;
  }
}
