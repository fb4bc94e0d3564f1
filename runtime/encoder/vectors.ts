// Embeddings: how a program says which vectors it wants, and how near two of them are.
import { bool, choice, doc, type Given, int, maybe, opt, type Param, type Reach, text } from "../operator.ts";
import type { EncoderKind, Inference } from "../model/index.ts";
import { kindOf, type Json, type ModelValue, type Value } from "../value.ts";
import { asked } from "./asked.ts";
import { dataError } from "../problem.ts";
import { ranged } from "../ranged.ts";

/** A model that does this. */
export const encoder = (does: EncoderKind): Param<ModelValue> => ({
  type: { kind: "model", ref: null, window: null, does },
  is: (value: Given) => typeof value !== "function" && kindOf(value as Value) === "model",
  doc: "",
  fallback: null,
});

/** What all say that deal in vectors; what is left out is as the model's own files have it. */
export const vectorParams = {
  with: doc("the model", encoder("embed")),
  pooling: doc("how the vectors of a text's tokens become one", maybe(choice("cls", "mean", "max", "last"))),
  normalize: doc("vectors of length 1", maybe(bool)),
  dimensions: doc("the first so many numbers of a vector", maybe(ranged(int, { least: 1 }))),
} as const;

export interface Vectors {
  readonly with: ModelValue;
  readonly pooling: "cls" | "mean" | "max" | "last" | null;
  readonly normalize: boolean | null;
  readonly dimensions: number | null;
}

/** Which of a model's prompts stands before the texts, or the text that does. */
export interface Before {
  readonly as: "query" | "document" | null;
  readonly prefix: string | null;
}

/** The vectors of texts, in their order. Errors: those of the model. */
export async function vectorsOf(
  texts: readonly string[],
  { with: model, ...vectors }: Vectors,
  before: Before,
  operator: string,
  reach: Pick<Reach, "infer" | "note">,
): Promise<Float32Array[]> {
  const inputs = texts.map((one) => ({ text: one }));
  const said = await asked(reach, operator, model, taskOf(vectors, before), inputs);
  // the runner gives a vector to whoever asks for one
  return said.map(({ value }) => value as Float32Array);
}

/**
 * The vectors of parts of a text that is read once; each follows the one before it, or begins within it where it does not stand behind it.
 * Parts without a token, which have zeros, are counted. Errors: E204 for a part that is not there, those of the model.
 */
export async function partVectorsOf(
  { text: whole, parts }: { readonly text: string; readonly parts: readonly string[] },
  { with: model, ...vectors }: Vectors,
  before: Before,
  operator: string,
  reach: Pick<Reach, "infer" | "note">,
): Promise<Float32Array[]> {
  if (parts.length === 0) return [];
  const input = { text: whole, parts: placesOf(whole, parts, operator) };
  const [said] = await asked(reach, operator, model, taskOf(vectors, before), [input]);
  const all = said!.value as Float32Array;
  const size = all.length / parts.length;
  const made = parts.map((_, at) => all.slice(at * size, (at + 1) * size));
  const empty = made.filter((vector) => vector.every((x) => x === 0)).length;
  if (empty > 0) reach.note(`${operator}: parts without a token that was read, whose vector is zeros`, empty);
  return made;
}

function placesOf(whole: string, parts: readonly string[], operator: string): (readonly [number, number])[] {
  let [start, end] = [-1, 0];
  return parts.map((part, nth) => {
    const behind = whole.indexOf(part, end);
    start = behind >= 0 ? behind : whole.indexOf(part, start + 1);
    if (start < 0)
      throw dataError(
        "E204",
        `'${operator}' does not find part ${nth + 1} in the text, behind those before it`,
      );
    end = start + part.length;
    return [start, end];
  });
}

function taskOf(
  { pooling, normalize, dimensions }: Omit<Vectors, "with">,
  { as, prefix }: Before,
): Inference {
  return {
    kind: "embed",
    ...(pooling !== null && { pooling }),
    ...(normalize !== null && { normalize }),
    ...(dimensions !== null && { dimensions }),
    ...(prefix !== null ? { prefix } : as !== null && { as }),
  };
}

export const similarityParam = doc(
  "cosine: by their directions alone; dot: longer ones weigh more; l2: by their distance, squared and below 0",
  opt(choice("cosine", "dot", "l2"), "cosine"),
);

/** The products of their numbers in sum. */
export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += a[at]! * b[at]!;
  return sum;
}

/** The square of their distance. */
export function apart(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += (a[at]! - b[at]!) ** 2;
  return sum;
}

/** -1 to 1; 0 where one of them is all zeros. */
export function cosineOf(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const lengths = Math.sqrt(dot(a, a) * dot(b, b));
  return lengths === 0 ? 0 : dot(a, b) / lengths;
}

/** What is the same means the same vectors: for caches. */
export const vectorsKey = ({ with: { ref, dir, graph, devices, options }, ...rest }: Vectors): Json =>
  [ref, dir, graph ?? "", devices as unknown as Json, options, rest] as Json;

export const prefixParam = (what: string): Param<string | null> =>
  doc(`put before ${what} instead of what the model has for it`, maybe(text));
