// What is read and written again: byte for byte, and what nobody knows stays where it was.
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { modelParts, nodes, readModel, stated, tensors, writeModel } from "../../../runtime/onnx/graph.ts";
import {
  type Field,
  float,
  holding,
  type Message,
  number,
  numbers,
  readMessage,
  writeMessage,
} from "../../../runtime/onnx/message.ts";
import { expose, initializerToInput, swapped } from "../../../runtime/onnx/patch.ts";
import { chosenLogits } from "../../../runtime/onnx/logits.ts";
import { decoders } from "./help.ts";

test.each([...decoders])("%s is written as it was read", (_, file) => {
  const bytes = readFileSync(file);
  expect(Buffer.compare(writeModel(readModel(bytes)), bytes)).toBe(0);
});

test("what is not changed is not copied: the parts of a model are pieces of what was read", () => {
  const bytes = readFileSync(decoders.get("strux-nano")!);
  const pieces = modelParts(readModel(bytes));
  const own = pieces.filter(({ buffer }) => buffer !== bytes.buffer);
  expect(own.map(({ length }) => length)).toEqual([4]);
  expect(pieces.length).toBeGreaterThan(300);
});

test("a message of any fields, written and read", () => {
  const field = fc.oneof(
    fc.tuple(fc.integer({ min: 1, max: 5000 }), fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })),
    fc.tuple(fc.integer({ min: 1, max: 5000 }), fc.uint8Array()),
  );
  fc.assert(
    fc.property(fc.array(field), (all) => {
      const message = all.map(([at, value]) =>
        typeof value === "bigint" ? number(at, value) : holding(at, value),
      );
      const again = readMessage(writeMessage(message));
      expect(again.map((one) => [one.number, one.inside ?? one.value])).toEqual(
        message.map((one) => [one.number, one.inside ?? one.value]),
      );
    }),
  );
});

test("repeated numbers are read packed and one by one", () => {
  const packed = holding(8, Uint8Array.from([3, 0x80, 1, ...Array<number>(9).fill(0xff), 1]));
  expect(numbers([packed, number(8, -2)], 8)).toEqual([3, 128, -1, -2]);
  expect(numbers([holding(8, new Uint8Array())], 8)).toEqual([]);
});

test.each([
  ["bytes that end early", [0x3a, 5, 1, 2]],
  ["bytes that are no protobuf", [0x07, 1]],
  ["a text", [...Buffer.from("not a model at all")]],
])("%s are refused by place", (_, bytes) => {
  expect(() => readModel(Uint8Array.from(bytes))).toThrow(/^no ONNX graph: byte \d+ begins no field/);
});

/** Fields that no schema has, one of each form. */
const strange = (): Message => [
  number(900, 7),
  holding(901, "from a later version"),
  float(902, 0.5),
  { number: 903, inside: null, value: 0n, bytes: Uint8Array.from([0xb9, 0x38, 1, 2, 3, 4, 5, 6, 7, 8]) },
];
const isStrange = ({ number: field }: Field): boolean => field >= 900;
const bytesOf = (fields: Message): Buffer => Buffer.from(writeMessage(fields.filter(isStrange)));

describe("fields of a later version of ONNX survive a patch", () => {
  const model = readModel(readFileSync(decoders.get("strux-nano")!));
  const whole = Buffer.from(writeMessage(strange()));
  const marked = (graph: Message): Map<Field, readonly Field[]> =>
    new Map(
      [...nodes(graph), ...tensors(graph), ...stated(graph, "input")].map(({ field, fields }) => [
        field,
        [holding(field.number, [...fields, ...strange()])],
      ]),
    );
  const strangest = {
    fields: [...strange(), ...model.fields],
    graph: [...swapped(model, marked(model.graph)).graph, ...strange()],
  };
  const patched = readModel(writeModel(chosenLogits(expose(strangest, "t0"))));

  test("in the model and in the graph", () => {
    expect(bytesOf(patched.fields)).toEqual(whole);
    expect(bytesOf(patched.graph)).toEqual(whole);
  });

  test("in every node, tensor and input that was there, rewired ones included", () => {
    const with_ = (all: readonly { readonly fields: Message }[]): number =>
      all.filter(({ fields }) => bytesOf(fields).equals(whole)).length;
    expect(with_(nodes(patched.graph))).toBe(nodes(model.graph).length);
    expect(with_(tensors(patched.graph))).toBe(tensors(model.graph).length);
    expect(with_(stated(patched.graph, "input"))).toBe(stated(model.graph, "input").length);
  });

  test("and what is taken out takes only its own along", () => {
    const [first] = tensors(patched.graph);
    const less = initializerToInput(patched, first!.name);
    expect(tensors(less.graph).length).toBe(tensors(patched.graph).length - 1);
    expect(bytesOf(less.graph)).toEqual(whole);
  });
});
