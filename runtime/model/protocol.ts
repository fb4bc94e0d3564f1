// What the parent and the runner process say to each other: plain values with request ids.
import type { ChatForm } from "../../dsl/types/known.ts";
import type { Backend, Choice } from "./backend/graph.ts";
import type { Device, Tried } from "./device.ts";
import type { EncoderAbout } from "./encode/about.ts";
import type { InferInput, Inference, Inferred } from "./encode/inference.ts";
import type { Together } from "./encode/pass.ts";
import type { Failure } from "./error.ts";
import type { Source } from "./optimized.ts";
import type { Given, Joined, Joining, Likelihood, Step } from "./weighing.ts";

/** Which model, and the providers in the order they are to be tried. */
export interface ModelRequest {
  readonly dir: string;
  /** The ONNX file, relative to the directory; left out, the usual one. */
  readonly graph?: string;
  readonly providers: readonly Device[];
}

/** What can be known of a model directory without loading its graph. */
export interface Described {
  /** sha256 over every file that moves the output; absent when there is no ONNX file. */
  readonly digest?: string;
  /** The ONNX file that would be loaded, relative to the directory. */
  readonly graph?: string;
  /** Bytes of it and of the data files it names. */
  readonly bytes?: number;
  /** Numbers in its tensors: the parameters and a few constants; absent where quantized weights do not say how many. */
  readonly parameters?: number;
  /** Where the graph is that of an encoder: what it gives. */
  readonly encoder?: EncoderAbout;
  readonly refused?: string; // why it is an encoder that is not understood
  /** It is an encoder-decoder. */
  readonly seq2seq?: true;
  /** sha256 over the files that turn text into ids. */
  readonly tokenizerDigest: string;
  /** Longest prompt plus answer, in tokens. */
  readonly window: number;
  readonly vocab: number; // entries of the tokenizer
  readonly ids: number; // one more than their highest id: from there on none has a text
  readonly chatTemplate: boolean;
  /** Id put in front of a text, where the model has one. */
  readonly bos?: number;
  /** Ids that end an answer. */
  readonly eos: readonly number[];
  /** Tokens that data can never produce: text -> id. */
  readonly special: Readonly<Record<string, number>>;
}

/** A model that is loaded: what was used, not what was asked for. */
export interface LoadedModel {
  readonly handle: number;
  readonly digest: string;
  readonly tokenizerDigest: string;
  readonly provider: string;
  readonly tried: readonly Tried[];
  readonly window: number;
  /** Width of the logits. */
  readonly vocab: number;
  readonly layers: number;
  /** Precision: the suffix of the file name (`q4`), else that of the cache (`float32`). */
  readonly dtype: string;
  /** The cache's form, for people: `past.{i}.key/value [B,4,P,8] float32 x 5`. */
  readonly layout: string;
  /** `onnxruntime-node 1.30.0`. */
  readonly runtime: string;
  readonly backend: Backend;
  /** Why it is not `ffi`, where that was not asked for. */
  readonly backendReason?: string;
  readonly threads: number;
  /** Bytes of its graph and weights, and of the keys and values of one token. */
  readonly bytes: { readonly weights: number; readonly perToken: number };
  /** Time to load, in ms. */
  readonly ms: number;
  /** The graph was loaded as ONNX Runtime had optimised it before, on this machine. */
  readonly optimized?: true;
  /** Of an encoder: what it gives, and which rows it takes together. */
  readonly encoder?: EncoderAbout & { readonly together: Together };
  /** Why the logits of all tokens of a prompt are computed, and not only those that are looked at: the answers are the same, later. */
  readonly wholeLogits?: string;
}

/** What an answer is held to. */
export type Form =
  /** One of these texts. */
  | { readonly kind: "choices"; readonly of: readonly string[] }
  /** EBNF as XML has it; the rule `root` is the whole answer. */
  | { readonly kind: "grammar"; readonly ebnf: string }
  /** JSON of this schema, itself JSON. */
  | { readonly kind: "json"; readonly schema: string };

/**
 * `true`: at once. `false`: when the best beam, were it to end now, would be worth no more than the worst that has ended.
 * `"never"`: when no length that it may still come to would help it.
 */
export type EarlyStopping = boolean | "never";

export interface GenerateOptions {
  readonly maxTokens: number;
  /** 0 is greedy: the likeliest token, the lowest id among equals. */
  readonly temperature: number;
  readonly topK?: number;
  readonly topP?: number;
  readonly minP?: number;
  readonly repetitionPenalty?: number;
  readonly presencePenalty?: number;
  readonly form?: Form;
  /** So many alternatives of each token are told; left out, no tokens are told. */
  readonly logprobs?: number;
  /** Answers that are grown side by side (beam.ts); nothing is drawn then. */
  readonly beams?: number;
  /** A beam that has ended is worth its score over its length to this power; 1 where it is not set. */
  readonly lengthPenalty?: number;
  /** Whether a search is over once so many beams have ended, whatever the others might come to. */
  readonly earlyStopping?: EarlyStopping;
  /** Texts that end the answer and are cut off it. */
  readonly stop: readonly string[];
  /** False is without prompt lookup, which moves no token and saves time: for measuring. */
  readonly lookup?: boolean;
}

export interface Prompt {
  readonly tokens: readonly number[];
  /** Picks the random stream, together with the tokens; without effect at temperature 0. */
  readonly seed: number;
}

export interface Generation {
  /** Position of the prompt in the request. */
  readonly index: number;
  /** The answer, without special tokens and without the stop text. */
  readonly text: string;
  /** Every token chosen, a closing eos or the tokens of a stop text included. */
  readonly tokens: readonly number[];
  readonly promptTokens: number;
  readonly finish: "eos" | "stop" | "length";
  readonly cut?: boolean; // `length` ended it before the form that it is held to was complete
  /** Sum over `tokens` of ln p, p from the full softmax at temperature 1. */
  readonly logprob: number;
  /** Each of `tokens`, where `logprobs` was set. */
  readonly steps?: readonly Step[];
  /** From the start of the row's batch to the row's end. */
  readonly ms: number;
  /** From there to its first token; of a search, whose answer is chosen at the end, as `ms`. */
  readonly firstMs: number;
  /** Tokens of the prompt that were not computed for it: another prompt begins alike, or is equal. */
  readonly known: number;
  /** Tokens that prompt lookup put forward, and how many of them came, where it was tried; see lookup.ts. */
  readonly drafted?: number;
  readonly accepted?: number;
}

/** A prompt that has no answer: what went wrong concerns it alone. */
export interface Refused {
  /** Position of the prompt in the request. */
  readonly index: number;
  readonly error: Failure;
}

/** Counts of a running request, sent at most every 200 ms and once at the end. */
export interface Progress {
  readonly done: number;
  readonly total: number;
  /** Prompt tokens computed so far; equal prompts of one batch are computed once. */
  readonly promptTokens: number;
  /** Tokens chosen so far; where answers are searched those of all beams. */
  readonly tokens: number;
  readonly ms: number;
  /** Of `ms`, the time that prompts took. */
  readonly promptMs?: number;
}

export interface Message {
  readonly role: string;
  readonly content: string;
}

export interface EncodeOptions {
  /** Adds what the tokenizer puts around a text (`<s>`; for BERT `[CLS]` and `[SEP]`). */
  readonly bos?: boolean;
  /** Reads the special tokens written in the text; off, they are ordinary text. */
  readonly special?: boolean;
}

/** Tokens of conversations with holes, and of texts. */
export interface Measured {
  /** `tokens` of what is written; `joins` at most come on top where the text of a hole meets it. */
  readonly chats: readonly { readonly tokens: number; readonly joins: number }[];
  readonly texts: readonly number[];
  /** At most so many tokens come on top where two texts meet that were counted apart. */
  readonly join: number;
}

/** Every call: what it takes and what it gives. A new call is a row here and one in process.ts. */
export interface Calls {
  readonly describe: {
    readonly args: { readonly dir: string; readonly graph?: string };
    readonly value: Described;
  };
  readonly encode: {
    readonly args: {
      readonly dir: string;
      readonly texts: readonly string[];
      readonly options: EncodeOptions;
    };
    readonly value: number[][];
  };
  readonly decode: {
    readonly args: { readonly dir: string; readonly ids: readonly (readonly number[])[] };
    readonly value: string[];
  };
  readonly count: {
    readonly args: { readonly dir: string; readonly texts: readonly string[] };
    readonly value: number[];
  };
  readonly chat: {
    readonly args: { readonly dir: string; readonly messages: readonly Message[] };
    readonly value: number[];
  };
  readonly joined: {
    readonly args: {
      readonly dir: string;
      readonly messages: readonly Message[];
      readonly joining: Joining;
    };
    readonly value: Joined;
  };
  readonly measure: {
    readonly args: {
      readonly dir: string;
      readonly chats: readonly (readonly ChatForm[])[];
      readonly texts: readonly string[];
    };
    readonly value: Measured;
  };
  readonly load: {
    readonly args: { readonly handle: number; readonly model: ModelRequest };
    readonly value: LoadedModel;
  };
  readonly release: { readonly args: { readonly handle: number }; readonly value: null };
  readonly generate: {
    readonly args: {
      readonly handle: number;
      readonly prompts: readonly Prompt[];
      readonly options: GenerateOptions;
    };
    readonly value: null;
  };
  readonly infer: {
    readonly args: {
      readonly handle: number;
      readonly inputs: readonly InferInput[];
      readonly task: Inference;
    };
    readonly value: null;
  };
  readonly likelihood: {
    readonly args: {
      readonly handle: number;
      readonly texts: readonly Given[];
      /** Alternatives to tell of each token. */
      readonly top: number;
    };
    readonly value: null;
  };
}

export type Call = keyof Calls;

/** Parent -> runner. */
export type Request =
  | { [K in Call]: { readonly kind: K; readonly id: number; readonly args: Calls[K]["args"] } }[Call]
  | { readonly kind: "cancel"; readonly id: number };

/** Runner -> parent; `id` is that of the request. `started` sets off the time limit of a call that has one. */
export type Reply =
  | { readonly kind: "started"; readonly id: number }
  | { readonly kind: "generation"; readonly id: number; readonly generation: Generation }
  | { readonly kind: "inferred"; readonly id: number; readonly inferred: readonly Inferred[] }
  | { readonly kind: "likelihood"; readonly id: number; readonly likelihood: Likelihood }
  | { readonly kind: "refused"; readonly id: number; readonly refused: Refused }
  | { readonly kind: "progress"; readonly id: number; readonly progress: Progress }
  | { readonly kind: "done"; readonly id: number; readonly value: Calls[Call]["value"] }
  | { readonly kind: "failed"; readonly id: number; readonly error: Failure };

/** The runner's settings, handed over on its command line. */
export interface Settings {
  readonly parent: number;
  /** Threads of one graph; without it, by the model's size. */
  readonly threads?: number;
  /** Bytes the caches of one batch may take. */
  readonly memory: number;
  /** Bytes the process may hold; without it, a share of what the machine has. */
  readonly ceiling?: number;
  readonly choice: Choice;
  /** Bytes of weights from which on an optimised graph is kept for the next load. */
  readonly optimizeFrom: number;
  /** The process is to make the optimised graph of this, and nothing else. */
  readonly make?: Source;
}
