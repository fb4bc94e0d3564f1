// A model asked through the product's own runner: several processes of one thread each, as its rows are small.
import { availableParallelism } from "node:os";
import { type Runner, startRunner } from "../../runtime/model/index.ts";

export interface Answer {
  readonly text: string;
  /** It ended by itself. */
  readonly ended: boolean;
}

export interface Asking {
  /** Greedy answers, in the order of the prompts; the tokenizer puts around a prompt what it puts around a text. */
  readonly ask: (prompts: readonly string[], maxTokens: number) => Promise<readonly Answer[]>;
  readonly close: () => Promise<void>;
}

const MOST = 4;

/** Of the model in a folder, on the CPU. `entry`: the built runner. */
export async function asking(dir: string, entry: string): Promise<Asking> {
  const runners = Array.from({ length: Math.min(MOST, availableParallelism()) }, () =>
    startRunner({ entry, threads: 1 }),
  );
  const loaded = await Promise.all(
    runners.map(async (runner) => ({
      runner,
      handle: (await runner.load({ dir, providers: [{ kind: "cpu" }] })).handle,
    })),
  );
  return {
    async ask(prompts, maxTokens) {
      const answers: Answer[] = [];
      // every so many, so that long prompts do not all fall to one
      await Promise.all(
        loaded.map(async ({ runner, handle }, first) => {
          const own = prompts.map((_, at) => at).filter((at) => at % loaded.length === first);
          const tokens = await encoded(
            runner,
            dir,
            own.map((at) => prompts[at]!),
          );
          const given = tokens.map((one) => ({ tokens: one, seed: 0 }));
          if (given.length === 0) return;
          for await (const { index, text, finish } of runner.generate(handle, given, {
            maxTokens,
            temperature: 0,
            stop: [],
          }))
            answers[own[index]!] = { text, ended: finish === "eos" };
        }),
      );
      return answers;
    },
    close: async () => void (await Promise.all(runners.map((runner) => runner.close()))),
  };
}

const encoded = (runner: Runner, dir: string, texts: readonly string[]): Promise<number[][]> =>
  runner.encode(dir, texts, { bos: true });
