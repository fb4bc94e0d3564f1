// What a graph without a cache computes, from its inputs and outputs and from config.json; what is not understood is named. Pure.
import { type Json, object } from "../directory.ts";
import { ModelError } from "../error.ts";
import type { NumberType, Port } from "../layout.ts";

/**
 * `embed`: vectors; `rerank`: one number for a pair of texts; `label`: labels of tokens; `span`: where an answer begins and ends;
 * `prune`: of a question and a text one number, and labels of tokens (Provence, Chirkova et al. 2025).
 */
export type EncoderKind = "embed" | "rerank" | "classify" | "label" | "fill" | "span" | "prune";

/** What each kind gives, for people. */
export const gives: Readonly<Record<EncoderKind, string>> = {
  embed: "embeddings",
  rerank: "a score for two texts",
  classify: "labels of texts",
  label: "labels of tokens",
  fill: "tokens in the place of a mask",
  span: "answers out of a text",
  prune: "labels of tokens, and a score for two texts",
};

export interface EncoderForm {
  readonly kind: EncoderKind;
  /** What each input is made of; `ids [B,S]` is always there, the others have its shape. */
  readonly inputs: Readonly<Partial<Record<InputName, NumberType>>> & { readonly input_ids: NumberType };
  /** The outputs that are read: of `span` two, else one; of `prune` the labels, the score being `relevance`. */
  readonly outputs: readonly string[];
  /** Of `embed`: the output is one vector per text already. */
  readonly pooled: boolean;
  /** Numbers in a vector, or of a text or token; null where the graph does not say. */
  readonly width: number | null;
  /** Names of these numbers, where they are labels. */
  readonly labels: readonly string[];
  /** Each label is true or not by itself. */
  readonly multi: boolean;
  /** For people: `last_hidden_state [B,S,384]`. */
  readonly text: string;
}

const INPUTS = ["input_ids", "attention_mask", "token_type_ids", "position_ids"] as const;
export type InputName = (typeof INPUTS)[number];

/** Architectures that write: a decoder, or a decoder beside an encoder. */
const WRITES = /(ForCausalLM|ForConditionalGeneration|LMHeadModel|ForSpeechSeq2Seq)$/;

export const architectures = (config: Json): readonly string[] =>
  Array.isArray(config["architectures"]) ? config["architectures"].map(String) : [];

/** Whether a model writes, by what config.json says. */
export const writes = (config: Json): boolean => architectures(config).some((name) => WRITES.test(name));

/** Whether a graph is one without a cache that does not give the logits of a model that writes. */
export const isEncoder = (inputs: readonly Port[], outputs: readonly Port[], config: Json): boolean =>
  inputs.some(({ name }) => name === "input_ids") &&
  outputs.length > 0 &&
  !inputs.some(({ name }) => name.startsWith("past") || name.startsWith("encoder_")) &&
  !outputs.some(({ name }) => name.startsWith("present")) &&
  !(writes(config) && outputs.some(({ name }) => name === "logits"));

/** @throws ModelError E505 naming the input, the outputs or the setting that is not understood. */
export function readForm(
  name: string,
  ins: readonly Port[],
  outs: readonly Port[],
  config: Json,
): EncoderForm {
  const refuse = (what: string): ModelError =>
    new ModelError("E505", `${name}: ${what}`, "use an encoder as optimum or transformers.js export it");
  const inputs: { [K in InputName]?: NumberType } = {};
  for (const port of ins) {
    const known = INPUTS.find((input) => input === port.name);
    if (known === undefined || port.shape.length !== 2 || (port.type !== "int64" && port.type !== "int32"))
      throw refuse(`unsupported input '${port.name}' (${portText(port)})`);
    if (port.shape.some((size) => typeof size === "number"))
      throw refuse(`input '${port.name}' has the fixed shape [${port.shape.join(",")}]`);
    inputs[known] = port.type;
  }
  const { input_ids } = inputs;
  if (input_ids === undefined) throw refuse("no integer input 'input_ids'");
  const found = headOf(outs, config);
  if (typeof found === "string") throw refuse(found);
  const ports = found.outputs.map((output) => outs.find((port) => port.name === output)!);
  const strange = ports.find(({ type }) => type !== "float32" && type !== "float16");
  if (strange) throw refuse(`output '${strange.name}' is ${strange.type}`);
  const width = found.kind === "span" ? null : (ports[0]?.shape.at(-1) ?? null);
  return {
    ...found,
    inputs: { ...inputs, input_ids },
    width: typeof width === "number" ? width : null,
    text: ports.map(portText).join(", "),
  };
}

const portText = ({ name, type, shape }: Port): string => `${name} ${type} [${shape.join(",")}]`;

type Head = Pick<EncoderForm, "kind" | "outputs" | "pooled" | "labels" | "multi">;

/** What the outputs are, or why that is not known. */
function headOf(outs: readonly Port[], config: Json): Head | string {
  const named = (...names: readonly string[]): Port | undefined =>
    names.flatMap((name) => outs.find((port) => port.name === name) ?? [])[0];
  const plain = { pooled: false, labels: [], multi: false };
  const [start, end, logits] = [named("start_logits"), named("end_logits"), named("logits")];
  if (start && end) return { ...plain, kind: "span", outputs: [start.name, end.name] };
  if (logits && named(RELEVANCE)) return pruning(logitsOf(logits, config));
  if (logits) return logitsOf(logits, config);
  const pooled = named("sentence_embedding", "text_embeds");
  if (pooled) return { ...plain, kind: "embed", outputs: [pooled.name], pooled: true };
  const states = named("last_hidden_state", "token_embeddings", "hidden_states");
  if (states) return { ...plain, kind: "embed", outputs: [states.name] };
  const last = named("pooler_output");
  if (last) return { ...plain, kind: "embed", outputs: [last.name], pooled: true };
  return `its outputs are not understood: ${outs.map(portText).join(", ")}`;
}

/** The second output of a model with two heads. */
const RELEVANCE = "relevance";

function pruning(head: Head | string): Head | string {
  if (typeof head === "string") return head;
  if (head.kind === "label") return { ...head, kind: "prune" };
  return `beside '${RELEVANCE}' its logits are ${gives[head.kind]}`;
}

/** The head that a task is asked of: of a pruner the one or the other, else the only one. */
export function headFor(form: EncoderForm, task: string): EncoderForm {
  if (form.kind !== "prune") return form;
  if (task === "label") return { ...form, kind: "label" };
  return task === "rerank"
    ? { ...form, kind: "rerank", outputs: [RELEVANCE], pooled: true, labels: [] }
    : form;
}

/** Logits of a text are scores or labels; those of each token are labels, or tokens in its place. */
function logitsOf({ name, shape }: Port, config: Json): Head | string {
  const is = (end: string): boolean => architectures(config).some((one) => one.endsWith(end));
  const outputs = [name];
  const size = shape.at(-1);
  const labels = labelsOf(config, size);
  if (shape.length === 2) {
    const problem = config["problem_type"] ?? null;
    const kinds = [null, "regression", "single_label_classification", "multi_label_classification"];
    if (!kinds.includes(problem as string))
      return `problem_type ${JSON.stringify(problem)} is not understood`;
    const one = size === 1 || (labels.length === 1 && typeof size !== "number");
    if (problem === "regression" && !one) return `it is a regression to ${String(size)} numbers`;
    if (one) return { kind: "rerank", outputs, pooled: true, labels: [], multi: false };
    if (labels.length === 0) return "config.json has no id2label, and the graph does not say how many labels";
    const multi = problem === "multi_label_classification";
    return { kind: "classify", outputs, pooled: true, labels, multi };
  }
  const plain = { outputs, pooled: false, multi: false };
  const words = size === config["vocab_size"];
  if (is("ForMaskedLM") || (architectures(config).length === 0 && words))
    return { ...plain, kind: "fill", labels: [] };
  if (is("ForTokenClassification") || (architectures(config).length === 0 && labels.length === size))
    return { ...plain, kind: "label", labels };
  return `what its logits [${shape.join(",")}] are is not stated by the architectures of config.json: ${architectures(config).join(", ") || "none"}`;
}

/** Names of so many labels: those of id2label, `LABEL_0` where it has none. */
function labelsOf(config: Json, size: number | string | undefined): readonly string[] {
  const named = object(config["id2label"]);
  const count = typeof size === "number" ? size : Object.keys(named).length;
  return Array.from({ length: count }, (_, at) => {
    const label = named[at];
    return typeof label === "string" ? label : `LABEL_${at}`;
  });
}
