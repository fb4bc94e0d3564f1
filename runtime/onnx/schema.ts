// Numbers of the fields of ONNX's protobuf (onnx.proto, IR version 13) that are read or written here, and its element types.

export const MODEL = { irVersion: 1, producer: 2, graph: 7, opset: 8, functions: 25 } as const;
export const OPSET = { domain: 1, version: 2 } as const;
export const GRAPH = { node: 1, name: 2, initializer: 5, input: 11, output: 12, values: 13 } as const;
export const NODE = { input: 1, output: 2, name: 3, op: 4, attribute: 5, domain: 7 } as const;
export const ATTRIBUTE = {
  name: 1,
  f: 2,
  i: 3,
  s: 4,
  t: 5,
  graph: 6,
  ints: 8,
  graphs: 11,
  type: 20,
} as const;
export const TENSOR = {
  dims: 1,
  type: 2,
  floats: 4,
  name: 8,
  raw: 9,
  external: 13,
  location: 14,
} as const;
/** StringStringEntryProto. */
export const ENTRY = { key: 1, value: 2 } as const;
/** ValueInfoProto, TypeProto, its Tensor, TensorShapeProto and its Dimension. */
export const VALUE = { name: 1, type: 2 } as const;
export const TYPE = { tensor: 1 } as const;
export const TENSOR_TYPE = { element: 1, shape: 2 } as const;
export const SHAPE = { dim: 1 } as const;
export const DIM = { size: 1, name: 2 } as const;

/** Types of an attribute. */
export const ATTRIBUTE_TYPE = { float: 1, int: 2, string: 3, ints: 7 } as const;

/** TensorProto.DataType by the names that ONNX Runtime gives them; a type has its bits per element in {@link BITS}. */
export const ELEMENT = {
  float32: 1,
  uint8: 2,
  int8: 3,
  uint16: 4,
  int16: 5,
  int32: 6,
  int64: 7,
  string: 8,
  bool: 9,
  float16: 10,
  float64: 11,
  uint32: 12,
  uint64: 13,
  complex64: 14,
  complex128: 15,
  bfloat16: 16,
  float8e4m3fn: 17,
  float8e4m3fnuz: 18,
  float8e5m2: 19,
  float8e5m2fnuz: 20,
  uint4: 21,
  int4: 22,
  float4e2m1: 23,
  float8e8m0: 24,
  uint2: 25,
  int2: 26,
} as const;
export type Element = keyof typeof ELEMENT;

/** Bits of one element; a text has no fixed size. */
export const BITS: { readonly [E in Element]: number } = {
  float32: 32,
  uint8: 8,
  int8: 8,
  uint16: 16,
  int16: 16,
  int32: 32,
  int64: 64,
  string: 0,
  bool: 8,
  float16: 16,
  float64: 64,
  uint32: 32,
  uint64: 64,
  complex64: 64,
  complex128: 128,
  bfloat16: 16,
  float8e4m3fn: 8,
  float8e4m3fnuz: 8,
  float8e5m2: 8,
  float8e5m2fnuz: 8,
  uint4: 4,
  int4: 4,
  float4e2m1: 4,
  float8e8m0: 8,
  uint2: 2,
  int2: 2,
};

const names = new Map(Object.entries(ELEMENT).map(([name, number]) => [number as number, name as Element]));

/** The name of an element type; undefined for one that is newer than this table. */
export const elementName = (type: number): Element | undefined => names.get(type);
