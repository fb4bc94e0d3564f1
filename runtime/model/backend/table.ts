// ONNX Runtime's C interface as a table: where each function stands in `OrtApi`, since which version, what it takes. Pure data.
// Source: onnxruntime_c_api.h of version 1.21. The struct only ever grows at its end, so a slot stays right in later versions.

/** What a parameter is in C: `size` is size_t, `path` is wide on Windows. */
export type Kind = "pointer" | "text" | "path" | "int" | "size";

/** `status` is null, or an error that has to be read and released. */
export type Result = "status" | "text" | "nothing";

export type Row = readonly [slot: number, since: number, result: Result, ...takes: Kind[]];

const [P, I, Z] = ["pointer", "int", "size"] as const;

export const functions = {
  GetErrorMessage: [2, 1, "text", P],
  CreateEnv: [3, 1, "status", I, "text", P],
  CreateSession: [7, 1, "status", P, "path", P, P],
  CreateSessionFromArray: [8, 1, "status", P, P, Z, P, P],
  Run: [9, 1, "status", P, P, P, P, Z, P, Z, P],
  CreateSessionOptions: [10, 1, "status", P],
  SetSessionLogSeverityLevel: [22, 1, "status", P, I],
  SetIntraOpNumThreads: [24, 1, "status", P, I],
  SetInterOpNumThreads: [25, 1, "status", P, I],
  SessionGetInputCount: [30, 1, "status", P, P],
  SessionGetOutputCount: [31, 1, "status", P, P],
  SessionGetInputTypeInfo: [33, 1, "status", P, Z, P],
  SessionGetOutputTypeInfo: [34, 1, "status", P, Z, P],
  SessionGetInputName: [36, 1, "status", P, Z, P, P],
  SessionGetOutputName: [37, 1, "status", P, Z, P, P],
  CreateRunOptions: [39, 1, "status", P],
  RunOptionsSetTerminate: [46, 1, "status", P],
  CreateTensorWithDataAsOrtValue: [49, 1, "status", P, P, Z, P, Z, I, P],
  GetTensorMutableData: [51, 1, "status", P, P],
  CastTypeInfoToTensorInfo: [55, 1, "status", P, P],
  GetTensorElementType: [60, 1, "status", P, P],
  GetDimensionsCount: [61, 1, "status", P, P],
  GetDimensions: [62, 1, "status", P, P, Z],
  GetSymbolicDimensions: [63, 1, "status", P, P, Z],
  GetTensorTypeAndShape: [65, 1, "status", P, P],
  CreateMemoryInfo: [68, 1, "status", "text", I, I, I, P],
  CreateCpuMemoryInfo: [69, 1, "status", I, I, P],
  AllocatorFree: [76, 1, "status", P, P],
  GetAllocatorWithDefaultOptions: [78, 1, "status", P],
  ReleaseStatus: [93, 1, "nothing", P],
  ReleaseMemoryInfo: [94, 1, "nothing", P],
  ReleaseSession: [95, 1, "nothing", P],
  ReleaseValue: [96, 1, "nothing", P],
  ReleaseRunOptions: [97, 1, "nothing", P],
  ReleaseTypeInfo: [98, 1, "nothing", P],
  ReleaseTensorTypeAndShapeInfo: [99, 1, "nothing", P],
  ReleaseSessionOptions: [100, 1, "nothing", P],
  AddSessionConfigEntry: [130, 5, "status", P, "text", "text"],
  RunWithBinding: [133, 5, "status", P, P, P],
  CreateIoBinding: [134, 5, "status", P, P],
  ReleaseIoBinding: [135, 5, "nothing", P],
  BindInput: [136, 5, "status", P, "text", P],
  BindOutputToDevice: [138, 5, "status", P, "text", P],
  GetBoundOutputValues: [140, 5, "status", P, P, P, P],
  SessionOptionsAppendExecutionProvider_CUDA_V2: [204, 11, "status", P, P],
  CreateCUDAProviderOptions: [205, 11, "status", P],
  UpdateCUDAProviderOptions: [206, 11, "status", P, P, P, Z],
  ReleaseCUDAProviderOptions: [208, 11, "nothing", P],
  SessionOptionsAppendExecutionProvider: [216, 12, "status", P, "text", P, P, Z],
} as const satisfies Record<string, Row>;

/** The version of the interface to ask for: the lowest that has every function of the table. */
export const since = Math.max(...Object.values(functions).map(([, version]) => version));

/** What JavaScript hands over for each kind; memory stands for its address. */
interface Given {
  readonly pointer: Pointer;
  readonly text: string;
  readonly path: string;
  readonly int: number;
  readonly size: bigint;
}

export type Pointer = bigint | ArrayBufferView | null;

type Takes<R extends readonly unknown[]> = R extends readonly [number, number, Result, ...infer Kinds]
  ? { -readonly [N in keyof Kinds]: Kinds[N] extends Kind ? Given[Kinds[N]] : never }
  : never;

/** The functions to call; those that end in a status throw its message instead. */
export type Api = {
  readonly [K in keyof typeof functions]: (
    ...given: Takes<(typeof functions)[K]>
  ) => (typeof functions)[K][2] extends "text" ? string : void;
};

/** ONNXTensorElementDataType -> the name that the Node binding has for it. */
export const elements: Readonly<Record<number, string>> = {
  1: "float32",
  2: "uint8",
  3: "int8",
  4: "uint16",
  5: "int16",
  6: "int32",
  7: "int64",
  8: "string",
  9: "bool",
  10: "float16",
  11: "float64",
  12: "uint32",
  13: "uint64",
  16: "bfloat16",
};
