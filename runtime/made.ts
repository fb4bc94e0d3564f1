// An answer of a model, what computed it, and what the store keeps of both.
import type { LoadedModel } from "./models.ts";
import type { Scored } from "./scoring.ts";
import type { SpelledStep } from "./spelled.ts";
import type { Entry, Parts } from "./store.ts";
import type { Json } from "./value.ts";

export interface Answer {
  readonly text: string;
  /** Counts and probabilities are null where a server gives none. */
  readonly promptTokens: number | null;
  readonly outputTokens: number | null;
  readonly finish: string;
  /** The form that it is held to was not complete at `max_tokens`. */
  readonly cut?: boolean;
  /** How many of its tokens the tokenizer lacks, where there are any: the text is without them. */
  readonly textless?: number;
  readonly logprob: number | null;
  readonly provider: string;
  /** Where texts are weighed: how likely each is, in their order. The text of the answer is then read off. */
  readonly scores?: readonly Scored[];
  /** Its tokens, where they were asked for. */
  readonly steps?: readonly SpelledStep[];
  /** Absent where it was stored before this was told. */
  readonly spent?: Spending;
}
/** What is kept of an answer: what it took is no part of it. */
export function entryOf({ spent, ...value }: Answer, made: Used | UsedServer, parts: Parts): Entry {
  return {
    value: value as unknown as Json,
    ...(spent && { spent: spent as unknown as Json }),
    made: { ...made },
    parts,
  };
}
/** What {@link entryOf} made. */
export const answerIn = ({ value, spent }: Pick<Entry, "value" | "spent">): Answer =>
  ({ ...(value as object), ...(spent !== undefined && { spent }) }) as unknown as Answer;

/**
 * What an answer took where it was computed; of one from the store, then. In no key, as it moves no answer. Null is what a server
 * does not say.
 */
export type Spending = {
  readonly dtype: string | null;
  /** Tokens of the prompt that were known from another one. */
  readonly known: number | null;
  /** Tokens that prompt lookup put forward, and those of them that came; absent where it was stored before this was told. */
  readonly drafted?: number;
  readonly accepted?: number;
  /** Ms to its first token and to its end, from the beginning of the batch that it was computed in. */
  readonly firstMs: number | null;
  readonly ms: number;
  /** Bytes on the device: the model's weights, and the keys and values of prompt and answer. */
  readonly memory: number | null;
};
/** What computed the answers of a model: recorded with each answer, so that it is known without loading anything. */
export interface Used {
  readonly model: string;
  readonly tokenizer: string;
  readonly provider: string;
  readonly dtype: string;
  readonly runtime: string;
  readonly backend: LoadedModel["backend"];
  readonly threads: number;
}
export const usedOf = ({ digest, tokenizerDigest, ...loaded }: LoadedModel): Used => {
  const { provider, dtype, runtime, backend, threads } = loaded;
  return { model: digest, tokenizer: tokenizerDigest, provider, dtype, runtime, backend, threads };
};

/** The same of a model behind a server, as far as it says so; of a function of the program its digest. */
export interface UsedServer {
  readonly model: string;
  readonly provider: string;
  readonly fingerprint?: string;
}
