// A model that says what stands behind "Say:" in the last message it is sent: answers that a golden program can decide.
import { digest } from "../../runtime/digest.ts";
import type { LoadedModel, Message, Runner } from "../../runtime/model/index.ts";
import { paper } from "../runtime/paper.ts";

const bytes = (text: string): number[] => [...Buffer.from(text)];

const loaded: LoadedModel = {
  handle: 1,
  digest: digest("parrot"),
  tokenizerDigest: digest("bytes"),
  provider: "cpu",
  tried: [],
  window: 100_000,
  vocab: 256,
  layers: 0,
  dtype: "none",
  layout: "none",
  runtime: "parrot",
  backend: "binding",
  threads: 1,
  bytes: { weights: 0, perToken: 0 },
  ms: 0,
};

function said(tokens: readonly number[]): string {
  const messages = JSON.parse(Buffer.from(tokens).toString()) as readonly Message[];
  return (messages.at(-1)?.content ?? "").split("Say:")[1]?.trim() ?? "";
}

export const parrot: Runner = {
  ...paper(),
  chat: async (_, messages) => bytes(JSON.stringify(messages)),
  encode: async (_, texts) => texts.map(bytes),
  decode: async (_, ids) => ids.map((one) => Buffer.from(one).toString()),
  load: async () => loaded,
  async *generate(_, prompts) {
    for (const [index, { tokens }] of prompts.entries()) {
      const text = said(tokens);
      yield {
        ...{ index, text, tokens: bytes(text), promptTokens: tokens.length },
        ...{ finish: "eos" as const, logprob: 0, ms: 0, firstMs: 0, known: 0 },
      };
    }
  },
};
