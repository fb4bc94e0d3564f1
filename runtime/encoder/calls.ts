// What an encoder is asked of texts, as calls that the store knows: their keys, and what is kept of each.
import { filelessOf } from "../fileless.ts";
import { canonical } from "../../dsl/plan/plan.ts";
import { doesToo } from "../../dsl/types/types.ts";
import { digest } from "../digest.ts";
import { gives, type InferInput, type Inference, type InferredValue } from "../model/index.ts";
import { type Models, wordedFor } from "../models.ts";
import { Problem } from "../problem.ts";
import { type Entry, type Keyed, keyed, type Store } from "../store.ts";
import type { Json, ModelValue } from "../value.ts";

/** What an encoder says of a text. */
export interface Said {
  readonly value: InferredValue;
  /** Tokens that were computed, and those that did not fit into the window and were left out. */
  readonly tokens: number;
  readonly cut: number;
  readonly provider: string;
  /** Absent where it was stored before this was told. */
  readonly spent?: TextSpending;
}

/** What a text took where it was computed; of one from the store, then. In no key, as it moves no result. */
export type TextSpending = {
  readonly dtype: string;
  /** Ms to its result, from the beginning of the request that it was computed in. */
  readonly ms: number;
  /** Bytes of the model's weights on the device. */
  readonly memory: number;
};

/** Asks an encoder, in the order of the texts; a Problem stands where there is no result. Errors: those of the model itself. */
export type Infer = (
  model: ModelValue,
  task: Inference,
  inputs: readonly InferInput[],
) => Promise<readonly (Said | Problem)[]>;

/** A text that an encoder is asked of. */
export interface InferCall {
  readonly model: ModelValue;
  readonly task: Inference;
  readonly input: InferInput;
  /** Of the model's files. */
  readonly digest: string;
  /** Null: which of several devices is used is not known yet. */
  readonly provider: string | null;
  readonly key: string;
  /** The key where another device computed it than was thought. */
  readonly keyOn: (provider: string) => Keyed;
}

interface Desk {
  readonly models: Models;
  readonly store: Store;
}

/** Raised when what encoders are asked, or how it is told, itself changes. */
const INFER = 1;

/**
 * Calls with their keys: everything that moves the result. Which texts were computed together is not part of it: results are the
 * same but for rounding. Errors: E527 for a server or a model of another kind, those of its files.
 */
export async function callsOf(
  model: ModelValue,
  task: Inference,
  inputs: readonly InferInput[],
  desk: Desk,
  providerOf: (model: ModelValue, desk: Desk) => Promise<string | null>,
): Promise<InferCall[]> {
  if (filelessOf(model))
    throw new Problem(
      "ModelError",
      "E527",
      `'${model.name}' is ${model.server ? "a server" : "scripted"}: it writes text, and gives nothing else`,
      `use a model of a folder whose outputs are those of ${gives[task.kind]}`,
    );
  const about = await desk.models.describe(model);
  if (about.refused !== undefined)
    throw wordedFor(
      { code: "E505", cause: about.refused, fix: "use an encoder as optimum or transformers.js export it" },
      model,
    );
  const kind = about.encoder?.kind;
  if (!(kind && doesToo(kind, task.kind)) && about.digest !== undefined)
    throw new Problem(
      "ModelError",
      "E527",
      `'${model.name}' ${kind ? `gives ${gives[kind]}` : "writes text"}, not ${gives[task.kind]}`,
      `use a model whose outputs are those of ${gives[task.kind]}`,
    );
  const setting = Object.keys(model.options).find((name) => name !== "window");
  if (setting !== undefined)
    throw new Problem(
      "ModelError",
      "E511",
      `'${model.name}' sets ${setting}, and an encoder writes no answer`,
      `remove it; the one setting of an encoder is its window`,
    );
  const window = await desk.models.window(model);
  const own = window < about.window ? { ...task, window } : task;
  const provider = await providerOf(model, desk);
  const { digest: files = "", tokenizerDigest: tokenizer } = about;
  return inputs.map((input) => {
    const keyOn = (on: string): Keyed =>
      keyed(
        { infer: INFER, model: files, tokenizer, provider: on, task: own },
        { text: digest(canonical(input)) },
      );
    return { model, task: own, input, digest: files, provider, key: keyOn(provider ?? "").key, keyOn };
  });
}

/** Vectors are kept as the bytes of their float32 numbers, in base64. */
export function kept({ value, spent, ...said }: Said): Pick<Entry, "value" | "spent"> {
  const own =
    value instanceof Float32Array
      ? { vector: Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString("base64") }
      : { value: value as unknown as Json };
  return { value: { ...said, ...own }, ...(spent && { spent }) };
}

/** What {@link kept} wrote. */
export function opened({ value, spent }: Pick<Entry, "value" | "spent">): Said {
  const own = value as unknown as Said & { readonly vector?: string };
  const { vector, ...said } = { ...own, ...(spent !== undefined && { spent: spent as TextSpending }) };
  if (vector === undefined) return said;
  const bytes = Uint8Array.from(Buffer.from(vector, "base64"));
  return { ...said, value: new Float32Array(bytes.buffer) };
}
