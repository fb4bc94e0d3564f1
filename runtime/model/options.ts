// What a generation may be asked for: each setting and the values it takes.
import { MOST_BEAMS } from "../../dsl/types/settings.ts";
import { ModelError } from "./error.ts";
import type { GenerateOptions } from "./protocol.ts";

type Numbers = Omit<GenerateOptions, "stop" | "form" | "lookup" | "earlyStopping">;
type Rule = readonly [name: string, fits: (value: number) => boolean, fix: string];

const whole = (value: number): boolean => Number.isInteger(value) && value >= 1;
const share = (value: number): boolean => value >= 0 && value <= 1;

const rules: { readonly [K in keyof Required<Numbers>]: Rule } = {
  maxTokens: ["max_tokens", whole, "give a whole number from 1"],
  temperature: ["temperature", (value) => value >= 0 && value < Infinity, "give a number from 0"],
  topK: ["top_k", whole, "give a whole number from 1"],
  topP: ["top_p", (value) => value > 0 && share(value), "give a number above 0, at most 1"],
  minP: ["min_p", share, "give a number from 0 to 1"],
  repetitionPenalty: [
    "repetition_penalty",
    (value) => value > 0 && value < Infinity,
    "give a number above 0; 1 changes nothing",
  ],
  presencePenalty: ["presence_penalty", Number.isFinite, "give a number; 0 changes nothing"],
  logprobs: ["logprobs", (value) => value === 0 || whole(value), "give a whole number; 0 tells no others"],
  beams: [
    "beams",
    (value) => whole(value) && value <= MOST_BEAMS,
    `give a whole number from 1 to ${MOST_BEAMS}`,
  ],
  lengthPenalty: ["length_penalty", Number.isFinite, "give a number; 0 asks no length for anything"],
};

/** Errors: ModelError E511 naming the first setting that cannot be. */
export function checkOptions(options: GenerateOptions): void {
  for (const [key, [name, fits, fix]] of Object.entries(rules)) {
    const value = options[key as keyof Numbers];
    if (value !== undefined && !fits(value)) throw new ModelError("E511", `${name} is ${value}`, fix);
  }
  if (options.beams !== undefined && options.temperature > 0)
    throw new ModelError(
      "E511",
      "temperature is above 0 and beams is set",
      "set one of them: beams draw nothing",
    );
  if (options.beams !== undefined && options.form)
    throw new ModelError(
      "E511",
      `beams is set with ${options.form.kind}`,
      "hold greedy or drawn answers to a form",
    );
  if (options.beams !== undefined && options.logprobs !== undefined)
    throw new ModelError("E511", "logprobs is set with beams", "set one of them");
  if (options.stop.includes("")) throw new ModelError("E511", "a stop text is empty", "remove it");
}
