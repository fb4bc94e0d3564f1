// Models of tests that know which passage is better: a passage's text is its grade, higher is better.
import type { Answer } from "../../../runtime/made.ts";
import type { Messages, Passage, Row, Value } from "../../../runtime/value.ts";
import { stream } from "../../../runtime/random.ts";
import type { Write } from "../../../runtime/write.ts";
import * as types from "../../../dsl/types/types.ts";
import { reach } from "../call.ts";

export const model = { kind: "model", name: "m", dir: "", ref: "m", devices: [], options: {} } as const;

export const graded = (...grades: readonly number[]): Passage[] =>
  grades.map((grade, at) => ({ kind: "passage", id: String(at), text: String(grade) }));
export const grades = (of: readonly Passage[]): number[] => of.map(({ text }) => Number(text));
/** Grades 1 to `size`, in a random order. */
export function shuffled(size: number, seed: number): Passage[] {
  const { next } = stream(seed);
  const drawn = Array.from({ length: size }, (_, at) => ({ grade: at + 1, by: next() }));
  return graded(...drawn.sort((a, b) => a.by - b.by).map(({ grade }) => grade));
}
export const idsOf = (of: readonly Passage[]): string => of.map(({ id }) => id).join(" ");

/** A prompt that says nothing but what is ranked. */
export const prompt = async (item: Row): Promise<Messages> => {
  const all = (Array.isArray(item) ? item : [item]) as readonly Passage[];
  return {
    kind: "messages",
    prompt: "p",
    messages: [{ role: "user", content: all.map(({ text }) => text).join(" ") }],
    returns: types.text,
    options: {},
  };
};

/** Answers each call by what it asks about; every call is a token in and out. */
export function answering(say: (grades: readonly number[], nth: number) => string) {
  let calls = 0;
  const waves: number[] = [];
  const write: Write = async (asked) => {
    waves.push(asked.length);
    return asked.map(({ messages }): Answer => ({
      text: say((messages.messages[0]?.content ?? "").split(" ").map(Number), calls++),
      promptTokens: 1,
      outputTokens: 1,
      finish: "stop",
      logprob: null,
      provider: "test",
    }));
  };
  return { ...reach({ write }), calls: () => calls, waves };
}

/** The right order, as it is asked for. */
export const perfect = (all: readonly number[]): string =>
  [...all.keys()]
    .sort((a, b) => all[b]! - all[a]!)
    .map((at) => `[${at + 1}]`)
    .join(" > ");

export interface Ranked {
  readonly passages: readonly Passage[];
  readonly calls: number;
  readonly prompt_tokens: number | null;
  readonly output_tokens: number | null;
  readonly repaired: number;
  readonly unread: number;
}
export const rankedAs = (value: Value): Ranked => value as unknown as Ranked;
