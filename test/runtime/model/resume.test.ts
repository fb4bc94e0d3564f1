// Work that outlives the process: real deaths of a real process, and what is refused when they do not end.
import { describe, expect, test } from "vitest";
import { ModelError } from "../../../runtime/model/error.ts";
import type { Generation, Prompt } from "../../../runtime/model/protocol.ts";
import { again, resumed } from "../../../runtime/model/resume.ts";
import type { Runner } from "../../../runtime/model/runner.ts";
import { answers, greedy, nano, refusal, testRunner } from "./help.ts";

const cpu = [{ kind: "cpu" }] as const;
const prompts: Prompt[] = Array.from({ length: 40 }, (_, row) => ({
  tokens: Array.from({ length: 20 + (row % 5) }, (__, n) => 10 + ((row * 31 + n * 17) % 600)),
  seed: row,
}));
const options = { ...greedy, maxTokens: 12 };
const death = (): ModelError => new ModelError("E510", "the runner process died", "run again");

interface Told {
  readonly found: Generation[];
  readonly refused: number[];
  readonly restarts: number;
}
async function all(
  runner: Pick<Runner, "generate">,
  of: readonly Prompt[],
  {
    handle = 1,
    heard = () => {},
  }: { readonly handle?: number; readonly heard?: (made: Generation) => void } = {},
): Promise<Told> {
  const told = { found: [] as Generation[], refused: [] as number[], restarts: 0 };
  const hooks = {
    onRefused: (index: number) => void told.refused.push(index),
    onRestart: () => void told.restarts++,
  };
  for await (const made of resumed(runner, handle, of, options, hooks)) {
    told.found.push(made);
    heard(made);
  }
  told.found.sort((a, b) => a.index - b.index);
  return told;
}

/** A runner in memory: each prompt's answer is its first token; a rule says at which requests or prompts it dies. */
function fake(dies: (asked: readonly Prompt[], request: number) => number | null): {
  readonly runner: Pick<Runner, "generate">;
  readonly sizes: number[];
} {
  const sizes: number[] = [];
  const runner: Pick<Runner, "generate"> = {
    async *generate(_, asked) {
      const at = dies(asked, sizes.push(asked.length));
      for (const [index, { tokens }] of asked.entries()) {
        if (index === at) throw death();
        const base = { promptTokens: 1, finish: "eos" as const, logprob: 0, ms: 0, firstMs: 0, known: 0 };
        yield { index, text: String(tokens[0]), tokens: [1], ...base };
      }
    },
  };
  return { runner, sizes };
}
const numbers = (count: number): Prompt[] =>
  Array.from({ length: count }, (_, n) => ({ tokens: [n], seed: 0 }));
const texts = ({ found }: Told): string[] => found.map(({ text }) => text);

test("a process that is killed twice: every prompt has the answer it has without that, each once", async () => {
  const runner = await testRunner();
  const model = await runner.load({ dir: nano, providers: cpu });
  const whole = await answers(runner, model, prompts, options);
  const killed = new Set<number>();
  const told = await all(runner, prompts, {
    handle: model.handle,
    heard() {
      const pid = runner.pid();
      if (pid === undefined || killed.has(pid) || killed.size === 2) return;
      killed.add(pid);
      process.kill(pid, "SIGKILL");
    },
  });
  expect(told.found.map(({ index, tokens }) => [index, tokens])).toEqual(
    whole.map(({ index, tokens }) => [index, tokens]),
  );
  expect(told.refused).toEqual([]);
  expect([killed.size, told.restarts]).toEqual([2, 2]);
});

test.each([0, 3, 15, 60, 200, 500])(
  "a process that is killed %i ms after it was asked, while it loads or computes: no answer is another one",
  async (delay) => {
    const runner = await testRunner();
    const model = await runner.load({ dir: nano, providers: cpu });
    const whole = await answers(runner, model, prompts, options);
    // the next request has to load the model again: the kill may find it at that
    process.kill(runner.pid()!, "SIGKILL");
    const kill = setTimeout(() => {
      const pid = runner.pid();
      if (pid !== undefined) process.kill(pid, "SIGKILL");
    }, delay);
    const told = await all(runner, prompts, { handle: model.handle });
    clearTimeout(kill);
    expect(told.found.map(({ index, tokens }) => [index, tokens])).toEqual(
      whole.map(({ index, tokens }) => [index, tokens]),
    );
    expect(told.refused).toEqual([]);
  },
);

test("a process that is killed while it loads a model, or reads texts, is asked again", async () => {
  const runner = await testRunner();
  let restarts = 0;
  const killing = <T>(call: () => Promise<T>): Promise<T> =>
    again(
      () => {
        const asked = call();
        if (restarts === 0) process.kill(runner.pid()!, "SIGKILL");
        return asked;
      },
      () => void restarts++,
    );
  expect(await killing(() => runner.load({ dir: nano, providers: cpu }))).toMatchObject({ provider: "cpu" });
  expect(restarts).toBe(1);
  restarts = 0;
  expect(await killing(() => runner.count(nano, ["a b"]))).toHaveLength(1);
  expect(restarts).toBe(1);
});

describe("deaths that do not end", () => {
  test("only what is left is asked again", async () => {
    const { runner, sizes } = fake((_, request) => (request === 1 ? 3 : null));
    const told = await all(runner, numbers(10));
    expect(sizes).toEqual([10, 7]);
    expect(texts(told)).toEqual(numbers(10).map((_, n) => String(n)));
    expect(told.restarts).toBe(1);
  });

  test("a prompt that kills the process is found, tried once more alone, and refused; the others are answered", async () => {
    const { runner, sizes } = fake((asked) => {
      const poison = asked.findIndex(({ tokens }) => tokens[0] === 5);
      return poison >= 0 ? 0 : null;
    });
    const told = await all(runner, numbers(30));
    expect(told.refused).toEqual([5]);
    expect(texts(told)).toEqual(numbers(30).flatMap((_, n) => (n === 5 ? [] : [String(n)])));
    expect(sizes.slice(0, 9)).toEqual([30, 30, 1, 1, 1, 1, 1, 1, 1]);
    expect(sizes.at(-1)).toBeGreaterThan(1);
    expect(told.restarts).toBe(4);
  });

  test("where nothing is ever answered it is one error", async () => {
    const { runner, sizes } = fake(() => 0);
    const error = await refusal(all(runner, numbers(500)));
    expect(error.code).toBe("E510");
    expect(error.cause).toBe("the runner process died, and so 7 times");
    expect(sizes).toHaveLength(7);
  });

  test("an interrupt ends the waiting", async () => {
    const stop = new AbortController();
    const { runner } = fake(() => 0);
    const hooks = { onRefused: () => undefined, onRestart: () => stop.abort(), signal: stop.signal };
    const error = await refusal(
      (async () => {
        for await (const made of resumed(runner, 1, numbers(3), options, hooks)) expect(made).toBeUndefined();
      })(),
    );
    expect(error.code).toBe("E510");
  });
});

test("a call that can be made again is, a few times; other failures are told at once", async () => {
  let [calls, restarts] = [0, 0];
  const restarted = (): void => void restarts++;
  const third = (): Promise<number> => (++calls < 3 ? Promise.reject(death()) : Promise.resolve(calls));
  expect(await again(third, restarted)).toBe(3);
  expect(restarts).toBe(2);
  expect((await refusal(again(() => Promise.reject(death()), restarted))).code).toBe("E510");
  calls = 0;
  const slow = (): Promise<never> => (calls++, Promise.reject(new ModelError("E508", "too long", "")));
  expect((await refusal(again(slow, restarted))).code).toBe("E508");
  expect(calls).toBe(1);
});
