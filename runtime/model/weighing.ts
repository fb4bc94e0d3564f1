// Texts that are there, and how likely a model finds them: what is said of them between the processes.

/** A text that is given, tokens and all: those from `from` on are weighed, each behind all before it. `from` is 1 or more. */
export interface Given {
  readonly tokens: readonly number[];
  readonly from: number;
}

/** What else could have stood in the place of a token. */
export interface Alternative {
  readonly id: number;
  readonly logprob: number;
}

/** A token of an answer: its log-probability by the model itself, and the likeliest tokens in its place. */
export interface Step extends Alternative {
  readonly top: readonly Alternative[];
}

/** How likely a given text is. */
export interface Likelihood {
  /** Position of the text in the request. */
  readonly index: number;
  /** ln p of each token from `from` on, p from the full softmax at temperature 1. */
  readonly logprobs: readonly number[];
  /** Whether each of them is the likeliest, the lowest id among equals: greedy decoding would write the same. */
  readonly greedy: boolean;
  /** By token the likeliest ones, likeliest first; empty where none were asked for. */
  readonly top: readonly (readonly Alternative[])[];
  /** Of the tokens before `from` those that were known from another text. */
  readonly known: number;
  /** From the start of those that were computed with it to its end. */
  readonly ms: number;
}

/** What is to stand behind a conversation. */
export interface Joining {
  /** Text with which the answer begins; "" for none. */
  readonly prefix: string;
  /** What parts a text from what is before it; null: a space, unless white space or nothing stands there. */
  readonly delimiter: string | null;
  readonly texts: readonly string[];
  /** The model is an encoder-decoder: texts are no part of what its encoder reads, and have tokens of their own. */
  readonly apart: boolean;
}

/** A conversation with texts behind it, in ids. */
export interface Joined {
  /** Prefix included. */
  readonly prompt: readonly number[];
  /** The prompt and each of the texts. */
  readonly whole: readonly (readonly number[])[];
  /** So many ids all of them begin with: those of the prompt, but for the last where the tokenizer joins letters across the border. */
  readonly from: number;
  /** The prompt is no text at all. */
  readonly alone: boolean;
}
