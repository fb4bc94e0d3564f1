// How structures are asked of a model: one message, through the store like every call, and what could not be asked counted.
import type { Reach } from "../../operator.ts";
import { Problem } from "../../problem.ts";
import type { Json, ModelValue } from "../../value.ts";
import * as types from "../../../dsl/types/types.ts";

/** How freely a text is asked about again. */
export const AGAIN = 0.2;

/** How one reply is wanted. What is left out is as the model was declared. */
export interface Wanted {
  readonly temperature?: number;
  readonly seed?: number;
  /** At most so many tokens. */
  readonly tokens?: number;
  /** The grammar of replies, for a model that is held to it. */
  readonly form?: string;
}
/** The reply; null where it cannot be asked, which is counted. */
export type Say = (prompt: string, wanted: Wanted) => Promise<string | null>;

/** What says how answers are drawn or searched: it does not go with a temperature of another kind. */
const DRAWING = new Set(["top_k", "top_p", "min_p", "beams", "length_penalty", "early_stopping"]);

/** @param constrain replies are held to their grammars */
export function saying(
  model: ModelValue,
  constrain: boolean,
  { write, note }: Pick<Reach, "write" | "note">,
): { readonly first: (prompt: string, form: string) => Promise<string>; readonly again: Say } {
  const ask = async (prompt: string, wanted: Wanted): Promise<string | Problem> => {
    const [answer] = await write([
      {
        model,
        messages: {
          kind: "messages",
          prompt: "structurize",
          messages: [{ role: "user", content: prompt }],
          returns: types.text,
          options: {},
        },
        options: optionsOf(model, wanted, constrain),
        seed: wanted.seed ?? 0,
      },
    ]);
    if (answer === undefined || answer instanceof Problem) return answer ?? unanswered(model);
    if (answer.finish === "length") note("structurize: replies that max_tokens cut");
    return answer.text;
  };
  return {
    async first(prompt, form) {
      const reply = await ask(prompt, { form });
      if (reply instanceof Problem) throw reply;
      return reply;
    },
    async again(prompt, wanted) {
      const reply = await ask(prompt, wanted);
      if (!(reply instanceof Problem)) return reply;
      note(`structurize: questions that could not be asked again: ${reply.code}`);
      return null;
    },
  };
}

function optionsOf({ options }: ModelValue, wanted: Wanted, constrain: boolean): { [name: string]: Json } {
  const { temperature, tokens, form } = wanted;
  const kept =
    temperature === undefined
      ? options
      : Object.fromEntries(Object.entries(options).filter(([name]) => !DRAWING.has(name)));
  const { max_tokens: own } = options;
  return {
    ...kept,
    ...(temperature !== undefined && { temperature }),
    ...(tokens !== undefined && { max_tokens: typeof own === "number" ? Math.min(own, tokens) : tokens }),
    ...(constrain && form !== undefined && { grammar: form }),
  };
}

const unanswered = ({ name }: ModelValue): Problem =>
  new Problem("ModelError", "E511", `'${name}' gave no answer`);
