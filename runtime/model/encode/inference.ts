// What an encoder is asked, and what it says: plain values that go from process to process.
import type { Pooling } from "./settings.ts";

/** What an encoder is asked for. What is left out is as the model's own files have it. */
export type Inference = Task & {
  /** Tokens of a text at most, where the model would take more. */
  readonly window?: number;
};
export type Task =
  | {
      readonly kind: "embed";
      readonly pooling?: Pooling;
      readonly normalize?: boolean;
      /** The first so many numbers of a vector, made of length 1 again where vectors are. */
      readonly dimensions?: number;
      /** What the texts are, for what the model wants before them. */
      readonly as?: "query" | "document";
      /** Put before each text instead. */
      readonly prefix?: string;
    }
  | { readonly kind: "rerank" | "classify" }
  | {
      readonly kind: "label";
      /** Each token by itself, with the probability that it has this label; left out: parts of the text, each with its label. */
      readonly each?: string;
    }
  | { readonly kind: "fill"; readonly top: number }
  | {
      readonly kind: "span";
      readonly top: number;
      /** Tokens that two parts of a long context share. */
      readonly stride: number;
      /** Tokens of an answer at most. */
      readonly longest: number;
    };

export interface InferInput {
  readonly text: string;
  /** The second of two texts: of `span` the context. */
  readonly pair?: string;
  /** Of `embed`: parts of the text, which is read once; UTF-16 offsets, the end not included. */
  readonly parts?: readonly (readonly [start: number, end: number])[];
}

export interface TextLabel {
  readonly label: string;
  readonly score: number;
}
/** A part of a text; UTF-16 offsets, the end not included. */
export interface TextSpan extends TextLabel {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}
export interface Filling {
  /** Which mask of the text, from 0. */
  readonly mask: number;
  readonly token: string;
  readonly score: number;
}

/** Of `embed` a vector, of parts theirs one behind the other, of `rerank` a score, of `classify` labels, of `fill` tokens, of `label` and `span` parts of the text. */
export type InferredValue =
  Float32Array | number | readonly TextLabel[] | readonly TextSpan[] | readonly Filling[];

export interface Inferred {
  /** Position of the text in the request. */
  readonly index: number;
  readonly value: InferredValue;
  /** Tokens that were computed. */
  readonly tokens: number;
  /** Tokens that did not fit into the window and were left out. */
  readonly cut: number;
}
