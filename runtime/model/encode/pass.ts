// One pass of an encoder over rows that are padded on the right, and the trial of which rows it takes together.
import { fromHalf } from "../../onnx/half.ts";
import { type Graph, type Value, zeros } from "../backend/graph.ts";
import { ModelError } from "../error.ts";
import type { NumberType } from "../layout.ts";
import type { EncoderForm, InputName } from "./form.ts";

/** A row as the graph takes it. */
export interface Feed {
  readonly ids: readonly number[];
  /** token_type_ids */
  readonly types: readonly number[];
}

/** Rows of different lengths with paddings that are masked, those of one length, or one at a time. */
export type Together = "padded" | "equal" | "alone";

export interface EncoderSetup {
  readonly graph: Graph;
  readonly form: EncoderForm;
  /** Id that stands where a row is shorter than its batch. */
  readonly pad: number;
  readonly together: Together;
}

/** An output of one row: `[S,width]` of its own tokens, `[width]` where it is one per text, `[S]` where it is one number per token. */
export type Output = Float32Array;

/**
 * The outputs that the form names, row by row, without what the paddings came to.
 * @throws ModelError E513 where the graph fails, or its output has another shape than its rows
 */
export async function pass(
  { graph, form, pad }: Omit<EncoderSetup, "together">,
  rows: readonly Feed[],
  signal?: AbortSignal,
): Promise<Output[][]> {
  const length = Math.max(...rows.map(({ ids }) => ids.length));
  const numbers: { readonly [K in InputName]: (row: Feed, at: number) => number } = {
    input_ids: ({ ids }, at) => ids[at] ?? pad,
    attention_mask: ({ ids }, at) => (at < ids.length ? 1 : 0),
    token_type_ids: ({ types }, at) => types[at] ?? 0,
    position_ids: (_, at) => at,
  };
  const feeds = Object.entries(form.inputs).map(([name, type]) => [
    name,
    filled(type, rows, length, numbers[name as InputName]),
  ]);
  const wanted = Object.fromEntries(form.outputs.map((name) => [name, null]));
  const made = await graph.run(Object.fromEntries(feeds) as Record<string, Value>, wanted, signal);
  const outputs = form.outputs.map((name) => split(made[name], rows, length, form.pooled, name));
  return rows.map((_, row) => outputs.map((output) => output[row]!));
}

function filled(
  type: NumberType,
  rows: readonly Feed[],
  length: number,
  number: (row: Feed, at: number) => number,
): Value {
  const data = zeros(type, rows.length * length) as BigInt64Array | Int32Array;
  rows.forEach((row, r) => {
    for (let at = 0; at < length; at++)
      data[r * length + at] = (type === "int64" ? BigInt(number(row, at)) : number(row, at)) as never;
  });
  return { type, data, dims: [rows.length, length] };
}

/** `[B,S,width]`, `[B,S]` or, pooled, `[B,width]` -> each row's own. */
function split(
  value: Value | undefined,
  rows: readonly Feed[],
  length: number,
  pooled: boolean,
  name: string,
): Output[] {
  const dims = value?.dims ?? [];
  const sound =
    dims[0] === rows.length && (pooled ? dims.length === 2 : dims[1] === length && dims.length <= 3);
  if (!value || !sound)
    throw new ModelError(
      "E513",
      `output '${name}' has the shape [${dims.join(",")}] for ${rows.length} rows of ${length} tokens`,
      "export the model with a dynamic batch and sequence length",
    );
  const data =
    value.type === "float16"
      ? Float32Array.from(value.data as Uint16Array, fromHalf)
      : (value.data as Float32Array);
  const each = data.length / rows.length;
  const width = pooled ? each : each / length;
  // a copy, so that the rows of a batch do not hold each other
  return rows.map(({ ids }, row) =>
    data.slice(row * each, row * each + (pooled ? width : ids.length * width)),
  );
}

/** What a row comes to beside others differs by no more than this share of its largest number; in half precision by rounding. */
const [NEAR, HALF] = [1e-4, 1 / 50];

/**
 * Which rows a graph takes together: tried on a long and a short one. A graph whose weights are rounded as it computes, over all
 * rows at once, gives others other results: it takes one at a time.
 * @throws ModelError E513 where it cannot even be run on one row
 */
export async function makeEncoder(
  graph: Graph,
  form: EncoderForm,
  pad: number,
  half: boolean,
): Promise<EncoderSetup> {
  const setup = { graph, form, pad };
  const ids = [1, 2, 3, 4, 5, 6, 7, 8, 9].filter((id) => id !== pad);
  const row = (of: readonly number[]): Feed => ({ ids: of, types: of.map(() => 0) });
  const [long, short, other] = [row(ids), row(ids.slice(3, 6)), row(ids.toReversed())];
  const [a, b, c] = [await pass(setup, [long]), await pass(setup, [short]), await pass(setup, [other])];
  const alike = async (rows: readonly Feed[], expected: readonly Output[][]): Promise<boolean> => {
    const found = await pass(setup, rows).catch(() => []);
    return (
      found.length === rows.length &&
      found.every((outputs, at) => near(outputs, expected[at]!, half ? HALF : NEAR))
    );
  };
  const padded = form.inputs.attention_mask !== undefined && (await alike([long, short], [a[0]!, b[0]!]));
  const equal = padded || (await alike([long, other], [a[0]!, c[0]!]));
  return { ...setup, together: padded ? "padded" : equal ? "equal" : "alone" };
}

const near = (a: readonly Output[], b: readonly Output[], share: number): boolean =>
  a.every((numbers, at) => {
    const expected = b[at]!;
    const most = share * expected.reduce((largest, x) => Math.max(largest, Math.abs(x)), 0);
    return numbers.length === expected.length && numbers.every((x, n) => Math.abs(x - expected[n]!) <= most);
  });
