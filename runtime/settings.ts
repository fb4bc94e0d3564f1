// What a call says of its generation -> what the runner takes.
import { clashesOf, type Setting, settingRanges, SHARED } from "../dsl/types/settings.ts";
import { catalogue, type Message } from "../dsl/tell/messages.ts";
import { glimpse, insteadOf } from "../dsl/types/texts.ts";
import type { Type } from "../dsl/types/types.ts";
import { filelessOf, untaken } from "./fileless.ts";
import { formOf } from "./form.ts";
import type { EarlyStopping, GenerateOptions } from "./model/index.ts";
import { Problem } from "./problem.ts";
import { type Scoring, scoringOf } from "./scoring.ts";
import type { Json, ModelValue } from "./value.ts";

type Key = Exclude<
  keyof GenerateOptions,
  "maxTokens" | "temperature" | "stop" | "form" | "lookup" | "earlyStopping"
>;

type Number = Exclude<Setting, "max_tokens" | "temperature" | "window" | "overlap">;

/** Numbers that may be left out: the runner's name for each, and what to write. */
const numbers: { readonly [name in Number]: readonly [Key, string] } = {
  top_k: ["topK", "1 or more"],
  top_p: ["topP", "a number above 0 and up to 1"],
  min_p: ["minP", "a number from 0 to 1"],
  repetition_penalty: ["repetitionPenalty", "a number above 0; 1 changes nothing"],
  presence_penalty: ["presencePenalty", "a number from -2 to 2; 0 changes nothing"],
  logprobs: ["logprobs", "0 to 100"],
  beams: ["beams", settingRanges.beams[1]],
  length_penalty: ["lengthPenalty", "a number"],
};

const fits = (name: Setting, value: Json): value is number =>
  typeof value === "number" && settingRanges[name][0](value);

/** What a call is to come to: an answer that is written, or the likelihood of texts that are there. */
export interface Asked {
  readonly options: GenerateOptions;
  readonly scoring: Scoring | null;
  /** Text that the answer begins with, and that is no part of it. */
  readonly prefix: string;
}

/** Nothing is written. */
const unwritten: GenerateOptions = { maxTokens: 0, temperature: 0, stop: [] };

/** What is set nowhere and would move numbers is asked for; what cannot be run is refused: E511, of a model without files E525. */
export function settings(
  options: ModelValue["options"],
  model: Pick<ModelValue, "name" | "server" | "scripted">,
  returns: Type,
): Asked | Problem {
  const { max_tokens: maxTokens, temperature = 0, stop = [], prefix = "" } = options;
  const wrong = (name: string, value: Json, wanted: string): Problem =>
    refusal(catalogue.E217({ name, got: glimpse(value), wanted }));
  const strange = Object.keys(options).filter((name) => !SHARED.has(name) && options[name] !== false);
  const by = filelessOf(model);
  if (by && strange.length > 0) return untaken(by, model.name, strange);
  if (typeof prefix !== "string") return wrong("prefix", prefix, "a text");
  const scoring = scoringOf(options, returns);
  if (scoring && "wanted" in scoring)
    return wrong(scoring.name, options[scoring.name] ?? null, scoring.wanted);
  if (scoring) return { options: unwritten, scoring, prefix };
  if (maxTokens === undefined && !model.scripted)
    return new Problem(
      "ModelError",
      "E511",
      `'max_tokens' is not set for '${model.name}'`,
      "write it where the model is asked: { max_tokens: 64 }",
    );
  if (maxTokens !== undefined && !fits("max_tokens", maxTokens))
    return wrong("max_tokens", maxTokens, "1 or more");
  if (!fits("temperature", temperature)) return wrong("temperature", temperature, "0 or more");
  const instead = insteadOf("stop", stop);
  if (instead !== null) return wrong("stop", stop, instead);
  const given: { [K in Key]?: number } = {};
  for (const [name, [key, wanted]] of Object.entries(numbers) as [Number, readonly [Key, string]][]) {
    const value = options[name];
    if (value === undefined) continue;
    if (!fits(name, value)) return wrong(name, value, wanted);
    given[key] = value;
  }
  // one that came to 0 is an arm of a sweep, and the limit of its draws
  const values = { ...options, ...(options["temperature"] === 0 && { temperature: undefined }) };
  const [clash] = clashesOf(new Map<string, unknown>(Object.entries(values)), null);
  if (clash) return refusal(catalogue.E313(clash));
  const form = formOf(options, returns);
  if (form && "wanted" in form) return wrong(form.name, options[form.name] ?? null, form.wanted);
  const { early_stopping: early } = options;
  if (early !== undefined && typeof early !== "boolean" && early !== "never")
    return wrong("early_stopping", early, 'true, false or "never"');
  const { beams, lengthPenalty, ...rest } = given;
  // one beam is the greedy answer
  const search = beams === undefined || beams === 1 ? {} : searchOf(beams, lengthPenalty, early);
  return {
    options: {
      // a function's answer has no tokens
      maxTokens: maxTokens ?? 0,
      temperature,
      ...rest,
      ...search,
      stop: stop as readonly string[],
      ...(form && { form }),
    },
    scoring: null,
    prefix,
  };
}

const refusal = ({ message, hint = "" }: Message): Problem =>
  new Problem("ModelError", "E511", message, hint);

/** What is as it would be anyway is left out, so that it is the same call. */
const searchOf = (beams: number, lengthPenalty = 1, earlyStopping: EarlyStopping = false) => ({
  beams,
  ...(lengthPenalty !== 1 && { lengthPenalty }),
  ...(earlyStopping !== false && { earlyStopping }),
});
