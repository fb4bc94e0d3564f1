// Which numbers the settings of a model and of its answers may be, where they are written out and where they are computed.

/** A test, and how E216 says it. */
export type SettingRange = readonly [fits: (value: number) => boolean, says: string];

/** Each takes a row of the batch, with keys and values of its own. */
export const MOST_BEAMS = 100;

export const settingRanges = {
  max_tokens: [(value) => value >= 1, "1 or more"],
  temperature: [(value) => value >= 0, "0 or more"],
  top_p: [(value) => value > 0 && value <= 1, "above 0, up to 1"],
  top_k: [(value) => value >= 1, "1 or more"],
  min_p: [(value) => value >= 0 && value <= 1, "from 0 to 1"],
  repetition_penalty: [(value) => value > 0, "above 0"],
  presence_penalty: [(value) => Math.abs(value) <= 2, "from -2 to 2"],
  logprobs: [(value) => value >= 0 && value <= 100, "0 to 100"],
  beams: [(value) => value >= 1 && value <= MOST_BEAMS, `1 to ${MOST_BEAMS}`],
  length_penalty: [Number.isFinite, "a number"],
  window: [(value) => value >= 1, "1 or more"],
  overlap: [(value) => value >= 1, "1 or more"],
} as const satisfies { readonly [name: string]: SettingRange };

/** What answers where a model has no files: a server, or a function of the program. */
export type Fileless = "http" | "scripted";

/** What every server understands. */
export const SHARED: ReadonlySet<string> = new Set([
  "max_tokens",
  "temperature",
  "top_p",
  "presence_penalty",
  "stop",
]);

export type Setting = keyof typeof settingRanges;

/** A setting, and what it does not go together with; or one that does nothing as it stands. */
export interface Clash {
  readonly name: string;
  /** Null: nothing is in the way, something is missing. */
  readonly other: string | null;
  /** Where something is missing: what it does nothing without, or where. */
  readonly idle: string;
  readonly hint: string;
}

const DRAWN = "beams take the likeliest answer and draw nothing: set temperature: 0, or leave beams out";
const HELD = "beams are of free answers: leave one of the two out";
const FORMS = "an answer is held to one form: keep the one that is meant";
const TOLD = "tokens are told of answers that are not searched: leave one of the two out";
const NEEDED = "say how many beams there are: beams: 4";
const UNDRAWN = "it says among which tokens one is drawn: set temperature above 0, or leave it out";
const SERVED: { readonly [F in Fileless]: string } = {
  http: "servers have no common word for it: leave it out, or run the model here: onnx(...)",
  scripted: "its function gives the whole answer: leave it out, or run a model: onnx(...)",
};

/** Settings of a search. */
const SEARCH = ["beams", "length_penalty", "early_stopping"];
/** Settings that ask for texts to be weighed: nothing is searched or drawn then. */
const WEIGHED = ["choose", "given"];
/** Settings of draws, each with the value that changes nothing. */
export const DRAWS: ReadonlyMap<string, number> = new Map([
  ["top_k", Infinity],
  ["top_p", 1],
  ["min_p", 0],
]);
/** What servers have no common word for, and means nothing to a function. */
const HERE = [
  "top_k",
  "min_p",
  "repetition_penalty",
  "choices",
  "grammar",
  "json",
  ...SEARCH,
  ...WEIGHED,
  "delimiter",
  "overlap",
  "prefix",
  "logprobs",
];

/** The settings that are set; undefined where a value is not known before the run. */
type Values = ReadonlyMap<string, unknown>;

/**
 * All clashes, in the order in which they are told: of a model without files what it does not take, else what contradicts each other.
 * @param by what answers in its place
 */
export function clashesOf(values: Values, by: Fileless | null): readonly Clash[] {
  const served = by ? HERE.filter((name) => values.has(name) && values.get(name) !== false) : [];
  const refused = served.map((name) => ({ name, other: by, idle: "", hint: SERVED[by ?? "http"] }));
  if (WEIGHED.some((name) => values.has(name))) return refused;
  const inner = [...undrawn(values), ...formed(values), ...searched(values)].filter(
    ({ name }) => !served.includes(name),
  );
  return [...refused, ...inner];
}

const alone = (name: string, idle: string, hint: string): Clash => ({ name, other: null, idle, hint });

/** What says how answers are drawn, where none is. A temperature that is not known may be above 0. */
function undrawn(values: Values): Clash[] {
  if (values.has("temperature") && values.get("temperature") !== 0) return [];
  const set = [...DRAWS].filter(([name, same]) => values.has(name) && values.get(name) !== same);
  return set.map(([name]) => alone(name, "at temperature 0", UNDRAWN));
}

/** An answer is held to one form. */
function formed(values: Values): Clash[] {
  const [first, ...more] = ["choices", "grammar", "json"].filter(
    (name) => values.has(name) && (name !== "json" || values.get(name) === true),
  );
  return first === undefined ? [] : more.map((name) => ({ name, other: first, idle: "", hint: FORMS }));
}

/** What does not go together with beams, and what does nothing without them. */
function searched(values: Values): Clash[] {
  const above = (name: string, least: number): boolean => {
    const value = values.get(name);
    return typeof value === "number" && value > least;
  };
  if (!values.has("beams"))
    return SEARCH.filter((name) => values.has(name)).map((name) => alone(name, "without 'beams'", NEEDED));
  if (!above("beams", 1)) return [];
  const beside = (other: string, hint: string): Clash => ({ name: "beams", other, idle: "", hint });
  return [
    ...(above("temperature", 0) ? [beside("temperature", DRAWN)] : []),
    ...(values.has("logprobs") ? [beside("logprobs", TOLD)] : []),
    ...["choices", "grammar"].filter((name) => values.has(name)).map((name) => beside(name, HELD)),
    ...(values.get("json") === true ? [beside("json", HELD)] : []),
  ];
}
