// The graphs of an encoder-decoder -> how they are fed, or an error that names what is not understood. Pure.
import type { Graph } from "../backend/graph.ts";
import { ModelError } from "../error.ts";
import {
  describeStates,
  type Layout,
  type NumberType,
  type Port,
  type Ports,
  type State,
} from "../layout.ts";

/** How the graphs are fed. */
export interface Seq2seqForm {
  /** What an encoder takes: ids [B,E], and a mask of them where it has one. */
  readonly ids: NumberType;
  readonly mask?: NumberType;
  /** What it makes of them, [B,E,D]. */
  readonly hidden: NumberType;
  /** The decoder's own keys and values, which grow with the answer. */
  readonly layout: Layout;
  /** Keys and values of the prompt, computed with the first token and then handed on: `[B,H,P,D]`. */
  readonly cross: readonly State[];
  /** What the decoder takes besides, with the first token and with those after it. */
  readonly first: ReadonlySet<string>;
  readonly next: ReadonlySet<string>;
}

/** A loaded encoder-decoder. */
export interface Seq2seq {
  readonly form: Seq2seqForm;
  readonly encoder: Graph;
  /** Computes the first token; the same graph as `next` where one has a branch for each. */
  readonly first: Graph;
  readonly next: Graph;
  /** What an answer stands behind. */
  readonly start: readonly number[];
  /** Prompts of different lengths may be in one pass. */
  readonly together: boolean;
}

export const BRANCH = "use_cache_branch";
const HIDDEN = "last_hidden_state";
const EXTRAS: ReadonlySet<string> = new Set(["encoder_hidden_states", "encoder_attention_mask", BRANCH]);

/** Inputs and outputs of the three; `first` is `next` where one graph is both. */
export interface Seq2seqPorts {
  readonly encoder: Ports;
  readonly first: Ports;
  readonly next: Ports;
}

/** @throws ModelError E505 naming each input, output or state that is not understood */
export function readSeq2seq(name: string, { encoder, first, next }: Seq2seqPorts): Seq2seqForm {
  const refuse = (what: string): ModelError =>
    new ModelError(
      "E505",
      `${name}: ${what}`,
      "use an encoder-decoder of texts, exported with a cache: encoder_model.onnx, decoder_model_merged.onnx",
    );
  const unknown = (ports: readonly Port[], known: (port: Port) => boolean, of: string): void => {
    const strange = ports.filter((port) => !known(port));
    const words = strange.map((port) => `'${port.name}' (${port.type} [${port.shape.join(",")}])`);
    if (words.length > 0) throw refuse(`unsupported input ${words.join(", ")} of ${of}`);
  };
  unknown(encoder.inputs, ({ name }) => name === "input_ids" || name === "attention_mask", "the encoder");
  const ids = integer(encoder.inputs, "input_ids");
  const mask = integer(encoder.inputs, "attention_mask");
  const hidden = encoder.outputs.find(({ name }) => name === HIDDEN);
  if (!ids) throw refuse("the encoder has no integer input 'input_ids'");
  if (hidden?.type !== "float32" && hidden?.type !== "float16")
    throw refuse(`the encoder has no output '${HIDDEN}'`);
  const states = next.inputs.flatMap((port) => stateOf(port) ?? []);
  const named = new Set(states.map(({ input }) => input));
  const extra = ({ name }: Port): boolean => name === "input_ids" || EXTRAS.has(name);
  unknown(next.inputs, (port) => extra(port) || named.has(port.name), "the decoder");
  unknown(
    first.inputs,
    (port) => extra(port) || (first === next && named.has(port.name)),
    "decoder_model.onnx",
  );
  const made = new Set(first.outputs.map((port) => port.name));
  const lost = states.find(({ output }) => !made.has(output));
  if (lost) throw refuse(`nothing gives '${lost.input}': there is no output '${lost.output}'`);
  const own = states.filter(({ input }) => input.includes(".decoder."));
  const logits = next.outputs.find((port) => port.name === "logits");
  const vocab = logits?.shape[2];
  const tokens = integer(next.inputs, "input_ids");
  if (own.length === 0) throw refuse("no key-value cache inputs");
  if (!tokens) throw refuse("the decoder has no integer input 'input_ids'");
  if (logits === undefined || typeof vocab !== "number")
    throw refuse("no output 'logits' of shape [B,S,vocabulary]");
  const inputs = ({ inputs }: Ports): ReadonlySet<string> => new Set(inputs.map((port) => port.name));
  return {
    ids,
    ...(mask && { mask }),
    hidden: hidden.type,
    cross: states.filter(({ input }) => input.includes(".encoder.")),
    first: inputs(first),
    next: inputs(next),
    layout: {
      ids: tokens,
      logits: logits.type === "float16" ? "float16" : "float32",
      vocab,
      layers: own.length / 2,
      states: own,
      dtype: own[0]!.type,
      text: `${describeStates(own, own.length / 2)}, and as much of the prompt`,
    },
  };
}

const integer = (ports: readonly Port[], wanted: string): NumberType | undefined => {
  const type = ports.find(({ name }) => name === wanted)?.type;
  return type === "int64" || type === "int32" ? type : undefined;
};

/** `past_key_values.3.decoder.key` [B,H,P,D] of numbers of known heads and size. */
function stateOf({ name, type, shape }: Port): State | null {
  if (!/^past_key_values\.\d+\.(decoder|encoder)\.(key|value)$/.test(name)) return null;
  const [, heads, , size, more] = shape;
  if (typeof heads !== "number" || typeof size !== "number" || more !== undefined) return null;
  if (type !== "float32" && type !== "float16") return null;
  return {
    input: name,
    output: name.replace("past_key_values", "present"),
    type,
    shape: ["B", heads, "P", size],
  };
}
