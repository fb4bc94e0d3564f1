// The runner's ceiling of memory: what does not fit is refused before, what grows beyond it ends by name, in smaller parts first.
import { cpSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { OverCeiling } from "../../../runtime/model/ceiling.ts";
import type { ModelError } from "../../../runtime/model/error.ts";
import type { Generation, Prompt } from "../../../runtime/model/protocol.ts";
import { resumed } from "../../../runtime/model/resume.ts";
import { type Runner, startRunner } from "../../../runtime/model/runner.ts";
import {
  answers,
  backends,
  folder,
  holding,
  greedy,
  nano,
  refusal,
  runnerEntry,
  testRunner,
  tinyDecoder,
} from "./help.ts";

const cpu = [{ kind: "cpu" }] as const;
const options = { ...greedy, maxTokens: 20 };
const linux = process.platform === "linux";

/** MiB that a process holds, as the system counts; none where it has just ended. */
function held(pid: number | undefined): number {
  const file = `/proc/${pid}/status`;
  const kilobytes = existsSync(file) ? /RssAnon:\s+(\d+)/.exec(readFileSync(file, "utf8"))?.[1] : 0;
  return Number(kilobytes) / 1024;
}

/** The most MiB that a runner held while something was done. */
async function height(runner: Runner, work: () => Promise<unknown>): Promise<number> {
  let most = 0;
  const look = setInterval(() => (most = Math.max(most, held(runner.pid()))), 10);
  await work().finally(() => clearInterval(look));
  return most;
}

/** Every answer, in order, through deaths of the process. */
async function all(
  runner: Pick<Runner, "generate">,
  handle: number,
  asked: readonly Prompt[],
): Promise<{ readonly made: readonly Generation[]; readonly refused: readonly string[] }> {
  const [made, refused]: [Generation[], string[]] = [[], []];
  const onRefused = (index: number, { code }: ModelError) => void refused.push(`${index} ${code}`);
  for await (const one of resumed(runner, handle, asked, options, { onRefused, onRestart: () => {} }))
    made.push(one);
  return { made: made.toSorted((a, b) => a.index - b.index), refused };
}

/** The tiny decoder with a window of a million tokens. */
async function wide(): Promise<string> {
  const dir = folder();
  cpSync(await tinyDecoder("std"), dir, { recursive: true });
  const config = JSON.parse(readFileSync(join(dir, "config.json"), "utf8")) as object;
  writeFileSync(join(dir, "config.json"), JSON.stringify({ ...config, max_position_embeddings: 1_000_000 }));
  return dir;
}

describe.skipIf(!linux).each(backends)("on %s", (backend) => {
  const prompts = Array.from({ length: 16 }, (_, row) => ({
    tokens: Array.from({ length: 1500 + row }, (__, n) => 10 + ((row * 31 + n * 17) % 600)),
    seed: row,
  }));

  test("rows that have no room together go in smaller parts, with the same answers", async () => {
    const free = await testRunner({ backend });
    const model = await free.load({ dir: nano, providers: cpu });
    await answers(free, model, prompts.slice(0, 1), options);
    const before = held(free.pid());
    let whole: Generation[] = [];
    const most = await height(free, async () => (whole = await answers(free, model, prompts, options)));
    expect(most - before).toBeGreaterThan(60);

    const runner = await testRunner({ backend, ceiling: Math.ceil(before + (most - before) / 2) });
    const { handle } = await runner.load({ dir: nano, providers: cpu });
    const { made, refused } = await all(runner, handle, prompts);
    expect(refused).toEqual([]);
    expect(made.map(({ tokens }) => tokens)).toEqual(whole.map(({ tokens }) => tokens));
  });

  test("a row that does not fit alone is refused before it is computed, with the size that would fit", async () => {
    const runner = await testRunner({ backend, ceiling: 600 });
    const model = await runner.load({ dir: await wide(), providers: cpu });
    const refused = new Map<number, ModelError>();
    const asked: Prompt[] = [
      { tokens: [5, 6, 7], seed: 0 },
      { tokens: Array<number>(900_000).fill(5), seed: 0 },
    ];
    const onRefused = (index: number, error: ModelError) => void refused.set(index, error);
    expect(await answers(runner, model, asked, options, { onRefused })).toHaveLength(1);
    expect([...refused.keys()]).toEqual([1]);
    const { code, cause, fix } = refused.get(1)!;
    expect(code).toBe("E520");
    expect(cause).toMatch(
      /^prompt 2 needs [\d.]+ [GM]B for the keys and values of 900020 tokens, \d+ MB are left$/,
    );
    expect(fix).toMatch(
      /^about \d+ tokens of prompt and answer would fit: shorten it, or lower max_tokens; or raise/,
    );
    const fits = Number(/about (\d+)/.exec(fix)![1]);
    expect(fits).toBeGreaterThan(1000);
    expect(fits).toBeLessThan(900_020);
  });
});

test("a model that does not fit below it is refused, with the size that would fit", async () => {
  const runner = await testRunner({ ceiling: 400 });
  const dir = holding(10 ** 9);
  const error = await refusal(runner.load({ dir, providers: cpu }));
  expect(error.code).toBe("E520");
  expect(error.cause).toMatch(
    /^loading .* takes 1\.00 GB of memory, [234]\d\d MB are left below the ceiling of 419 MB$/,
  );
  expect(error.fix).toMatch(
    /^take weights of fewer bits: up to [234]\d\d MB would fit; or raise it with STRUX_MEMORY/,
  );
  expect(await runner.load({ dir: nano, providers: cpu })).toMatchObject({ provider: "cpu" });
});

test("where nothing is left below it no weights would fit, and none are advised", async () => {
  const runner = await testRunner({ ceiling: 12 });
  const { code, fix } = await refusal(runner.load({ dir: nano, providers: cpu }));
  expect([code, fix]).toEqual(["E520", "raise it with STRUX_MEMORY (in MiB) where the machine has more"]);
});

describe("a process that comes to hold more", () => {
  const long = "word ".repeat(6_000_000);

  test("ends by itself, says how much it held, and is started again", async () => {
    const runner = await testRunner({ ceiling: 200 });
    const error = await refusal(runner.count(nano, [long]));
    expect(error).toBeInstanceOf(OverCeiling);
    expect(error.code).toBe("E520");
    expect(error.cause).toMatch(
      /^the runner process was ended during count with .*strux-nano: it held [\d.]+ MB, its ceiling is 210 MB$/,
    );
    expect(await runner.count(nano, ["a b"])).toHaveLength(1);
  });

  test("at the environment's ceiling; a value that is no number is told when a model is loaded", async () => {
    vi.stubEnv("STRUX_MEMORY", "200");
    onTestFinished(() => void vi.unstubAllEnvs());
    const runner = startRunner({ entry: await runnerEntry() });
    onTestFinished(() => runner.close());
    expect((await refusal(runner.count(nano, [long]))).cause).toMatch(/its ceiling is 210 MB$/);
    vi.stubEnv("STRUX_MEMORY", "8 GB");
    const wrong = startRunner({ entry: await runnerEntry() });
    onTestFinished(() => wrong.close());
    const error = await refusal(wrong.load({ dir: nano, providers: cpu }));
    expect(error.message).toBe("STRUX_MEMORY is '8 GB'; write a whole number of MiB: 8192");
  });
});

describe("prompts whose process comes to it", () => {
  const over = (): OverCeiling => new OverCeiling("generate", { held: 3e9, ceiling: 2e9, fits: "" });
  /** Answers a request whose prompts have so many tokens together, and dies at more. */
  const holds = (most: number): { sizes: number[]; runner: Pick<Runner, "generate"> } => {
    const sizes: number[] = [];
    return {
      sizes,
      runner: {
        async *generate(_, asked) {
          sizes.push(asked.length);
          if (asked.reduce((sum, { tokens }) => sum + tokens.length, 0) > most) throw over();
          for (const [index] of asked.entries())
            yield {
              index,
              text: "",
              tokens: [1],
              promptTokens: 1,
              finish: "eos" as const,
              logprob: 0,
              ms: 0,
              firstMs: 0,
              known: 0,
            };
        },
      },
    };
  };
  const told = async (runner: Pick<Runner, "generate">, lengths: readonly number[]) => {
    const asked = lengths.map((length) => ({ tokens: Array<number>(length).fill(5), seed: 0 }));
    const { made, refused } = await all(runner, 1, asked);
    return { answered: made.map(({ index }) => index), refused };
  };

  test("are asked half as many together, until they fit", async () => {
    const { runner, sizes } = holds(4);
    expect(await told(runner, Array<number>(10).fill(1))).toEqual({
      answered: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
      refused: [],
    });
    expect(sizes).toEqual([10, 5, 3, 3, 3, 1]);
  });

  test("one that does so alone is refused by name, and the others are answered", async () => {
    const { runner, sizes } = holds(4);
    expect(await told(runner, [1, 1, 9, 1])).toEqual({ answered: [0, 1, 3], refused: ["2 E520"] });
    expect(sizes).toEqual([4, 2, 2, 1, 1]);
  });
});
