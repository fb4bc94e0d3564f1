// Models of tests that write structures: what they answer is stated, what they are asked is kept.
import type { Answer } from "../../../../runtime/made.ts";
import type { Problem } from "../../../../runtime/problem.ts";
import type { Json } from "../../../../runtime/value.ts";
import type { Write } from "../../../../runtime/write.ts";
import { reach } from "../../call.ts";

export const model = { kind: "model", name: "m", dir: "", ref: "m", devices: [], options: {} } as const;

export const text = "The mill burns. It is old. Nobody lives there. The boat is red. Its sails are torn.";
export const sentences = text.split(/(?<=\.) /);

/** A reply in the form v2, of aspects as `name from-to`. */
export const ranges = (scope: string, ...aspects: readonly string[]): string => {
  const lines = aspects.map((one) => {
    const [, name, start, end] = /^(.*) (\d+)-(\d+)$/.exec(one) ?? [];
    return `- AspectName: ${name}\n  SentenceRange: {start: ${start}, end: ${end}}`;
  });
  return ["```yaml", `Scope: ${scope}`, "Aspects:", ...lines, "```"].join("\n");
};
export const good = ranges("A mill and a boat", "The mill 1-3", "The boat 4-5");

export interface Asked {
  readonly prompt: string;
  readonly options: { readonly [name: string]: Json };
  readonly seed: number;
}

/** Answers each call by what `say` gives for it. */
export function answering(say: (asked: Asked, nth: number) => string | Problem, finish = "stop") {
  const asked: Asked[] = [];
  const write: Write = async (calls) =>
    calls.map(({ messages, options, seed }): Answer | Problem => {
      const one = { prompt: messages.messages[0]?.content ?? "", options, seed };
      asked.push(one);
      const text = say(one, asked.length - 1);
      if (typeof text !== "string") return text;
      return { text, promptTokens: 1, outputTokens: 1, finish, logprob: null, provider: "test" };
    });
  return { ...reach({ write }), asked };
}

/** Answers in turn; the last one for ever. */
export const replying = (...replies: readonly string[]) =>
  answering((_, nth) => replies[Math.min(nth, replies.length - 1)]!);
