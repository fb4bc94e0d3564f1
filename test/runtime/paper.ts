// Models on paper: what a program would ask of them, key by key, with no model, no tokenizer and no network at hand.
import type { Source } from "../../dsl/source.ts";
import { digest } from "../../runtime/digest.ts";
import { answering } from "../../runtime/facts.ts";
import { nodeFiles } from "../../runtime/files-node.ts";
import type { Runner } from "../../runtime/model/index.ts";
import type { Facts } from "../../dsl/types/known.ts";
import { prepare } from "../../runtime/prepare.ts";
import { operatorsByName } from "../../runtime/registry.ts";
import { program } from "../../runtime/run.ts";
import { memoryStore } from "../../runtime/store.ts";

const never = (): never => {
  throw new Error("a model on paper is not run");
};

/** A token for each word, another one for each other word: conversations that differ anywhere differ here. */
const tokens = (text: string): number[] =>
  text.split(/(?<=\s)(?=\S)/).map((word) => parseInt(digest(word).slice(0, 12), 16));

/** What the files of all models are: other words, other files. */
export interface Edition {
  readonly graph?: string;
  readonly tokenizer?: string;
}
export const paper = ({ graph = "", tokenizer = "" }: Edition = {}): Runner => ({
  describe: async (dir) => ({
    digest: digest(`${dir} ${graph}`),
    tokenizerDigest: digest(`${dir} ${tokenizer}`),
    window: 100_000,
    vocab: 2 ** 48,
    ids: 2 ** 48,
    chatTemplate: true,
    eos: [],
    special: {},
  }),
  chat: async (_, messages) => tokens(JSON.stringify(messages)),
  joined: async (_, messages, { prefix, texts }) => {
    const prompt = [...tokens(JSON.stringify(messages)), ...tokens(prefix)];
    return {
      prompt,
      whole: texts.map((text) => [...prompt, ...tokens(text)]),
      from: prompt.length,
      alone: false,
    };
  },
  count: async (_, texts) => texts.map((text) => tokens(text).length),
  encode: async (_, texts) => texts.map(tokens),
  decode: never,
  measure: never,
  load: never,
  release: never,
  generate: never,
  likelihood: never,
  infer: never,
  pid: () => undefined,
  close: async () => undefined,
});

export interface Asked {
  /** Messages of errors. */
  readonly errors: readonly string[];
  /** Sorted, one for each call that differs; runs of which it cannot be told have none. */
  readonly keys: readonly string[];
  readonly facts: Facts;
}

/** Programs of one folder -> the keys of what their runs would ask. */
export function asking(folder: string): (source: Source, edition?: Edition) => Promise<Asked> {
  const files = nodeFiles({ folder, env: {} });
  const answers = answering(files, null);
  return async (source, edition) => {
    const { plan, diagnostics } = await prepare(source, answers);
    const { runs } = await program(plan, {
      operators: operatorsByName,
      files,
      runner: paper(edition),
      store: memoryStore(),
      signal: new AbortController().signal,
      clock: () => 0,
      mayAsk: false,
    }).asks();
    const keys = [...runs.values()].flatMap((quotes) => (quotes ?? []).map(({ key }) => key)).toSorted();
    const errors = diagnostics.filter(({ severity }) => severity === "error").map(({ message }) => message);
    return { errors, keys, facts: await answers.known() };
  };
}
