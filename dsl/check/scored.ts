// Asks that weigh texts instead of having them written: what may stand beside `choose` and `given`, and the columns they make.
import type { Ask, Prop } from "../syntax/ast.ts";
import type { Env } from "../infer/env.ts";
import { bool, type Fields, int, list, num, text, type Type, wordsOf } from "../types/types.ts";

/** How an answer is written, and when it ends. */
const WRITING: ReadonlySet<string> = new Set([
  "max_tokens",
  "temperature",
  "top_k",
  "top_p",
  "min_p",
  "repetition_penalty",
  "presence_penalty",
  "beams",
  "length_penalty",
  "early_stopping",
  "stop",
  "grammar",
]);
/** What only says something of texts that are weighed. */
const WEIGHING: ReadonlySet<string> = new Set(["delimiter", "overlap"]);

/**
 * E309: settings that contradict each other, that change nothing, or that lack what they need. Of what is written elsewhere only
 * `choices` count: defaults of answers that are written are no contradiction.
 * @param elsewhere properties of the run, the model and the prompt
 */
export function checkScored(ask: Ask, elsewhere: readonly Prop[], returns: Type, env: Env): void {
  const named = (name: string): Prop | undefined => ask.props.find((prop) => prop.name.text === name);
  const [choose, given] = [named("choose"), named("given")];
  const kind = choose ?? given;
  for (const prop of ask.props) {
    const name = prop.name.text;
    const tell = (other: string, why: "both" | "unwritten" | "needs"): void =>
      env.report("E309", prop.name.span, { name, other, why });
    if (!kind) {
      if (WEIGHING.has(name)) tell("'choose' or 'given'", "needs");
    } else if (WRITING.has(name)) tell(kind.name.text, "unwritten");
    else if (choose && (name === "given" || name === "logprobs")) tell("choose", "both");
    else if (!choose && (name === "choices" || name === "json")) tell("given", "both");
  }
  const has = named("choices") ?? elsewhere.find((prop) => prop.name.text === "choices");
  if (choose && !has && returns.kind !== "unknown" && !wordsOf(returns))
    env.report("E309", choose.name.span, { name: "choose", other: "", why: "nothing" });
}

/** Texts are weighed, and nothing is drawn. */
export const isWeighed = ({ props }: Ask): boolean =>
  props.some(({ name }) => name.text === "choose" || name.text === "given");

/** What an answer has besides: all choices, whether greedy decoding would write the same, its tokens. */
export function scoredParts(ask: Ask): Fields {
  const has = (name: string): boolean => ask.props.some((prop) => prop.name.text === name);
  return {
    ...(has("choose") && { choices: list({ kind: "record", fields: choice }) }),
    ...(has("given") && { greedy: bool }),
    ...(has("logprobs") && { logprobs: list({ kind: "record", fields: step }) }),
  };
}

const other: Fields = { token: text, id: int, logprob: num };
const step: Fields = { ...other, top: list({ kind: "record", fields: other }) };
const choice: Fields = { text, logprob: num, tokens: int, greedy: bool, score: num };
