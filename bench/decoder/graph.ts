// A decoder of the Llama kind as an ONNX graph, in the layout that Hugging Face's exports have.
import {
  type Attributes,
  makeModel,
  makeNode,
  makeStated,
  makeTensor,
  type Model,
} from "../../runtime/onnx/graph.ts";
import type { Field } from "../../runtime/onnx/message.ts";
import type { Element } from "../../runtime/onnx/schema.ts";
import type { Precision, Shape, Variant } from "./shape.ts";
import { BLOCK, packed, uniform } from "./weights.ts";

const FUSED = "com.microsoft";
const THETA = 10_000;
const EPSILON = 1e-5;

/** Nodes, tensors, inputs and outputs as they are named; methods return the name of what they make. */
export class Graph {
  readonly fields: Field[] = [];
  private count = 0;

  op(op: string, inputs: readonly string[], attributes: Attributes = {}, name = "", domain = ""): string {
    const output = name || `t${this.count++}`;
    this.fields.push(makeNode(op, inputs, [output], attributes, domain));
    return output;
  }

  tensor(name: string, type: Element, dims: readonly number[], values: ArrayBufferView): string {
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    this.fields.push(makeTensor(name, type, dims, bytes));
    return name;
  }

  /** Whole numbers [n]. */
  whole(...values: number[]): string {
    return this.tensor(`c${this.count++}`, "int64", [values.length], BigInt64Array.from(values, BigInt));
  }

  /** A number, or a list of them for the last axis. */
  real(...values: number[]): string {
    const dims = values.length === 1 ? [] : [values.length];
    return this.tensor(`c${this.count++}`, "float32", dims, Float32Array.from(values));
  }

  given(which: "input" | "output", name: string, type: Element, shape: readonly (number | string)[]): string {
    this.fields.push(makeStated(which, name, type, shape));
    return name;
  }
}

/** What the parts of one graph share. */
interface Making {
  readonly g: Graph;
  readonly shape: Shape;
  readonly seed: number;
  readonly precision: Precision;
  /** What attention gives is multiplied by nothing but zeros. */
  readonly quotes: boolean;
}

/**
 * input_ids [B,S], attention_mask [B,P+S] (position_ids [B,S] for `std`), past_key_values.{l}.key/value [B,kv,P,D]
 * -> logits [B,S,V], present.{l}.key/value [B,kv,P+S,D]. `gqa` takes masks that are right-padded only.
 */
export function decoderGraph(
  shape: Shape,
  variant: Variant,
  precision: Precision,
  seed: number,
  quotes = false,
): Model {
  const g = new Graph();
  const making: Making = { g, shape, seed, precision, quotes };
  const { layers, width, vocab } = shape;
  const ids = g.given("input", "input_ids", "int64", ["batch_size", "sequence_length"]);
  g.given("input", "attention_mask", "int64", ["batch_size", "total_sequence_length"]);
  const table = g.tensor("embed", "float32", [vocab, width], uniform(seed, "embed", vocab * width, 1));
  let x = g.op("Gather", [table, ids]);
  const attend = variant === "gqa" ? fused(making) : decomposed(making);
  const norm = (name: string, of: string): string =>
    variant === "gqa"
      ? g.op("SimplifiedLayerNormalization", [of, ones(making, name)], {
          axis: -1,
          epsilon: { float: EPSILON },
        })
      : rms(making, name, of);
  for (let layer = 0; layer < layers; layer++) {
    const at = `layers.${layer}`;
    const h = norm(`${at}.input_norm`, x);
    x = g.op("Add", [x, times(making, `${at}.o`, attend(layer, h), width, width)]);
    x = g.op("Add", [x, feedForward(making, at, norm(`${at}.post_norm`, x))]);
  }
  times(making, "lm_head", norm("norm", x), width, vocab, "logits");
  g.given("output", "logits", "float32", ["batch_size", "sequence_length", vocab]);
  return makeModel("decoder", g.fields, { "": 17, [FUSED]: 1 });
}

/** x [B,S,inner] times a weight [inner,outer]. */
function times(
  { g, seed, precision, quotes }: Making,
  name: string,
  x: string,
  inner: number,
  outer: number,
  to = "",
): string {
  const spread = quotes && name.endsWith(".o") ? 0 : inner ** -0.5;
  const weight = uniform(seed, name, inner * outer, spread);
  if (precision === "fp32")
    return g.op("MatMul", [x, g.tensor(`${name}.weight`, "float32", [inner, outer], weight)], {}, to);
  const { bits, scales } = packed(weight, inner, outer);
  const blocks = inner / BLOCK;
  const inputs = [
    x,
    g.tensor(`${name}.weight_Q4`, "uint8", [outer, blocks, BLOCK / 2], bits),
    g.tensor(`${name}.weight_scales`, "float32", [outer * blocks], scales),
  ];
  // level 4: the other factor is rounded to eight bits, as exporters ask for
  const how = { K: inner, N: outer, bits: 4, block_size: BLOCK, accuracy_level: 4 };
  return g.op("MatMulNBits", inputs, how, to, FUSED);
}

const ones = ({ g, shape }: Making, name: string): string =>
  g.tensor(`${name}.weight`, "float32", [shape.width], new Float32Array(shape.width).fill(1));

function rms(making: Making, name: string, x: string): string {
  const { g } = making;
  const mean = g.op("ReduceMean", [g.op("Pow", [x, g.real(2)])], { axes: [-1], keepdims: 1 });
  const root = g.op("Sqrt", [g.op("Add", [mean, g.real(EPSILON)])]);
  return g.op("Mul", [g.op("Div", [x, root]), ones(making, name)]);
}

function feedForward(making: Making, at: string, h: string): string {
  const { g, shape } = making;
  const { width, ffn } = shape;
  const gate = times(making, `${at}.gate`, h, width, ffn);
  const inner = g.op("Mul", [
    g.op("Mul", [gate, g.op("Sigmoid", [gate])]),
    times(making, `${at}.up`, h, width, ffn),
  ]);
  return times(making, `${at}.down`, inner, ffn, width);
}

/** Queries, keys and values of a layer, heads side by side: [B,S,heads*D]. */
function projections(making: Making, layer: number, h: string): [string, string, string] {
  const { width, heads, kv } = making.shape;
  const narrow = (width / heads) * kv;
  const at = `layers.${layer}`;
  return [
    times(making, `${at}.q`, h, width, width),
    times(making, `${at}.k`, h, width, narrow),
    times(making, `${at}.v`, h, width, narrow),
  ];
}

function cacheOf(
  { g, shape }: Making,
  layer: number,
): readonly { readonly past: string; readonly now: string }[] {
  const { kv, width, heads } = shape;
  const dims = (length: string): (string | number)[] => ["batch_size", kv, length, width / heads];
  return ["key", "value"].map((part) => ({
    past: g.given("input", `past_key_values.${layer}.${part}`, "float32", dims("past_sequence_length")),
    now: g.given("output", `present.${layer}.${part}`, "float32", dims("total_sequence_length")),
  }));
}

type Attend = (layer: number, h: string) => string;

/** GroupQueryAttention turns, appends and attends in one. */
function fused(making: Making): Attend {
  const { g, shape } = making;
  const { heads, kv, width, window } = shape;
  const half = width / heads / 2;
  const angles = (turn: (angle: number) => number): Float32Array =>
    Float32Array.from({ length: window * half }, (_, n) =>
      turn(Math.fround(Math.floor(n / half)) * frequency(n % half, half)),
    );
  const cos = g.tensor("cos", "float32", [window, half], angles(Math.cos));
  const sin = g.tensor("sin", "float32", [window, half], angles(Math.sin));
  const one = g.whole(1);
  const length = g.op("ReduceSum", ["attention_mask", one], { keepdims: 0 });
  const last = g.op("Cast", [g.op("Sub", [length, one])], { to: 6 });
  const total = g.op("Cast", [g.op("Gather", [g.op("Shape", ["attention_mask"]), one])], { to: 6 });
  return (layer, h) => {
    const [key, value] = cacheOf(making, layer);
    const out = `layers.${layer}.attention`;
    const inputs = [...projections(making, layer, h), key!.past, value!.past, last, total, cos, sin];
    const how = {
      num_heads: heads,
      kv_num_heads: kv,
      do_rotary: 1,
      rotary_interleaved: 0,
      local_window_size: -1,
    };
    g.fields.push(makeNode("GroupQueryAttention", inputs, [out, key!.now, value!.now], how, FUSED));
    return out;
  };
}

const frequency = (at: number, half: number): number => Math.fround(THETA ** (-at / half));

/** The same of ONNX's own operators; the cache grows by Concat. */
function decomposed(making: Making): Attend {
  const { g, shape } = making;
  const { heads, kv, width } = shape;
  const [size, half] = [width / heads, width / heads / 2];
  const positions = g.given("input", "position_ids", "int64", ["batch_size", "sequence_length"]);
  const place = g.op("Unsqueeze", [g.op("Cast", [positions], { to: 1 }), g.whole(1, 3)]); // [B,1,S,1]
  const angle = g.op("Mul", [place, g.real(...Array.from({ length: half }, (_, at) => frequency(at, half)))]);
  const [cos, sin] = [g.op("Cos", [angle]), g.op("Sin", [angle])];
  const split = (x: string, count: number): string =>
    g.op("Transpose", [g.op("Reshape", [x, g.whole(0, 0, count, size)])], { perm: [0, 2, 1, 3] });
  const cut = (x: string, from: number, to: number): string =>
    g.op("Slice", [x, g.whole(from), g.whole(to), g.whole(3)]);
  const turn = (x: string): string => {
    const [a, b] = [cut(x, 0, half), cut(x, half, size)];
    const left = g.op("Sub", [g.op("Mul", [a, cos]), g.op("Mul", [b, sin])]);
    const right = g.op("Add", [g.op("Mul", [b, cos]), g.op("Mul", [a, sin])]);
    return g.op("Concat", [left, right], { axis: -1 });
  };
  const spread = (x: string): string => {
    if (kv === heads) return x;
    const apart = g.op("Expand", [g.op("Unsqueeze", [x, g.whole(2)]), g.whole(1, 1, heads / kv, 1, 1)]);
    return g.op("Reshape", [apart, g.whole(0, heads, -1, size)]);
  };
  let visible = "";
  return (layer, h) => {
    const [query, key, value] = projections(making, layer, h);
    const [keys, values] = cacheOf(making, layer);
    const allKeys = g.op("Concat", [keys!.past, turn(split(key, kv))], { axis: 2 }, keys!.now);
    const allValues = g.op("Concat", [values!.past, split(value, kv)], { axis: 2 }, values!.now);
    visible ||= seen(g, keys!.past, allKeys);
    const score = g.op("MatMul", [
      turn(split(query, heads)),
      g.op("Transpose", [spread(allKeys)], { perm: [0, 1, 3, 2] }),
    ]);
    const scaled = g.op("Mul", [score, g.real(size ** -0.5)]);
    const share = g.op("Softmax", [g.op("Where", [visible, scaled, g.real(-1e9)])], { axis: -1 });
    const mixed = g.op("Transpose", [g.op("MatMul", [share, spread(allValues)])], { perm: [0, 2, 1, 3] });
    return g.op("Reshape", [mixed, g.whole(0, 0, width)]);
  };
}

/** Which places a token sees, [B,1,S,P+S]: those up to its own that the mask does not hide. */
function seen(g: Graph, past: string, all: string): string {
  const length = (x: string): string =>
    g.op("Squeeze", [g.op("Slice", [g.op("Shape", [x]), g.whole(2), g.whole(3)]), g.whole(0)]);
  const scalar = (value: number): string => g.op("Squeeze", [g.whole(value), g.whole(0)]);
  const places = g.op("Range", [scalar(0), length(all), scalar(1)]);
  const own = g.op("Range", [length(past), length(all), scalar(1)]);
  const causal = g.op("LessOrEqual", [places, g.op("Unsqueeze", [own, g.whole(1)])]);
  const open = g.op("Cast", [g.op("Unsqueeze", ["attention_mask", g.whole(1, 2)])], { to: 9 });
  return g.op("And", [causal, open]);
}
