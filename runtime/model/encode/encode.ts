// A request to an encoder: checked, its texts made rows, rows of near lengths computed together, each text told as it comes.
import { type Failure, failure, ModelError } from "../error.ts";
import type { Progress, Refused } from "../protocol.ts";
import { wanting } from "../failing.ts";
import { batches } from "./batches.ts";
import { gives, headFor } from "./form.ts";
import type { InferInput, Inference, Inferred } from "./inference.ts";
import { type Made, told } from "./heads.ts";
import type { Encoder } from "./load.ts";
import { pass } from "./pass.ts";
import { type Row, rowsOf } from "./rows.ts";
import { POOLINGS } from "./settings.ts";
import { tally } from "../tally.ts";

/** Who hears of the results, and may cancel. */
export interface InferListener {
  readonly signal: AbortSignal;
  readonly done: (inferred: readonly Inferred[]) => void;
  /** A text that has no result; the others go on. */
  readonly refused: (refused: Refused) => void;
  readonly progress: (progress: Progress) => void;
}

/** The longest time for which nobody else is heard, in ms. */
const TURN_EVERY = 50;

/**
 * Results in order of completion, longest texts first.
 * @throws ModelError E527 for a model of another kind, E511 for an option, before anything runs; the signal's reason when cancelled
 */
export async function infer(
  loaded: Encoder,
  inputs: readonly InferInput[],
  task: Inference,
  listener: InferListener,
): Promise<void> {
  const encoder = { ...loaded, setup: { ...loaded.setup, form: headFor(loaded.setup.form, task.kind) } };
  check(encoder, task);
  if (inputs.some(({ parts }) => parts !== undefined)) checkParts(encoder, task);
  const texts = underWay(inputs.length, listener);
  const rows: Row[] = [];
  for (const [index, input] of inputs.entries()) {
    const found = rowsOf(index, input, task, encoder);
    texts.open(index, Array.isArray(found) ? found.length : 1);
    if (Array.isArray(found)) rows.push(...found);
    else texts.refuse(index, found);
    await heard(listener.signal);
  }
  const value = (made: readonly Made[]): Inferred =>
    inferred(made, inputs[made[0]!.row.index]!, task, encoder);
  for (const batch of batches(rows, encoder.setup.together, encoder.budget))
    await computed(encoder, batch, listener.signal, texts, value);
  texts.report();
}

/** Texts that are under way: each is told once its rows are there. */
interface Texts {
  open(index: number, rows: number): void;
  add(made: readonly Made[], value: (made: readonly Made[]) => Inferred): void;
  refuse(index: number, error: Failure): void;
  report(): void;
}

function underWay(total: number, listener: InferListener): Texts {
  const counts = tally(total, listener.progress, true);
  const waiting = new Map<number, { readonly rows: number; readonly made: Made[] }>();
  const self: Texts = {
    open: (index, rows) => void waiting.set(index, { rows, made: [] }),
    refuse(index, error) {
      if (!waiting.delete(index)) return;
      listener.refused({ index, error });
      counts.add("done", 1);
    },
    add(made, value) {
      const done: Inferred[] = [];
      for (const one of made) {
        counts.add("promptTokens", one.row.ids.length);
        const text = waiting.get(one.row.index);
        if (!text || text.made.push(one) < text.rows) continue;
        if (text.made.some(({ outputs }) => outputs.some((output) => output.some(Number.isNaN)))) {
          self.refuse(one.row.index, NAN);
          continue;
        }
        done.push(value(text.made));
        waiting.delete(one.row.index);
      }
      if (done.length > 0) listener.done(done);
      counts.add("done", done.length);
    },
    report: counts.report,
  };
  return self;
}

const NAN: Failure = {
  code: "E512",
  cause: "the model computed NaN",
  fix: "use the model in full precision, or another provider",
};

/** A batch at which the graph fails goes in halves; a row that fails alone has no result. */
async function computed(
  encoder: Encoder,
  batch: readonly Row[],
  signal: AbortSignal,
  texts: Texts,
  value: (made: readonly Made[]) => Inferred,
): Promise<void> {
  await heard(signal);
  try {
    const outputs = await pass(encoder.setup, batch, signal);
    texts.add(
      batch.map((row, at) => ({ row, outputs: outputs[at]! })),
      value,
    );
  } catch (thrown) {
    signal.throwIfAborted();
    if (!(thrown instanceof ModelError)) throw thrown;
    if (batch.length === 1) return texts.refuse(batch[0]!.index, why(batch[0]!, thrown));
    const half = Math.ceil(batch.length / 2);
    await computed(encoder, batch.slice(0, half), signal, texts, value);
    await computed(encoder, batch.slice(half), signal, texts, value);
  }
}

/** Why a row fails that is computed alone. */
function why({ index, ids }: Row, thrown: unknown): Failure {
  const error = failure(thrown, "E513", "check the model's files");
  if (!wanting(error)) return error;
  return {
    code: "E520",
    cause: `memory ran out at text ${index + 1} of ${ids.length} tokens, with no other beside it: ${error.cause}`,
    fix: "shorten it, lower the window of the model, or take weights of fewer bits",
  };
}

function inferred(made: readonly Made[], input: InferInput, task: Inference, encoder: Encoder): Inferred {
  const rows = made.toSorted((a, b) => a.row.order - b.row.order);
  const { index, cut } = rows[0]!.row;
  const { setup, settings, tokenizer } = encoder;
  const value = told(task, rows, input, {
    form: setup.form,
    settings,
    tokenizer,
  });
  const tokens = rows.reduce((sum, { row }) => sum + row.ids.length, 0);
  return { index, value, tokens, cut };
}

let last = -Infinity;

/** Lets the process hear a cancel, now and then. */
async function heard(signal: AbortSignal): Promise<void> {
  if (performance.now() - last >= TURN_EVERY) {
    await new Promise((resolve) => setImmediate(resolve));
    last = performance.now();
  }
  signal.throwIfAborted();
}

/** A classifier of two texts is asked as `classify`, one with a single number as `rerank`. */
function check({ setup: { form } }: Encoder, task: Inference): void {
  if (form.kind !== task.kind)
    throw new ModelError(
      "E527",
      `the model gives ${gives[form.kind]}, not ${gives[task.kind]}`,
      `use a model whose outputs are those of ${gives[task.kind]}`,
    );
  const whole = (name: string, value: number | undefined, least: number, most = Infinity): void => {
    if (value === undefined || (Number.isInteger(value) && value >= least && value <= most)) return;
    const to = most === Infinity ? "" : ` to ${most}`;
    throw new ModelError("E511", `${name} is ${value}`, `give a whole number from ${least}${to}`);
  };
  whole("window", task.window, 1);
  if (task.kind === "embed") {
    whole("dimensions", task.dimensions, 1, form.width ?? Infinity);
    if (task.pooling !== undefined && !POOLINGS.includes(task.pooling))
      throw new ModelError(
        "E511",
        `pooling is '${String(task.pooling)}'`,
        `give one of ${POOLINGS.join(", ")}`,
      );
    if (form.pooled && task.pooling !== undefined && task.pooling !== "none")
      throw new ModelError(
        "E511",
        `pooling is '${task.pooling}', but the graph gives one vector per text`,
        "leave it out",
      );
    if (!form.pooled && task.pooling === "none")
      throw new ModelError(
        "E511",
        "pooling is 'none', but the graph gives a vector per token",
        "give cls, mean, max or last",
      );
  }
  if (task.kind === "label" && task.each !== undefined && !form.labels.includes(task.each))
    throw new ModelError(
      "E511",
      `the model has no label '${task.each}'`,
      `give one of ${form.labels.join(", ")}`,
    );
  if (task.kind === "fill") whole("top", task.top, 1);
  if (task.kind === "span") {
    whole("top", task.top, 1);
    whole("stride", task.stride, 0);
    whole("longest", task.longest, 1);
  }
}

/** Parts have vectors where the graph gives one per token, and one that is put before the text is not theirs. */
function checkParts({ setup: { form }, settings }: Encoder, task: Inference): void {
  if (task.kind === "embed" && form.pooled)
    throw new ModelError(
      "E511",
      "the graph gives one vector per text, and none for its parts",
      "use a model whose output is a vector per token",
    );
  if (task.kind === "embed" && (task.pooling ?? settings.pooling) === "cls")
    throw new ModelError(
      "E511",
      "pooling is 'cls', which parts of a text do not have",
      'give pooling: "mean"',
    );
}
