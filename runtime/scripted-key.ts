// What an answer is kept under that the program itself states.
import { canonical } from "../dsl/plan/plan.ts";
import { digest } from "./digest.ts";
import type { GenerateOptions } from "./model/index.ts";
import { type Keyed, keyed } from "./store.ts";
import type { Messages, Scripted } from "./value.ts";

/** Raised when the same function gives another answer. */
const STATED = 1;

interface Asked {
  readonly messages: Messages["messages"];
  readonly options: GenerateOptions;
  readonly seed: number;
}

/** What an answer is kept under: the function, and all that a model would be sent. How long it takes moves no answer. */
export const scriptedKey = ({ answer }: Scripted, { messages, options, seed }: Asked): Keyed =>
  keyed(
    { scripted: STATED, function: answer.key, options: { ...options } },
    { messages: digest(canonical(messages)), seed: options.temperature === 0 ? 0 : seed },
  );
