// What can go wrong with a model, as a value: code, cause, fix.

/** Every code this folder raises, with its meaning; the message itself names the case. */
export const modelErrors = {
  E501: "no ONNX file in the model directory",
  E502: "no tokenizer in the model directory",
  E503: "no usable provider",
  E504: "model directory missing",
  E505: "a graph input or state that is not understood",
  E506: "prompt longer than the window",
  E507: "a configuration file that cannot be read, or does not state the window",
  E508: "tokenizer or chat template over its time limit",
  E509: "chat template failed",
  E510: "the runner process died",
  E511: "a prompt or a generation setting that cannot be run",
  E512: "the model computed NaN",
  E513: "the graph could not be loaded or run",
  E514: "the model directory changed while it was in use",
  E515: "the runner is closed, or does not know the model",
  E516: "a tokenizer that cannot be used",
  E517: "a file outside the model directory",
  E518: "an answer that is not what its prompt returns (of a row)",
  E519: "a graph patch that does not fit the graph",
  E520: "not enough memory for the model, or for a prompt",
  E521: "a provider's libraries could not be fetched",
  E522: "no token of the model continues the form of its answer",
  E523: "a server gives no answer",
  E524: "a server's answer that cannot be used",
  E525: "something that a server keeps to itself, or has no common word for, or that a function in a model's place does not have",
  E526: "a server turns a request down, or the network is closed to it",
  E527: "a model that does something else than it is asked for",
} as const;

export type ModelCode = keyof typeof modelErrors;

/** All codes, in order. */
export const modelCodes = Object.keys(modelErrors) as readonly ModelCode[];

/** A failure as it crosses the border between the processes. */
export interface Failure {
  readonly code: ModelCode;
  /** The fact, lower case, names in quotes. */
  readonly cause: string;
  /** What to do about it. */
  readonly fix: string;
}

/** A {@link Failure} on its way up; `message` is the cause followed by the fix. */
export class ModelError extends Error implements Failure {
  readonly code: ModelCode;
  override readonly cause: string;
  readonly fix: string;

  constructor(code: ModelCode, cause: string, fix: string) {
    super(fix === "" ? cause : `${cause}; ${fix}`);
    this.name = "ModelError";
    this.code = code;
    this.cause = cause;
    this.fix = fix;
  }
}

/** Anything thrown -> a failure; what is not a ModelError already gets `code`. */
export function failure(thrown: unknown, code: ModelCode, fix: string): Failure {
  if (thrown instanceof ModelError) return { code: thrown.code, cause: thrown.cause, fix: thrown.fix };
  return { code, cause: reason(thrown), fix };
}

/** The first line of what was thrown, without the error class. */
export function reason(thrown: unknown): string {
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  return text.split("\n")[0]?.trim() || "no reason given";
}
