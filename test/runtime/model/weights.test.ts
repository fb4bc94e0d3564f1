// How many numbers a model is made of, read from the shapes in its ONNX file and from nothing else.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { fileParameters } from "../../../runtime/model/weights.ts";
import { nano } from "./help.ts";

const [FLOAT, UINT8, INT64, FLOAT16] = [1, 2, 7, 10];

/** Bytes of a protobuf field: a number, or what is inside. */
const varint = (value: number): number[] =>
  value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))];
const number = (field: number, value: number): number[] => [...varint(field * 8), ...varint(value)];
const inside = (field: number, bytes: readonly number[]): number[] => [
  ...varint(field * 8 + 2),
  ...varint(bytes.length),
  ...bytes,
];

/** A TensorProto with its raw data, which nobody should read. */
const tensor = (type: number, ...dims: number[]): number[] => [
  ...dims.flatMap((size) => number(1, size)),
  ...number(2, type),
  ...inside(9, new Array<number>(50).fill(255)),
];
const packed = (type: number, ...dims: number[]): number[] => [
  ...inside(1, dims.flatMap(varint)),
  ...number(2, type),
];

function counted(...tensors: readonly (readonly number[])[]): number | null {
  const folder = mkdtempSync(join(tmpdir(), "strux-weights-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const graph = [...inside(2, [1, 2, 3]), ...tensors.flatMap((one) => inside(5, one))];
  writeFileSync(join(folder, "model.onnx"), Uint8Array.from([...number(1, 8), ...inside(7, graph)]));
  return fileParameters(join(folder, "model.onnx"));
}

test("the product of each weight's sizes, in sum; a number alone has none", () => {
  expect(counted(tensor(FLOAT, 300, 200), tensor(FLOAT16, 7), tensor(FLOAT))).toBe(60_008);
  expect(counted(packed(FLOAT, 300, 200))).toBe(60_000);
});

test("whole numbers are no weights: they are shapes and places", () => {
  expect(counted(tensor(FLOAT, 10), tensor(INT64, 5000))).toBe(10);
});

test("of quantized weights the sizes do not say how many numbers they hold; a scale or a zero point is no such weight", () => {
  expect(counted(tensor(FLOAT, 10), tensor(UINT8, 2048, 64))).toBe(null);
  expect(counted(tensor(FLOAT, 10), tensor(UINT8, 64))).toBe(10);
});

test("a file that is no ONNX is told", () => {
  const folder = mkdtempSync(join(tmpdir(), "strux-weights-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, "model.onnx"), "not a model at all");
  expect(() => fileParameters(join(folder, "model.onnx"))).toThrow("is no ONNX file");
});

test("of the model that comes with Strux: 833,035 parameters and two dozen constants", () => {
  expect(fileParameters(join(nano, "onnx/model.onnx"))).toBe(833_059);
});
