// Which numbers the settings of a model and of its answers may be, where they are written out and where they are computed.

/** A test, and how E216 says it. */
export type SettingRange = readonly [fits: (value: number) => boolean, says: string];

export const settingRanges = {
  max_tokens: [(value) => value >= 1, "1 or more"],
  temperature: [(value) => value >= 0, "0 or more"],
  top_p: [(value) => value > 0 && value <= 1, "above 0, up to 1"],
  top_k: [(value) => value >= 1, "1 or more"],
  min_p: [(value) => value >= 0 && value <= 1, "from 0 to 1"],
  repetition_penalty: [(value) => value > 0, "above 0"],
  presence_penalty: [(value) => Math.abs(value) <= 2, "from -2 to 2"],
  logprobs: [(value) => value >= 0 && value <= 100, "0 to 100"],
  beams: [(value) => value >= 1, "1 or more"],
  length_penalty: [Number.isFinite, "a number"],
  window: [(value) => value >= 1, "1 or more"],
  overlap: [(value) => value >= 1, "1 or more"],
} as const satisfies { readonly [name: string]: SettingRange };

export type Setting = keyof typeof settingRanges;

/** A setting, and what it does not go together with; or one that does nothing without `beams`. */
export interface Clash {
  readonly name: string;
  /** Null: nothing is in the way, beams are missing. */
  readonly other: string | null;
  readonly hint: string;
}

const DRAWN = "beams take the likeliest answer and draw nothing: set temperature: 0, or leave beams out";
const HELD = "beams are of free answers: leave one of the two out";
const TOLD = "tokens are told of answers that are not searched: leave one of the two out";
const NEEDED = "say how many beams there are: beams: 4";
const SERVED = "servers have no common word for it: leave it out, or run the model here: onnx(...)";

/** Settings of a search. */
const SEARCH = ["beams", "length_penalty", "early_stopping"];
/** Settings that ask for texts to be weighed: nothing is searched then. */
const WEIGHED = ["choose", "given"];
/** What servers have no common word for, as far as it is told while checking. */
const HERE = [...SEARCH, ...WEIGHED, "delimiter", "overlap", "prefix", "logprobs"];

/**
 * @param values of the settings that are set; undefined where a value is not known before the run
 * @param server the model is asked over the network
 */
export function clashOf(values: ReadonlyMap<string, unknown>, server: boolean): Clash | null {
  const served = server && HERE.find((name) => values.has(name));
  if (served) return { name: served, other: "http", hint: SERVED };
  if (WEIGHED.some((name) => values.has(name))) return null;
  const above = (name: string, least: number): boolean => {
    const value = values.get(name);
    return typeof value === "number" && value > least;
  };
  const missing = values.has("beams") ? undefined : SEARCH.find((name) => values.has(name));
  if (missing !== undefined) return { name: missing, other: null, hint: NEEDED };
  if (!above("beams", 1)) return null;
  if (above("temperature", 0)) return { name: "beams", other: "temperature", hint: DRAWN };
  if (values.has("logprobs")) return { name: "beams", other: "logprobs", hint: TOLD };
  const held = ["choices", "grammar"].find((name) => values.has(name));
  const form = held ?? (values.get("json") === true ? "json" : undefined);
  return form === undefined ? null : { name: "beams", other: form, hint: HELD };
}
