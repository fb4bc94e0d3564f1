// Texts that are weighed instead of written, through whole programs: choices by likelihood, given texts, long ones in windows,
// answers that begin with a text.
import { beforeAll, describe, expect, test } from "vitest";
import { num, text as textType, type Type } from "../../dsl/types/types.ts";
import type { Runner } from "../../runtime/model/index.ts";
import { json, operator } from "../../runtime/operator.ts";
import { settings } from "../../runtime/settings.ts";
import { bestOf, choicesOf, scoringOf } from "../../runtime/scoring.ts";
import { memoryStore, type Store } from "../../runtime/store.ts";
import type { Json } from "../../runtime/value.ts";
import { makeRunner, nano } from "./model/help.ts";
import { model as seq2seq } from "./model/seq2seq/model.ts";
import { stories } from "./model/stories.ts";
import { reach } from "./call.ts";
import { planned, ran, type Ran } from "./program.ts";

let runner: Runner;
/** Texts handed to the runner. */
let weighed = 0;

beforeAll(async () => {
  const real = await makeRunner();
  runner = {
    ...real,
    likelihood: (model, texts, ...rest) => {
      weighed += texts.length;
      return real.likelihood(model, texts, ...rest);
    },
  };
});

const head = `
model m = onnx("nano") on cpu { max_tokens: 4 }
prompt p(text: Text) -> Text { user """{{ text }} Answer:""" }
prompt judge(text: Text) -> "yes" | "no" { user """{{ text }} Answer:""" }
prompt nothing() { user """""" }
data t = table([{ id: 1, text: "The mill is old." }, { id: 2, text: "One sun and two moons." }])
`;

type Row = Readonly<Record<string, Json>>;

/** Hands values of rows to the test. */
const keeper = (kept: Row[]) =>
  operator({
    name: "keep",
    family: "text",
    doc: "keeps a record",
    params: { row: json },
    returns: num,
    run: ({ row }) => kept.push(row as Row),
  });

interface Asked extends Ran {
  readonly rows: readonly Row[];
  readonly made: number;
}
/** What a run `r` over two rows makes, with the ask as it is written; `more`: columns that are wanted besides. */
async function asked(ask: string, more = "one: 1", store: Store = memoryStore()): Promise<Asked> {
  const [before, kept] = [weighed, [] as Row[]];
  const about = ask.includes("step") ? "" : "output: .output, ";
  const done = await running(
    `${head}run r over t { ${ask} }
show r |> derive(k: keep({ ${about}logprob: .logprob, finish: .finish, usage: .usage, ${more} }))`,
    store,
    kept,
  );
  return { ...done, rows: kept, made: weighed - before };
}

async function running(text: string, store: Store, kept: Row[]): Promise<Ran> {
  const files = { ...reach().files, locate: () => Promise.resolve(nano) };
  return ran(text, { operators: [keeper(kept)], deps: { runner, store, files } });
}

const choices = (row: Row | undefined) =>
  row!["c"] as unknown as readonly {
    readonly text: string;
    readonly logprob: number;
    readonly tokens: number;
    readonly score: number;
  }[];
const all = "c: .output.choices";
const words = '["of the mill", "seven", "mühle"]';

describe("a choice by likelihood", () => {
  test("tells all choices in their order, and the answer is the one with the largest score", async () => {
    const { rows: found } = await asked(`ask p(.text) with m { choices: ${words}, choose: "raw" }`, all);
    for (const row of found) {
      const all = choices(row);
      expect(all.map(({ text }) => text)).toEqual(["of the mill", "seven", "mühle"]);
      const best = all.toSorted((a, b) => b.logprob - a.logprob)[0]!;
      expect(row).toMatchObject({ output: best.text, logprob: best.logprob, finish: "chosen" });
      expect((row["usage"] as { output: number }).output).toBe(best.tokens);
    }
  });

  test("each choice has the log-probability that it has alone, as a text that is given", async () => {
    const { rows: found } = await asked(`ask p(.text) with m { choices: ${words}, choose: "raw" }`, all);
    for (const [n, { text, logprob, tokens }] of choices(found[0]).entries()) {
      const alone = await asked(`ask p(.text) with m { given: ${JSON.stringify(text)} }`);
      expect(alone.rows[0], `choice ${n}`).toMatchObject({ output: text, finish: "given" });
      expect(alone.rows[0]!["logprob"]).toBeCloseTo(logprob, 3);
      expect((alone.rows[0]!["usage"] as { output: number }).output).toBe(tokens);
    }
  });

  test("another way to compare them costs nothing: what was weighed is in the store", async () => {
    const store = memoryStore();
    const raw = await asked(`ask p(.text) with m { choices: ${words}, choose: "raw" }`, all, store);
    expect(raw.made).toBe(6);
    const lengths = { per_token: "tokens", per_char: "", per_byte: "" } as const;
    for (const rule of Object.keys(lengths) as (keyof typeof lengths)[]) {
      const { rows: found, made } = await asked(
        `ask p(.text) with m { choices: ${words}, choose: "${rule}" }`,
        all,
        store,
      );
      expect(made).toBe(0);
      for (const { text, logprob, tokens, score } of choices(found[0]))
        expect(score).toBe(
          logprob /
            (rule === "per_token" ? tokens : rule === "per_char" ? text.length : Buffer.byteLength(text)),
        );
    }
  });

  test("is among the words of the prompt where none are written, and read as what the prompt returns", async () => {
    const { rows: found } = await asked(
      'step v = ask judge(.text) with m { choose: "per_char" }',
      "v: .v, c: .v.choices, f: .v.finish",
    );
    for (const row of found) {
      expect(["yes", "no"]).toContain(row["v"]);
      expect((row["c"] as readonly { text: string }[]).map(({ text }) => text)).toEqual(["yes", "no"]);
      expect(row["f"]).toBe("chosen");
    }
  });

  test("among texts of the row", async () => {
    const { rows: found } = await asked(
      'ask p("One?") with m { choices: [.text, "no"], choose: "raw" }',
      all,
    );
    expect(found.map((row) => choices(row)[0]!.text)).toEqual(["The mill is old.", "One sun and two moons."]);
  });
});

test("the first among equals is chosen, as numpy's argmax has it; characters are code points, bytes UTF-8", () => {
  const scored = (logprob: number) => ({ logprob, tokens: 2, greedy: false, windows: 1 });
  expect(bestOf(choicesOf("raw", ["a", "b"], [scored(-2), scored(-2)]))).toBe(0);
  const texts = ["é🙂", "abcd"];
  const score = (rule: "per_char" | "per_byte" | "per_token"): number[] =>
    choicesOf(rule, texts, [scored(-12), scored(-12)]).map((one) => one.score);
  expect(score("per_char")).toEqual([-6, -3]);
  expect(score("per_byte")).toEqual([-2, -3]);
  expect(score("per_token")).toEqual([-6, -6]);
});

describe("a text that is given", () => {
  test("behind no prompt it is weighed whole: the same with all of it in one window and in many, but for what they cannot see", async () => {
    const { rows: whole, shown } = await asked("ask nothing() with m { given: .text }");
    expect(whole.map((row) => row["output"])).toEqual(["The mill is old.", "One sun and two moons."]);
    expect(shown.join("\n")).not.toContain("windows");
    const { handle } = await runner.load({ dir: nano, providers: [{ kind: "cpu" }] });
    const { whole: ids } = await runner.joined(nano, [{ role: "user", content: "" }], {
      prefix: "",
      delimiter: null,
      texts: ["The mill is old."],
      apart: false,
    });
    for await (const { logprobs } of runner.likelihood(handle, [{ tokens: ids[0]!, from: 1 }]))
      expect(logprobs.reduce((a, b) => a + b)).toBeCloseTo(whole[0]!["logprob"] as number, 4);
  });

  test("longer than the window it goes in windows, which a note counts", async () => {
    const read = async (more: string): Promise<{ readonly done: Ran; readonly kept: readonly Row[] }> => {
      const kept: Row[] = [];
      const done = await running(
        `
model m = onnx("nano") on cpu { window: 8 }
prompt nothing() { user """""" }
data t = table([{ id: 1, text: "The mill is old. One sun and two moons." }, { id: 2, text: "One." }])
run r over t { ask nothing() with m { given: .text ${more} } }
show r |> derive(k: keep({ usage: .usage, logprob: .logprob }))`,
        memoryStore(),
        kept,
      );
      return { done, kept };
    };
    const { done, kept } = await read("");
    expect(done.failed).toEqual([]);
    expect(done.shown.join("\n")).toMatch(/1 of 2 texts is longer than the window: read in \d windows/);
    const { kept: shared } = await read(", overlap: 6");
    // the same tokens, behind more of what comes before them
    expect(shared[0]!["usage"]).toEqual(kept[0]!["usage"]);
    expect(shared[0]!["logprob"]).not.toBe(kept[0]!["logprob"]);
    expect(shared[1]!["logprob"]).toBeCloseTo(kept[1]!["logprob"] as number, 5);
    expect((await read(", overlap: 9")).done.failed.join()).toContain("E511");
  });

  test("is greedy where decoding would have written it", async () => {
    const { rows: found } = await asked(
      'step a = ask p(.text) with m step b = ask p(.text) with m { given: .a, delimiter: "" }',
      "a_logprob: .a.logprob, b_logprob: .b.logprob, greedy: .b.greedy",
    );
    expect(found.map((row) => row["greedy"])).toEqual([true, true]);
    for (const row of found) expect(row["b_logprob"]).toBeCloseTo(row["a_logprob"] as number, 3);
    const other = await asked('ask p(.text) with m { given: "zebra" }', "greedy: .output.greedy");
    expect(other.rows.map((row) => row["greedy"])).toEqual([false, false]);
  });

  test("over the window behind a prompt it is E301 of its row; empty it is E511", async () => {
    const empty = await asked('ask p(.text) with m { given: join([""], "") }');
    expect(empty.failed.join()).toContain("E511");
    const program = `
model m = onnx("nano") on cpu { window: 30 }
prompt p(text: Text) { user """{{ text }} Answer:""" }
data t = table([{ id: 1, text: "One." }, { id: 2, text: "The mill is old. One sun and two moons. The mill is old." }])
run r over t { ask p("Well?") with m { given: .text } }
show r |> derive(code: .error.code) |> select(.id, .code)`;
    const done = await running(program, memoryStore(), []);
    expect(done.shown.join("\n")).toMatch(/1\s+null[^]*2\s+E301/);
  });
});

test("an answer that begins with a text goes on as the same answer would have; the beginning is no part of it", async () => {
  const { rows: free } = await asked("ask p(.text) with m { max_tokens: 6 }");
  const answer = free[0]!["output"] as string;
  const cut = answer.indexOf(" ", 1);
  const prefix = JSON.stringify(answer.slice(0, cut));
  const begun = await asked(`ask p(.text) with m { max_tokens: 5, prefix: ${prefix} }`);
  expect(begun.rows[0]!["output"]).toBe(answer.slice(cut));
});

interface Told {
  readonly token: string;
  readonly id: number;
  readonly logprob: number;
  readonly top: readonly Told[];
}
const told = (row: Row | undefined): readonly Told[] => row!["l"] as unknown as readonly Told[];
/** Without spaces, which this model's tokenizer puts between words by what stands around them. */
const lettersOf = (row: Row): string =>
  told(row)
    .map(({ token }) => token)
    .filter((token) => token !== "<eos>")
    .join("")
    .replaceAll(" ", "");

describe("the tokens of an answer", () => {
  test("write it together, and their log-probabilities sum up to its own; they are another call", async () => {
    const store = memoryStore();
    const plain = await asked("ask p(.text) with m", "one: 1", store);
    const { rows: found } = await asked("ask p(.text) with m { logprobs: 2 }", "l: .output.logprobs", store);
    for (const [n, row] of found.entries()) {
      expect(row["output"]).toBe(plain.rows[n]!["output"]);
      expect(lettersOf(row)).toBe(String(row["output"]).replaceAll(" ", ""));
      const sum = told(row).reduce((all, { logprob }) => all + logprob, 0);
      expect(sum).toBeCloseTo(row["logprob"] as number, 8);
      for (const { token, id, logprob, top } of told(row)) {
        expect(top).toHaveLength(2);
        expect(top[0]).toEqual({ token, id, logprob });
      }
    }
    // from the store they come as they were
    const again = await asked("ask p(.text) with m { logprobs: 2 }", "l: .output.logprobs", store);
    expect(again.rows).toEqual(found);
    expect(again.volatile.join("\n")).toContain("0 calls made");
  });

  test("of a given text they are told too, over all its windows", async () => {
    const { rows: found } = await asked(
      "step x = ask nothing() with m { given: .text, logprobs: 1 }",
      "x: .x, l: .x.logprobs",
    );
    for (const row of found) {
      expect(lettersOf(row)).toBe(String(row["x"]).replaceAll(" ", ""));
      const sum = told(row).reduce((all, { logprob }) => all + logprob, 0);
      expect(sum).toBeCloseTo(row["logprob"] as number, 8);
      expect(told(row).every(({ logprob, top }) => top[0]!.logprob >= logprob)).toBe(true);
    }
  });
});

test.each<readonly [string, Record<string, string | string[] | number>, Type, string]>([
  ["choose and given", { choose: "raw", given: "a", choices: ["a"] }, textType, "given"],
  ["choose without choices", { choose: "raw" }, textType, "choose"],
  ["choose by no rule", { choose: "acc_norm", choices: ["a"] }, textType, "choose"],
  ["an overlap of nothing", { given: "a", overlap: 0 }, textType, "overlap"],
])("what contradicts itself is refused when it is computed, too: %s", (_, options, returns, name) => {
  expect(scoringOf(options, returns)).toMatchObject({ name });
});

test.each([
  ['choose: "raw"', "E309 'choose' has nothing to choose from"],
  ['choices: ["a"], choose: "raw", given: "a"', "E309 'given' cannot stand beside 'choose'"],
  ['given: "a", choices: ["a"]', "E309 'choices' cannot stand beside 'given'"],
  [
    'given: "a", temperature: 0',
    "E309 'temperature' says how an answer is written, and with 'given' none is",
  ],
  ['delimiter: " "', "E309 'delimiter' changes nothing without 'choose' or 'given'"],
  ['choices: ["a"], choose: "raw", logprobs: 2', "E309 'logprobs' cannot stand beside 'choose'"],
  ["logprobs: 2, beams: 4", "E313 "],
  ["logprobs: 101", "E216 'logprobs' is out of its range"],
  ['given: "a", overlap: 0', "E216 'overlap' is out of its range"],
])("{ %s } is told while checking", (props, error) => {
  expect(() => planned([`${head}run r over t { ask p(.text) with m { ${props} } }`])).toThrow(error);
});

test("a server weighs nothing: told while checking, and where the model is only known then", () => {
  const server = head.replace('onnx("nano") on cpu', 'http("http://localhost:1/v1", name: "m")');
  expect(() => planned([`${server}run r over t { ask p(.text) with m { given: "a" } }`])).toThrow("E313");
  const model = { name: "m", server: { url: "http://localhost:1/v1", name: "m", parallel: 1, timeout: 1 } };
  for (const options of [{ given: "a" }, { prefix: "a" }, { logprobs: 1 }])
    expect(settings({ max_tokens: 4, ...options }, model, textType)).toMatchObject({ code: "E525" });
  expect(settings({ max_tokens: 4, top_k: 3, min_p: 0.1 }, model, textType)).toMatchObject({
    message: expect.stringContaining("'top_k', 'min_p' are not") as string,
  });
});

test("draws without a temperature are refused where the model is only known when the run starts", () => {
  const model = { name: "m" };
  expect(settings({ max_tokens: 4, top_p: 0.9 }, model, textType)).toMatchObject({
    ...{ code: "E511", message: "'top_p' does nothing at temperature 0" },
  });
  // an arm of a sweep is greedy, as its draws come to be
  expect(settings({ max_tokens: 4, top_p: 0.9, temperature: 0 }, model, textType)).toMatchObject({
    options: { temperature: 0, topP: 0.9 },
  });
});

const trained = stories();
test.skipIf(trained === undefined)(
  "a trained model needs fewer bits for a story of its own than for its words in another order",
  async () => {
    const files = { ...reach().files, locate: () => Promise.resolve(trained!.dir) };
    const story = trained!.expected.split("\n").join(" ").slice(0, 400);
    const mixed = story
      .split(" ")
      .toSorted((a, b) => a.length - b.length || (a < b ? -1 : 1))
      .join(" ");
    const kept: Row[] = [];
    const text = `
model m = onnx("stories") on cpu
prompt nothing() { user """""" }
data t = table([{ id: 1, text: ${JSON.stringify(story)} }, { id: 2, text: ${JSON.stringify(mixed)} }])
run r over t { ask nothing() with m { given: .text } }
show r |> derive(k: keep({ bits: bits_per_byte(.logprob, .output), ppl: perplexity(.logprob, .usage.output) }))`;
    const done = await ran(text, {
      operators: [keeper(kept)],
      deps: { runner, store: memoryStore(), files },
    });
    expect(done.failed).toEqual([]);
    const [own, other] = kept as unknown as readonly { readonly bits: number; readonly ppl: number }[];
    // what a model of 260,000 parameters says greedily is what it finds likeliest
    expect(own!.bits).toBeLessThan(0.7);
    expect(other!.bits).toBeGreaterThan(2 * own!.bits);
    expect(other!.ppl).toBeGreaterThan(own!.ppl);
  },
);

test("an encoder-decoder weighs texts behind what its encoder has read; its answers begin with none of a program", async () => {
  const dir = seq2seq("t5");
  const files = { ...reach().files, locate: () => Promise.resolve(dir) };
  const run = async (ask: string): Promise<{ readonly done: Ran; readonly kept: readonly Row[] }> => {
    const kept: Row[] = [];
    const text = `
model m = onnx("t5") on cpu { max_tokens: 4 }
prompt p(text: Text) -> Text { user """{{ text }}""" }
data t = table([{ id: 1, text: "w7 w8 w9" }])
run r over t { step a = ask p(.text) with m  step b = ask p(.text) with m { ${ask} } }
show r |> derive(k: keep({ a: .a.logprob, b: .b.logprob, tokens: .b.tokens }))`;
    const done = await ran(text, {
      operators: [keeper(kept)],
      deps: { runner, store: memoryStore(), files },
    });
    return { done, kept };
  };
  const { kept: given } = await run('given: "w11 w12"');
  const { kept: chosen } = await run('choices: ["w11 w12", "w13"], choose: "per_token"');
  expect(given[0]!["tokens"]).toBe(2);
  expect([given[0]!["b"], chosen[0]!["b"]].every((one) => typeof one === "number")).toBe(true);
  const { done, kept: begun } = await run('prefix: "w4"');
  expect(done.failed.join()).toContain("E527");
  expect(begun).toEqual([]);
});

test("what moves a likelihood is another call, what does not is none", async () => {
  const store = memoryStore();
  const made = async (props: string): Promise<number> =>
    (await asked(`ask p(.text) with m { ${props} }`, "one: 1", store)).made;
  expect(await made('given: "old"')).toBe(2);
  expect(await made('given: "old", delimiter: " - "')).toBe(2);
  expect(await made('given: "old", prefix: " It is"')).toBe(2);
  expect(await made('given: "older"')).toBe(2);
  expect(await made('given: "old", logprobs: 1')).toBe(2);
  // the space that stands there in any case, one choice
  expect(await made('given: "old", delimiter: " "')).toBe(0);
  expect(await made('choices: ["old"], choose: "raw"')).toBe(0);
});

test("seeds change nothing where texts are weighed, whatever the temperature elsewhere", () => {
  const warm = head.replace("max_tokens: 4", "max_tokens: 4, temperature: 1");
  const run = (ask: string): string => `${warm}run r over t { ask p(.text) with m ${ask} seeds: [1, 2] }`;
  expect(() => planned([run('{ given: "a" }')])).toThrow("E304");
  expect(() => planned([run("")])).not.toThrow();
});

test("choices of the model, the prompt or the run are choices of the ask", () => {
  const from = (more: string): unknown =>
    planned([
      `${head.replace("max_tokens: 4", 'max_tokens: 4, choices: ["a", "b"]')} run r over t { ask p(.text) with m { choose: "raw" } ${more} }`,
    ]);
  expect(from("")).toBeDefined();
  expect(() =>
    planned([`${head}run r over t { ask p(.text) with m { choose: "raw" } choices: ["a"] }`]),
  ).not.toThrow();
});
