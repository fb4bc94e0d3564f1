// A request to a model: its settings checked, prompts that cannot be run refused, the others decoded and counted.
import { decodeBeams } from "./beams.ts";
import { decode } from "./decode.ts";
import type { Engine, Listener, Task } from "./engine.ts";
import type { Failure } from "./error.ts";
import { checkOptions } from "./options.ts";
import type { GenerateOptions, Prompt } from "./protocol.ts";
import { noRoom, type Room, roomOf } from "./room.ts";
import { rowsOf } from "./row.ts";
import { decodeSeq2seq } from "./seq2seq/decode.ts";
import { tally } from "./tally.ts";
import { askingFor, foreign } from "./unfit.ts";

/**
 * Runs all prompts; each result goes to `listener.done` as soon as it is there, in order of completion. A prompt that
 * cannot be run (E506, E511, E520), and one at which the graph fails (E512, E513, E520), goes to `listener.refused`.
 * @throws ModelError E511 for the options, before anything runs; the signal's reason when cancelled.
 */
export async function generate(
  engine: Engine,
  prompts: readonly Prompt[],
  options: GenerateOptions,
  listener: Listener,
): Promise<void> {
  checkOptions(options);
  if (options.form) (await engine.guides.open(options.form)).close();
  const { maxTokens, beams = 1 } = options;
  const needs = prompts.map(({ tokens }) => tokens.length + maxTokens);
  const asking = { ...askingFor(engine, needs), beams };
  const room = roomOf(engine.setup, asking, engine.ceiling ?? Infinity);
  const sound = prompts.flatMap((prompt, index) => {
    const error = unfit(engine, prompt, index, options.maxTokens, room);
    if (error) listener.refused({ index, error });
    return error ? [] : [{ ...prompt, index }];
  });
  const { add: count, report } = tally(prompts.length, listener.progress);
  const task: Task = { ...listener, engine: { ...engine, memory: room.batch }, options, count };
  try {
    const rows = rowsOf(sound, options, engine.decode);
    const { seq2seq } = engine;
    if (seq2seq) await decodeSeq2seq(task, seq2seq, rows);
    else await (options.beams === undefined ? decode(task, rows) : decodeBeams(task, rows));
  } finally {
    engine.setup.graph.clear();
  }
  report();
}

/** Why a prompt cannot be run at all. */
function unfit(
  { setup, window }: Engine,
  { tokens }: Prompt,
  index: number,
  maxTokens: number,
  room: Room,
): Failure | undefined {
  const name = `prompt ${index + 1}`;
  if (tokens.length === 0)
    return { code: "E511", cause: `${name} is empty`, fix: "give it at least one token" };
  const strange = foreign(name, tokens, setup.layout.vocab);
  if (strange) return strange;
  const need = tokens.length + maxTokens;
  if (need > window) {
    const parts = `${tokens.length} (prompt) + ${maxTokens} (answer)`;
    return {
      code: "E506",
      cause: `${name} needs ${parts} = ${need} tokens, the window is ${window}`,
      fix: `shorten it by ${need - window} tokens, or lower max_tokens`,
    };
  }
  return need > room.tokens ? noRoom(name, setup, need, room) : undefined;
}
