// Cache layouts read from graphs: what is carried, and what is refused by name.
import { describe, expect, test } from "vitest";
import { dimsOf } from "../../../runtime/model/cache.ts";
import { readLayout, type Port } from "../../../runtime/model/layout.ts";

const port = (name: string, type: string, ...shape: (number | string)[]): Port => ({ name, type, shape });
const ids = port("input_ids", "int64", "B", "S");
const logits = port("logits", "float32", "B", "S", 100);
const both = (name: string, type: string, ...shape: (number | string)[]): [Port[], Port[]] => [
  [port(`past${name}`, type, ...shape)],
  [port(`present${name}`, type, ...shape)],
];

function layout(
  states: readonly (readonly [Port[], Port[]])[],
  inputs: readonly Port[] = [ids],
): ReturnType<typeof readLayout> {
  return readLayout(
    "m.onnx",
    [...inputs, ...states.flatMap(([past]) => past)],
    [logits, ...states.flatMap(([, present]) => present)],
  );
}

const key = both(".0.key", "float16", "B", 4, "P", 8);
const value = both(".0.value", "float16", "B", 4, "P", 8);

describe("carried", () => {
  test("keys and values apart", () => {
    const read = layout([key, value], [ids, port("position_ids", "int64", "B", "S")]);
    expect(read).toMatchObject({ layers: 1, vocab: 100, dtype: "float16", ids: "int64", positions: "int64" });
    expect(read.mask).toBeUndefined();
    expect(read.text).toBe("past.{i}.key/value [B,4,P,8] float16 x 1");
  });

  test("keys and values joint, as GPT-2 has them", () => {
    const read = layout([both("_0", "float32", 2, "B", 4, "P", 8), both("_1", "float32", 2, "B", 4, "P", 8)]);
    expect(read.layers).toBe(2);
    expect(read.text).toBe("past_{i} [2,B,4,P,8] float32 x 2");
  });

  test("past_key_values against present", () => {
    const names = ["key", "value"] as const;
    const ins = names.map((name) => port(`past_key_values.0.${name}`, "float32", "b", 2, "p", 4));
    const outs = names.map((name) => port(`present.0.${name}`, "float32", "b", 2, "t", 4));
    const read = readLayout("m", [ids, ...ins], [logits, ...outs]);
    expect(read.states.map(({ input, output }) => [input, output])).toEqual([
      ["past_key_values.0.key", "present.0.key"],
      ["past_key_values.0.value", "present.0.value"],
    ]);
  });

  test("what a convolution looks back on, layer by layer", () => {
    const read = layout([key, value, both("_conv.1", "float32", "B", 32, 4)]);
    expect(read).toMatchObject({ layers: 1, dtype: "float16" });
    expect(dimsOf(read.states[2]!, 2, 7)).toEqual([2, 32, 4]);
  });

  test("whole numbers of a fixed size, such as the previous ids", () => {
    const read = layout([key, value, both(".prev_ids", "int64", "B", 3)]);
    expect(read.text).toBe("past.{i}.key/value [B,4,P,8] float16 x 1, past.prev_ids [B,3] int64");
    expect(dimsOf(read.states[2]!, 2, 0)).toEqual([2, 3]);
  });
});

describe("refused by name", () => {
  const refused = (run: () => unknown): string => {
    try {
      run();
    } catch (thrown) {
      return String(thrown);
    }
    return "";
  };

  test.each([
    ["a state of no known kind", both("_ssm.0", "float32", "B", 32, 4), "'past_ssm.0' (float32 [B,32,4])"],
    [
      "a convolution's state that grows",
      both("_conv.0", "float32", "B", 32, "P"),
      "'past_conv.0' (float32 [B,32,P])",
    ],
    ["a state of numbers that grows", both(".seen", "int64", "B", "P"), "'past.seen' (int64 [B,P])"],
    [
      "a state without its output",
      [[port("past.9.key", "float32", "B", 4, "P", 8)], []] as [Port[], Port[]],
      "'past.9.key'",
    ],
    ["a recurrent state of rank 4", both(".0.ssm", "float32", "B", 4, "P", 8), "'past.0.ssm'"],
  ])("%s", (_, state, named) => {
    expect(refused(() => layout([key, value, state]))).toContain(`unsupported input ${named}`);
  });

  test("an input nobody feeds", () => {
    const message = refused(() => layout([key, value], [ids, port("prefix_len", "int64", "B")]));
    expect(message).toContain("m.onnx: unsupported input 'prefix_len' (int64 [B])");
  });

  test("types that are not carried: of logits, of ids, of keys", () => {
    const [ins, outs] = [key, value].reduce<[Port[], Port[]]>(
      ([a, b], [past, present]) => [
        [...a, ...past],
        [...b, ...present],
      ],
      [[], []],
    );
    const wide = port("logits", "float64", "B", "S", 100);
    expect(refused(() => readLayout("m.onnx", [ids, ...ins], [wide, ...outs]))).toContain(
      "m.onnx: 'logits' is float64, and float32 and float16 are read",
    );
    expect(refused(() => layout([key, value], [port("input_ids", "float32", "B", "S")]))).toContain(
      "no integer input 'input_ids'",
    );
    expect(refused(() => layout([both(".0.key", "bfloat16", "B", 4, "P", 8)]))).toContain(
      "unsupported input 'past.0.key' (bfloat16 [B,4,P,8])",
    );
  });

  test("a graph without a cache", () => {
    expect(refused(() => layout([]))).toContain("no key-value cache inputs");
  });
});
