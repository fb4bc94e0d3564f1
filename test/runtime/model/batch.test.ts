// The decode loop on a graph of a few lines: what is computed together, what once, what leaves the batch.
import { describe, expect, test } from "vitest";
import { atHome, type Graph, type Values } from "../../../runtime/model/backend/graph.ts";
import type { Fit } from "../../../runtime/model/cache.ts";
import { guides } from "../../../runtime/model/constrain.ts";
import type { Engine } from "../../../runtime/model/engine.ts";
import { generate } from "../../../runtime/model/generate.ts";
import { Prefixes } from "../../../runtime/model/prefix.ts";
import type { Layout, State } from "../../../runtime/model/layout.ts";
import type { GenerateOptions, Generation, Prompt, Refused } from "../../../runtime/model/protocol.ts";

const key: State = { input: "past.0.key", output: "present.0.key", type: "float32", shape: ["B", 1, "P", 1] };
const layout: Layout = {
  mask: "int64",
  ids: "int64",
  logits: "float32",
  vocab: 10,
  layers: 1,
  states: [key],
  dtype: "float32",
  text: "",
};

/** Says the sum of all tokens the mask shows, modulo 10: the cache holds the tokens, so a wrong row or column shows. */
function sums(broken = Infinity): { graph: Graph; shapes: string[] } {
  const shapes: string[] = [];
  const run = async (feeds: Values): Promise<Values> => {
    const [ids, past, mask] = [feeds["input_ids"]!, feeds["past.0.key"]!, feeds["attention_mask"]!];
    const [rows, steps, had] = [ids.dims[0]!, ids.dims[1]!, past.dims[2]!];
    shapes.push(`${rows}x${steps}`);
    const data = new Float32Array(rows * (had + steps));
    const logits = new Float32Array(rows * steps * 10);
    for (let row = 0; row < rows; row++) {
      for (let n = 0; n < had + steps; n++) {
        data[row * (had + steps) + n] = Number(
          n < had ? past.data[row * had + n] : ids.data[row * steps + n - had],
        );
      }
      const seen = (n: number): number => Number(mask.data[row * (had + steps) + n]);
      for (let step = 0; step < steps; step++) {
        const past = data.subarray(row * (had + steps), row * (had + steps) + had + step + 1);
        const sum = past.reduce((sum, token, n) => sum + token * seen(n), 0);
        logits[(row * steps + step) * 10 + (sum % 10)] = had + steps > broken ? Number.NaN : 5;
      }
    }
    return {
      logits: { type: "float32", data: logits, dims: [rows, steps, 10] },
      "present.0.key": { type: "float32", data, dims: [rows, 1, had + steps, 1] },
    };
  };
  return {
    graph: {
      inputs: [],
      outputs: [],
      local: true,
      inPlace: false,
      ...atHome,
      run,
      release: async () => undefined,
    },
    shapes,
  };
}

/** The same, for which memory ends behind four tokens. */
function short(): Graph {
  const { graph } = sums();
  return {
    ...graph,
    run: (feeds, ...rest) =>
      feeds["past.0.key"]!.dims[2]! > 4
        ? Promise.reject(new Error("Failed to allocate memory for requested buffer of size 12345"))
        : graph.run(feeds, ...rest),
  };
}

const equal: Fit = { continues: true, chunk: 256, rows: "equal", shared: false, branches: false };
const masked: Fit = { ...equal, rows: "masked" };

function engine(graph: Graph, memory = 1e9, fit = equal): Engine {
  const setup = { graph, layout, fit, inPlace: graph.inPlace };
  return {
    ...{ setup, prefixes: new Prefixes(setup, 1e6) },
    decode: (ids) => ids.join(""),
    guides: guides(() => ({ kind: "raw", tokens: [..."0123456789"] }), [0], 10),
    eos: [0],
    window: 1000,
    memory,
  };
}

async function all(
  of: Engine,
  prompts: readonly Prompt[],
  options: Partial<GenerateOptions> = {},
  refused: (one: Refused) => void = ({ error }) => expect.fail(error.cause),
): Promise<Generation[]> {
  const found: Generation[] = [];
  await generate(
    of,
    prompts,
    { maxTokens: 4, temperature: 0, stop: [], ...options },
    {
      signal: new AbortController().signal,
      done: (generation) => void found.push(generation),
      refused,
      progress: () => undefined,
    },
  );
  return found.sort((a, b) => a.index - b.index);
}

const prompt = (...tokens: number[]): Prompt => ({ tokens, seed: 1 });

describe("a batch", () => {
  test("holds rows of equal length: one joins when the others have come to its length; one that ends leaves", async () => {
    const { graph, shapes } = sums();
    const found = await all(engine(graph), [prompt(1, 2), prompt(7), prompt(5, 5), prompt(1, 3)]);
    expect(found.map(({ text, finish }) => [text, finish])).toEqual([
      ["3624", "length"],
      ["7486", "length"],
      ["", "eos"],
      ["4862", "length"],
    ]);
    expect(shapes).toEqual(["1x1", "1x1", "3x2", "3x1", "3x1", "2x1"]);
  });

  test("holds rows of any length where a mask hides what lies between", async () => {
    const { graph, shapes } = sums();
    const found = await all(engine(graph, 1e9, masked), [prompt(1, 2, 3), prompt(7), prompt(1, 3)]);
    expect(found.map(({ text }) => text)).toEqual(["6248", "7486", "4862"]);
    expect(shapes).toEqual(["3x3", "3x1", "3x1", "3x1"]);
  });

  test("rows that take several passes for their prompts have tokens in each of them", async () => {
    const { graph, shapes } = sums();
    const asked = [prompt(1, 2, 3, 4, 5), prompt(7), prompt(2, 3, 4, 5, 6), prompt(1, 3)];
    const found = await all(engine(graph, 1e9, { ...masked, chunk: 2 }), asked, { maxTokens: 2 });
    const alone: Generation[] = [];
    for (const one of asked) alone.push(...(await all(engine(sums().graph), [one], { maxTokens: 2 })));
    expect(found.map(({ text }) => text)).toEqual(alone.map(({ text }) => text));
    // the short ones, and the long ones in three parts
    expect(shapes.slice(0, 4)).toEqual(["2x2", "2x2", "2x2", "2x1"]);
  });

  test("takes the next rows when a quarter of its places is free", async () => {
    const { graph, shapes } = sums();
    const prompts = Array.from({ length: 80 }, (_, n) => prompt(1 + (n % 5), 1, 1 + (n % 4)));
    const together = await all(engine(graph, 1e9, masked), prompts, { maxTokens: 3 });
    const alone: Generation[] = [];
    for (const one of prompts) alone.push(...(await all(engine(sums().graph), [one], { maxTokens: 3 })));
    expect(together.map(({ text }) => text)).toEqual(alone.map(({ text }) => text));
    expect(Math.max(...shapes.map((shape) => parseInt(shape)))).toBe(64);
  });

  test("computes what prompts begin with once, and keeps it for the next request", async () => {
    const { graph, shapes } = sums();
    const of = engine(graph, 1e9, masked);
    const document = Array<number>(40).fill(1);
    const questions = [2, 3, 4].map((n) => prompt(...document, n, n));
    const first = await all(of, questions, { maxTokens: 1 });
    expect(shapes).toEqual(["1x40", "3x2"]);
    expect(first.map(({ tokens }) => tokens)).toEqual([[4], [6], [8]]);
    shapes.length = 0;
    const [again] = await all(of, [prompt(...document, 5, 5, 5)], { maxTokens: 1 });
    expect(shapes).toEqual(["1x3"]);
    expect(again!.tokens).toEqual([5]);
  });

  test("is one row where others move its result", async () => {
    const { graph, shapes } = sums();
    await all(engine(graph, 1e9, { ...equal, rows: "alone" }), [prompt(1, 2), prompt(1, 3)]);
    expect(shapes.every((shape) => shape.startsWith("1x"))).toBe(true);
  });

  test("computes equal prompts once and forks them", async () => {
    const { graph, shapes } = sums();
    const found = await all(engine(graph), [prompt(1, 2), prompt(1, 3), prompt(1, 2)]);
    expect(found.map(({ text }) => text)).toEqual(["3624", "4862", "3624"]);
    expect(shapes.slice(0, 2)).toEqual(["2x2", "3x1"]);
  });

  test("is no larger than the memory allows, and a single row always runs", async () => {
    const { graph, shapes } = sums();
    const prompts = [prompt(1), prompt(2), prompt(3)];
    const bytes = 4 * (1 + 4);
    await all(engine(graph, 2 * bytes), prompts);
    expect(shapes.filter((shape) => shape.startsWith("3"))).toEqual([]);
    expect(shapes.filter((shape) => shape.startsWith("2"))).toHaveLength(4);
    expect(await all(engine(graph, 1), prompts)).toHaveLength(3);
  });

  test("a prompt of several chunks is computed in pieces, when the graph can continue", async () => {
    const { graph, shapes } = sums();
    const long = prompt(...Array<number>(600).fill(1));
    const [found] = await all(engine(graph), [long], { maxTokens: 1 });
    expect(found!.tokens).toEqual([0]);
    expect(shapes).toEqual(["1x256", "1x256", "1x88"]);
  });
});

test("the log-probability is that of the full softmax at temperature 1, the closing eos included", async () => {
  const [found] = await all(engine(sums().graph), [prompt(5, 5)], { temperature: 3 });
  const p = (logit: number): number => logit - Math.log(9 + Math.exp(5));
  const chosen = found!.tokens.map((token, n) => {
    const sum = [5, 5, ...found!.tokens.slice(0, n)].reduce((a, b) => a + b);
    return p(sum % 10 === token ? 5 : 0);
  });
  expect(found!.logprob).toBeCloseTo(
    chosen.reduce((a, b) => a + b),
    5,
  );
});

describe("a prompt that has no answer", () => {
  const refused: Refused[] = [];
  const told = async (of: Engine, prompts: readonly Prompt[]): Promise<string[]> => {
    refused.length = 0;
    const found = await all(of, prompts, {}, (one) => void refused.push(one));
    return found.map(({ text }) => text);
  };

  test("NaN is an error that says where", async () => {
    expect(await told(engine(sums(3).graph), [prompt(1, 2)])).toEqual([]);
    expect(refused).toMatchObject([
      { index: 0, error: { code: "E512", cause: "the model computed NaN at prompt 1, token 3" } },
    ]);
  });

  test("one that cannot be run is refused before anything runs, and the others are answered", async () => {
    const { graph } = sums();
    const [whole] = await told(engine(graph), [prompt(1, 2)]);
    expect(await told(engine(graph), [prompt(), prompt(1, 2), prompt(99_999)])).toEqual([whole]);
    expect(refused.map(({ index, error }) => [index, error.code])).toEqual([
      [0, "E511"],
      [2, "E511"],
    ]);
  });

  test("a batch for which there is no memory is run again by halves, and not row by row", async () => {
    const { graph, shapes } = sums();
    const small: Graph = {
      ...graph,
      run: (feeds, ...rest) =>
        feeds["input_ids"]!.dims[0]! > 4
          ? Promise.reject(new Error("Failed to allocate memory for requested buffer of size 12345"))
          : graph.run(feeds, ...rest),
    };
    const prompts = Array.from({ length: 12 }, (_, n) => prompt(1 + (n % 9), 1 + Math.floor(n / 9)));
    const whole = await told(engine(sums().graph), prompts);
    expect(await told(engine(small), prompts)).toEqual(whole);
    expect(refused).toEqual([]);
    expect(Math.max(...shapes.map((shape) => parseInt(shape)))).toBe(4);
  });

  test("a row at whose token memory ends, alone, is refused with the token and with what would fit", async () => {
    const small = short();
    const [whole] = await told(engine(sums().graph), [prompt(1, 2)]);
    expect(await told(engine(small), [prompt(1, 2), prompt(3, 4, 5, 6)])).toEqual([whole]);
    expect(refused).toMatchObject([{ index: 1, error: { code: "E520" } }]);
    const { cause, fix } = refused[0]!.error;
    expect(cause).toMatch(
      /^memory ran out at prompt 2, token 3, with no other beside it: Failed to allocate/,
    );
    expect(fix).toMatch(
      /^about \d+ tokens of prompt and answer would fit, lower max_tokens, or take weights/,
    );
  });

  test("a batch in which one row fails is run again row by row: the others have the answers they have alone", async () => {
    const { graph } = sums();
    const poisoned: Graph = {
      ...graph,
      run: (feeds, ...rest) =>
        Array.from(feeds["input_ids"]!.data, Number).includes(8)
          ? Promise.reject(new Error("no kernel for an eight"))
          : graph.run(feeds, ...rest),
    };
    const prompts = [prompt(1, 2), prompt(8, 8), prompt(5, 5)];
    const alone = await told(engine(graph), [prompts[0]!, prompts[2]!]);
    expect(await told(engine(poisoned), prompts)).toEqual(alone);
    expect(refused).toMatchObject([{ index: 1, error: { code: "E513", cause: "no kernel for an eight" } }]);
  });

  describe("whose answer is searched", () => {
    const searched = async (of: Engine, prompts: readonly Prompt[]): Promise<string[]> => {
      refused.length = 0;
      const found = await all(of, prompts, { beams: 2 }, (one) => void refused.push(one));
      return found.map(({ text }) => text);
    };

    test.each([equal, masked, { ...equal, rows: "alone" as const }])(
      "is refused with what the graph says, and takes no other with it: rows $rows",
      async (fit) => {
        const poisoned: Graph = {
          ...sums().graph,
          run: (feeds, ...rest) =>
            Array.from(feeds["input_ids"]!.data, Number).includes(8)
              ? Promise.reject(new Error("no kernel for an eight"))
              : sums().graph.run(feeds, ...rest),
        };
        const prompts = [prompt(1, 2), prompt(8, 8), prompt(2, 1)];
        const alone = await searched(engine(sums().graph, 1e9, fit), [prompts[0]!, prompts[2]!]);
        expect(alone).toHaveLength(2);
        expect(await searched(engine(poisoned, 1e9, fit), prompts)).toEqual(alone);
        expect(refused).toMatchObject([
          { index: 1, error: { code: "E513", cause: "no kernel for an eight" } },
        ]);
      },
    );

    test("where memory ends is told by its tokens", async () => {
      const small = short();
      expect(await searched(engine(small), [prompt(3, 4, 5, 6)])).toEqual([]);
      expect(refused).toMatchObject([{ index: 0, error: { code: "E520" } }]);
      expect(refused[0]!.error.cause).toMatch(
        /^memory ran out at prompt 1, token 3, with no other beside it/,
      );
    });

    test("NaN is an error that says at which beam", async () => {
      expect(await searched(engine(sums(3).graph), [prompt(1, 2)])).toEqual([]);
      expect(refused).toMatchObject([
        { index: 0, error: { code: "E512", cause: "the model computed NaN at token 3 of beam 1" } },
      ]);
    });

    test("takes no more rows than the memory allows, and its own beams in any case", async () => {
      const { graph, shapes } = sums();
      const bytes = 4 * (1 + 4);
      const prompts = [prompt(1), prompt(2), prompt(3)];
      const free = await searched(engine(sums().graph, 1e9, masked), prompts);
      expect(await searched(engine(graph, 4 * bytes, masked), prompts)).toEqual(free);
      expect(Math.max(...shapes.map((shape) => parseInt(shape)))).toBe(4);
      expect(await searched(engine(graph, 1, masked), prompts)).toEqual(free);
    });
  });
});
