// What answers took, one by one, and what a run says of it: for looking at, in no row of a run and in no key.
import { cpSync, statSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { nodeFiles } from "../../runtime/files-node.ts";
import type { Runner } from "../../runtime/model/index.ts";
import { operator, rowsOf } from "../../runtime/operator.ts";
import { rows } from "../../runtime/table.ts";
import type { Row, Table } from "../../runtime/value.ts";
import { memoryStore, type Store } from "../../runtime/store.ts";
import { reach } from "./call.ts";
import { encoderDir } from "./model/encoder.ts";
import { folder, makeRunner, nano } from "./model/help.ts";
import { ran, type Ran } from "./program.ts";

let runner: Runner;
beforeAll(async () => {
  runner = await makeRunner();
});

const asked = (text: string, store: Store): Promise<Ran> =>
  ran(text, {
    operators: [keep],
    deps: { runner, store, files: { ...reach().files, locate: async () => nano } },
  });

const kept: Table[] = [];
/** Hands a table on, and to the test. */
const keep = operator({
  name: "keep",
  family: "test",
  doc: "",
  params: { rows: rowsOf },
  returns: { kind: "rule", rule: "same" },
  run: ({ rows: of }) => (kept.push(of as Table), of),
});

const words = (n: number, of: string): string => Array.from({ length: n }, () => of).join(" ");
const program = (more: string): string => `
model m = onnx("nano") on cpu { max_tokens: 3, temperature: 0.5 }
prompt p(text: Text, how: Text) -> Text { user """{{ text }} {{ how }}""" }
data t = table([{ id: "a", text: "${words(200, "harbour")}" }, { id: "b", text: "the sea é" }])
run r over t vary how in ["when", "where"] { ask p(.text, how) with m seeds: [7] }
${more}`;

/** The rows of `spent(r)`. */
async function told(store: Store): Promise<readonly Row[]> {
  kept.length = 0;
  const done = await asked(program("show keep(spent(r))"), store);
  expect(done.failed).toEqual([]);
  return kept.flatMap((one) => rows(one));
}

describe("spent(run)", () => {
  test("tells of each answer what it took; columns are those that the checker knows", async () => {
    const all = await told(memoryStore());
    expect(all.map(({ id, how, seed, step }) => [id, how, seed, step])).toEqual([
      ["a", "when", 7, "output"],
      ["a", "where", 7, "output"],
      ["b", "when", 7, "output"],
      ["b", "where", 7, "output"],
    ]);
    const [first, second, third] = all as [Row, Row, Row, Row];
    expect(first).toMatchObject({ model: "m", provider: "cpu", dtype: "float32", prompt_chars: 1604 });
    expect(third["prompt_chars"]).toBe("the sea é when".length);
    for (const row of all) {
      const { prompt_tokens: prompt, output_tokens: output, first_ms: begun, ms, tokens_per_s: rate } = row;
      expect(output).toBeGreaterThan(0);
      expect(begun).toBeLessThanOrEqual(Number(ms));
      expect(rate).toBe(Number(ms) > 0 ? (Number(output) / Number(ms)) * 1000 : null);
      // 3.84 KB of keys and values per token on top of the weights
      expect(row["memory"]).toBe(
        statSync(join(nano, "onnx/model.onnx")).size + 3840 * (Number(prompt) + Number(output)),
      );
    }
    // what both questions on the long text begin with is computed once
    const known = [first, second].map((row) => Number(row["known_tokens"]));
    expect(Math.min(...known)).toBe(0);
    expect(Math.max(...known)).toBeGreaterThanOrEqual(200);

    const wanted = Object.keys(first).map((name) => `.${name}`);
    const picked = await asked(
      program(`show spent(r) |> select(${wanted.join(", ")}) |> count`),
      memoryStore(),
    );
    expect(picked.failed).toEqual([]);
    await expect(asked(program("show spent(r) |> select(.text)"), memoryStore())).rejects.toThrow("E201");
  });

  test("of answers from the store it tells what they took when they were computed", async () => {
    const store = memoryStore();
    const first = await told(store);
    expect(await told(store)).toEqual(first);
  });

  test("of a text that is given, and of the choice that is taken, it counts the tokens as `usage` does", async () => {
    for (const how of [
      'given: .text, delimiter: " "',
      'choices: ["the mill", "an inn by the sea"], choose: "raw"',
    ]) {
      kept.length = 0;
      const done = await asked(
        `model m = onnx("nano") on cpu { max_tokens: 3 }
         prompt p(text: Text) -> Text { user """{{ text }}""" }
         data t = table([{ id: "a", text: "the mill" }])
         run r over t { ask p(.text) with m { ${how} } }
         show keep(spent(r))
         show keep(r |> select(.output, .usage))`,
        memoryStore(),
      );
      expect(done.failed).toEqual([]);
      const [spent, run] = kept.map((one) => rows(one)[0]!) as [Row, Row];
      const { output } = run["usage"] as { readonly output: number };
      expect(output).toBeGreaterThan(1);
      expect(spent).toMatchObject({ output_tokens: output, output_chars: String(run["output"]).length });
      // nothing is written, so there is no rate of writing
      expect(spent).toMatchObject({ first_ms: null, tokens_per_s: null });
    }
  });

  test("takes one run: no table, and not several", async () => {
    await expect(asked(program("show spent(t)"), memoryStore())).rejects.toThrow(
      "E203 'spent' takes run: Run",
    );
    const done = await asked(program('show spent(union(as: "arm", one: r, two: r))'), memoryStore());
    expect(done.failed).toEqual([
      expect.stringMatching(/^E204 .*takes one run, and this is several put together/),
    ]);
  });
});

describe("spent(run) of encoders", () => {
  const place = folder();
  encoderDir("states", { at: join(place, "e") });
  encoderDir("score", { at: join(place, "c") });
  cpSync(nano, join(place, "nano"), { recursive: true });

  const CELLS = `model e = onnx("e")
model c = onnx("c")
model m = onnx("nano") on cpu { max_tokens: 2 }
prompt p(text: Text) -> Text { user """{{ text }}""" }
data t = table([{ id: 1, text: "the old mill" }, { id: 2, text: "a é" }])\n`;

  async function spentOf(
    run: string,
    store = memoryStore(),
  ): Promise<{ names: readonly string[]; all: readonly Row[] }> {
    kept.length = 0;
    const files = nodeFiles({ folder: place, env: {} });
    const done = await ran(`${CELLS}${run}\nshow keep(spent(r)) |> sort(.ms)`, {
      operators: [keep],
      deps: { runner, store, files },
    });
    expect(done.failed).toEqual([]);
    return { names: kept[0]!.names, all: kept.flatMap((one) => rows(one)) };
  }

  const columns =
    "id step model provider dtype prompt_tokens known_tokens output_tokens drafted_tokens accepted_tokens prompt_chars output_chars first_ms ms tokens_per_s memory".split(
      " ",
    );

  test("a row of each row that asked one: the tokens and characters of its texts", async () => {
    const store = memoryStore();
    const run = 'run r over t { step v = embed([.text, "north"], with: e) step w = len(.text) }';
    const { names, all } = await spentOf(run, store);
    expect(names).toEqual(columns);
    expect(all.map(({ id, step, model, provider }) => [id, step, model, provider])).toEqual([
      [1, "v", "e", "cpu"],
      [2, "v", "e", "cpu"],
    ]);
    const size = statSync(join(place, "e/onnx/model.onnx")).size;
    for (const row of all) {
      expect(row).toMatchObject({ dtype: "float32", memory: size, output_tokens: null, output_chars: 0 });
      expect(row["ms"]).toBeGreaterThanOrEqual(0);
    }
    // words, and what stands around each text: [CLS] and [SEP]
    expect(all.map((row) => [row["prompt_tokens"], row["prompt_chars"]])).toEqual([
      [3 + 2 + 1 + 2, "the old mill".length + "north".length],
      [2 + 2 + 1 + 2, "a é".length + "north".length],
    ]);
    // from the store: what it took when it was computed
    expect((await spentOf(run, store)).all).toEqual(all);
  });

  test("of answers and of the texts that were encoded for them, apart", async () => {
    const { all } = await spentOf(
      `run r over t {
        step best = rerank(passages(t, id: .id, text: .text), .text, with: c, k: 1)
        ask p(.text) with m
      }`,
    );
    expect(all.map(({ id, step, model }) => [id, step, model])).toEqual([
      [1, "best", "c"],
      [2, "best", "c"],
      [1, "output", "m"],
      [2, "output", "m"],
    ]);
  });

  test("of encoders that choose demonstrations inside a prompt", async () => {
    const { all } = await spentOf(
      `prompt shown(question: Text) -> Text {
        shots 1 from t |> nearest(to: question, on: .text, with: e) { user """{{ .text }}""" assistant """x""" }
        user """{{ question }}"""
      }
      run r over t { ask shown(.text) with m }`,
    );
    expect(all.map(({ step, model }) => [step, model])).toEqual([
      ["output", "e"],
      ["output", "e"],
      ["output", "m"],
      ["output", "m"],
    ]);
  });

  test("of a run that asks nothing there are no rows, and the columns that the checker knows", async () => {
    expect(await spentOf("run r over t { step n = len(.text) }")).toEqual({ names: columns, all: [] });
  });
});

test("a run of three questions on fifty documents computes each document once, and says how much that saved", async () => {
  const documents = Array.from({ length: 50 }, (_, n) => {
    const text = Array.from(
      { length: 150 },
      (__, at) => ["ship", "mill", "sea", "inn"][(n * 7 + at * at + (at % (n + 2))) % 4],
    );
    return `{ id: ${n}, text: "${n} ${text.join(" ")}" }`;
  });
  const done = await asked(
    `model m = onnx("nano") on cpu { max_tokens: 1 }
     prompt p(text: Text, how: Text) -> Text { user """{{ text }}\n{{ how }}""" }
     data t = table([${documents.join(", ")}])
     run r over t vary how in ["when", "where", "how"] { ask p(.text, how) with m }
     show keep(spent(r))`,
    memoryStore(),
  );
  expect(done.failed).toEqual([]);
  const all = rows(kept.at(-1)!);
  const sum = (name: string): number => all.reduce((total, row) => total + Number(row[name]), 0);
  expect(all).toHaveLength(150);
  // two of three questions find their document, and of that all but the last tokens
  expect(sum("known_tokens")).toBeGreaterThan(0.64 * sum("prompt_tokens"));
  expect(all.filter((row) => Number(row["known_tokens"]) >= 150)).toHaveLength(100);
  const count = (name: string): string => sum(name).toLocaleString("en-US");
  expect(done.volatile.join("\n")).toContain(
    `, ${count("known_tokens")} of ${count("prompt_tokens")} prompt tokens known`,
  );
});

test("a prompt is computed once for all its seeds, and the run says how much that saved", async () => {
  const done = await asked(
    `model m = onnx("nano") on cpu { max_tokens: 2, temperature: 1 }
     prompt p(text: Text) -> Text { user """{{ text }}""" }
     data t = table([{ id: "a", text: "the mill by the sea" }, { id: "b", text: "an inn" }])
     run r over t { ask p(.text) with m  seeds: [1, 2, 3, 4, 5] }
     show keep(spent(r))`,
    memoryStore(),
  );
  expect(done.failed).toEqual([]);
  const all = rows(kept.at(-1)!);
  expect(all).toHaveLength(10);
  for (const id of ["a", "b"]) {
    const own = all.filter((row) => row["id"] === id);
    const known = own.map((row) => Number(row["known_tokens"])).toSorted((a, b) => a - b);
    // the first of the five computed it
    const whole = Number(own[0]!["prompt_tokens"]);
    expect(known).toEqual([known[0], whole, whole, whole, whole]);
    expect(known[0]).toBeLessThan(whole);
  }
  const sum = (name: string): number => all.reduce((total, row) => total + Number(row[name]), 0);
  expect(done.volatile.join("\n")).toContain(
    `, ${sum("known_tokens")} of ${sum("prompt_tokens")} prompt tokens known`,
  );
});

test("calls of more than one request are cut so that those on one document are in the same", async () => {
  const requests: (readonly number[])[][] = [];
  const fast: Runner = {
    ...runner,
    async *generate(_, prompts) {
      requests.push(prompts.map(({ tokens }) => tokens));
      for (const index of prompts.keys())
        yield {
          index,
          text: "",
          tokens: [1],
          promptTokens: 1,
          finish: "eos",
          logprob: 0,
          ms: 0,
          firstMs: 0,
          known: 0,
        };
    },
  };
  const done = await ran(
    `model m = onnx("nano") on cpu { max_tokens: 1 }
     prompt p(text: Text, how: Text) -> Text { user """{{ text }} {{ how }}""" }
     data t = table([${Array.from({ length: 300 }, (_, n) => `{ id: ${n}, text: "${n} sea ${n}" }`).join(", ")}])
     run r over t vary how in ["when", "where"] { ask p(.text, how) with m }`,
    { deps: { runner: fast, store: memoryStore(), files: { ...reach().files, locate: async () => nano } } },
  );
  expect(done.failed).toEqual([]);
  expect(requests.map(({ length }) => length)).toEqual([512, 88]);
  const documents = requests.map((request) => new Set(request.map((tokens) => tokens.slice(0, -1).join())));
  expect([...documents[1]!].filter((one) => documents[0]!.has(one))).toEqual([]);
});
