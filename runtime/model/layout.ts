// A graph's inputs and outputs -> how its cache is fed, or an error that names what is not understood. Pure.
import { BRANCH_BIAS, BRANCH_POSITIONS } from "../onnx/branches.ts";
import { LOG_SUM, POSITIONS } from "../onnx/logits.ts";
import { ModelError } from "./error.ts";

export type NumberType = "float32" | "float16" | "int64" | "int32" | "bool";

/** One input or output as the graph declares it; a symbolic dimension is its name. */
export interface Port {
  readonly name: string;
  readonly type: string;
  readonly shape: readonly (number | string)[];
}

/** What goes into a graph, and what comes out of it. */
export interface Ports {
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
}

/** One tensor that a step hands to the next: keys, values, ids such as `past.prev_ids`, the last columns of a convolution. */
export interface State {
  readonly input: string;
  readonly output: string;
  readonly type: NumberType;
  /** `B` rows, `P` cached tokens, numbers are fixed. `[B,H,P,D]`; joint `[2,B,H,P,D]`; ids `[B,n]`; of a convolution `[B,C,n]`. */
  readonly shape: readonly (number | "B" | "P")[];
}

export interface Layout {
  /** int64 or int32: what `input_ids`, `position_ids` and `attention_mask` are made of. */
  readonly ids: NumberType;
  readonly positions?: NumberType;
  readonly mask?: NumberType;
  /** The positions whose logits are computed are an input, see onnx/logits.ts. */
  readonly chosen?: true;
  /** What makes the logits log-probabilities is an output, see onnx/logits.ts. */
  readonly logSum?: true;
  /** What each token sees is an input, and where it stands if `counted`, see onnx/branches.ts. */
  readonly branches?: { readonly bias: NumberType; readonly counted: boolean };
  /** An input of exporters that says of how many last positions the logits are computed, and its shape. */
  readonly keep?: { readonly type: NumberType; readonly dims: readonly number[] };
  readonly logits: NumberType;
  readonly vocab: number;
  readonly layers: number;
  readonly states: readonly State[];
  /** Precision of the cache. */
  readonly dtype: NumberType;
  /** For people: `past.{i}.key/value [B,4,P,8] float32 x 5`. */
  readonly text: string;
}

const inputs = {
  ids: "input_ids",
  positions: "position_ids",
  mask: "attention_mask",
  chosen: POSITIONS,
  keep: "num_logits_to_keep",
  bias: BRANCH_BIAS,
  counted: BRANCH_POSITIONS,
} as const;

/**
 * Reads the cache's form from the graph itself; config.json is not asked.
 * @throws ModelError E505 naming each input or state that is not understood.
 */
export function readLayout(name: string, ins: readonly Port[], outs: readonly Port[]): Layout {
  const refuse = (what: string): ModelError =>
    new ModelError(
      "E505",
      `${name}: ${what}`,
      "use a decoder exported with a key-value cache (past and present)",
    );
  const outputs = new Map(outs.map((port) => [port.name, port]));
  const known = new Map(ins.map((port) => [port.name, port]));
  const states: State[] = [];
  const strange: string[] = [];
  for (const port of ins) {
    if (Object.values(inputs).some((input) => input === port.name)) continue;
    const state = readState(port, outputs);
    if (state === undefined) strange.push(`'${port.name}' (${port.type} [${port.shape.join(",")}])`);
    else states.push(state);
  }
  if (strange.length > 0) throw refuse(`unsupported input ${strange.join(", ")}`);
  const caches = states.filter((state) => state.shape.includes("P"));
  const first = caches[0];
  if (first === undefined) throw refuse("no key-value cache inputs");
  const logits = outputs.get("logits");
  const vocab = logits?.shape[2];
  if (logits === undefined || typeof vocab !== "number")
    throw refuse("no output 'logits' of shape [B,S,vocabulary]");
  if (logits.type !== "float32" && logits.type !== "float16")
    throw refuse(`'logits' is ${logits.type}, and float32 and float16 are read`);
  const ids = integer(known.get(inputs.ids));
  if (ids === undefined) throw refuse("no integer input 'input_ids'");
  const positions = integer(known.get(inputs.positions));
  const mask = integer(known.get(inputs.mask));
  const keep = integer(known.get(inputs.keep));
  const bias = known.get(inputs.bias)?.type === first.type;
  const layers = first.shape.length === 5 ? caches.length : caches.length / 2;
  return {
    ids,
    ...(positions && { positions }),
    ...(mask && { mask }),
    ...(known.has(inputs.chosen) && { chosen: true as const }),
    ...(outputs.has(LOG_SUM) && { logSum: true as const }),
    ...(bias && { branches: { bias: first.type, counted: known.has(inputs.counted) } }),
    ...(keep && { keep: { type: keep, dims: known.get(inputs.keep)!.shape.map(() => 1) } }),
    logits: logits.type,
    vocab,
    layers,
    states,
    dtype: first.type,
    text: describeStates(states, layers),
  };
}

const integer = (port: Port | undefined): NumberType | undefined =>
  port?.type === "int64" || port?.type === "int32" ? port.type : undefined;

/**
 * Keys and values apart, keys and values joint (GPT-2), the columns that a convolution looks back on (LFM2), or whole numbers of a
 * fixed size; anything else is refused.
 */
function readState(port: Port, outputs: ReadonlyMap<string, Port>): State | undefined {
  const output = [port.name.replace(/^past_key_values/, "present"), port.name.replace(/^past/, "present")]
    .map((name) => outputs.get(name))
    .find((found) => found !== undefined && found.name !== port.name);
  if (output === undefined || output.type !== port.type || output.shape.length !== port.shape.length)
    return undefined;
  const [rank, type] = [port.shape.length, port.type];
  if (type === "float32" || type === "float16") {
    if (rank === 4 && /^past(_key_values)?[._].*(key|value)/.test(port.name))
      return cache(port, output, type, 0);
    if (rank === 5 && port.shape[0] === 2 && /^past(_key_values)?[._]\d+$/.test(port.name))
      return cache(port, output, type, 1);
    return rank === 3 && /^past_conv[._]\d+$/.test(port.name) ? fixed(port, output, type) : undefined;
  }
  if (type !== "int64" && type !== "int32") return undefined;
  return fixed(port, output, type);
}

/** As large after every step, and zero before the first. */
function fixed(port: Port, output: Port, type: NumberType): State | undefined {
  const [rows, ...sizes] = port.shape;
  if (typeof rows === "number" || sizes.length === 0 || sizes.some((size) => typeof size !== "number"))
    return undefined;
  return { input: port.name, output: output.name, type, shape: ["B", ...(sizes as number[])] };
}

/** `lead` axes before the rows; then rows, heads, cached tokens, head size. */
function cache(port: Port, output: Port, type: "float32" | "float16", lead: number): State | undefined {
  const [rows, heads, past, size] = port.shape.slice(lead);
  if (
    typeof rows !== "string" ||
    typeof heads !== "number" ||
    typeof past !== "string" ||
    typeof size !== "number"
  )
    return undefined;
  const shape = [...(lead === 1 ? [2] : []), "B" as const, heads, "P" as const, size];
  return { input: port.name, output: output.name, type, shape };
}

export function describeStates(states: readonly State[], layers: number): string {
  const shown = (state: State): string => `[${state.shape.join(",")}] ${state.type}`;
  const caches = states.filter((state) => state.shape.includes("P"));
  const names = [...new Set(caches.map((state) => state.input.replace(/\d+/, "{i}")))];
  const joined = names.join(" ").replace(/^(\S*)key(\S*) \1value\2$/, "$1key/value$2");
  const extra = states
    .filter((state) => !state.shape.includes("P"))
    .map((state) => `, ${state.input} ${shown(state)}`);
  return `${joined} ${caches[0] ? shown(caches[0]) : ""} x ${layers}${extra.join("")}`;
}
