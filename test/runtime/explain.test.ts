// The plan explained: evaluations counted, answers priced from the store, times from recorded rates; nobody is asked.
import { beforeAll, expect, test } from "vitest";
import type { Runner } from "../../runtime/model/index.ts";
import { memoryRates } from "../../runtime/rates.ts";
import { memoryStore, type Store } from "../../runtime/store.ts";
import { reach } from "./call.ts";
import { makeRunner, nano } from "./model/help.ts";
import { ran } from "./program.ts";

let runner: Runner;
/** Loads and generations so far: looking makes none. */
let touched = 0;

beforeAll(async () => {
  const real = await makeRunner();
  runner = {
    ...real,
    load: (...args) => (touched++, real.load(...args)),
    generate: (...args) => (touched++, real.generate(...args)),
    likelihood: (...args) => (touched++, real.likelihood(...args)),
  };
});

const files = {
  ...reach().files,
  locate: () => Promise.resolve(nano),
};

/** What one statement shows at the end of a program whose runs are only looked at. */
async function shown(program: string, look: string, store: Store = memoryStore()): Promise<string> {
  const before = touched;
  const {
    volatile,
    shown: others,
    failed,
  } = await ran([program, look], { deps: { runner, store, files, mayAsk: false } });
  expect(touched).toBe(before);
  expect(failed.filter((line) => !line.startsWith("E308"))).toEqual([]);
  expect(others.filter((text) => !/^\w+: [\d,]+ rows?/.test(text))).toEqual([]);
  return volatile.join("\n").replaceAll(/\b[0-9a-f]{12}\b/g, "HASH");
}
/** Runs it, so that its answers are in the store. */
const asked = async (program: string, store: Store): Promise<void> =>
  expect((await ran(program, { deps: { runner, store, files } })).failed).toEqual([]);

const program = `
data docs = table([
  { id: "1", text: "The mill stands at Orrel. It grinds rye.", q: "Where?" },
  { id: "2", text: "Lake Senn freezes. Skaters meet on it.", q: "Who?" },
])
model m = onnx("nano") on cpu { max_tokens: 4 }
prompt p(context: Text, question: Text) -> Text { user """{{ context |> trim }} {{ question }}""" }
run answers over docs
  vary budget in [4, 8, 16]
  vary arm in { packed: p(.text |> pack(budget) |> upper, .q), whole: p(.text, .q) }
{ ask arm with m }`;

test("each call is told once per the axes it mentions, and how often that is; equal calls are one", async () => {
  expect(await shown(program.replace("|> upper", '|> replace("a", "e")'), "explain answers"))
    .toMatchInlineSnapshot(`
    "data    docs     HASH  2 rows
    model   m        HASH  nano, window 2048 tokens, digest HASH, on cpu
    prompt  p        HASH
    run     answers  HASH  12 cells = 2 rows x budget 3 x arm 2
            vary budget in 4, 8, 16
            vary arm in packed, whole
            .text |> pack(budget)         once per row x budget: 6
            … |> replace("a", with: "e")  once per row x budget: 6
            p: context |> trim            once per prompt: 12
            ask arm with m                once per row x budget x arm
              5 calls: 0 cached, 5 new; 105 prompt and at most 20 output tokens; on cpu; time unknown: it never ran on cpu
              and 7 calls equal to one of these
    total   5 calls: 0 cached, 5 new; 105 prompt and at most 20 output tokens; on cpu; time unknown: it never ran on cpu"
  `);
});

test("after a run: all cached, nothing to compute; what is new is timed at the rate it had", async () => {
  const store = { ...memoryStore(), rates: memoryRates() };
  const plain = program.replace("|> upper", "");
  await asked(plain, store);
  expect(await shown(plain, "estimate answers", store)).toBe(
    "5 calls: 5 cached, 0 new; 105 prompt and at most 20 output tokens; on cpu; nothing to compute",
  );
  const rate = { promptTokens: 1000, outputTokens: 100, ms: 3000, promptMs: 1000 };
  const { of } = store.rates;
  const fixed = {
    ...store,
    rates: { ...store.rates, of: async (...key: Parameters<typeof of>) => (await of(...key)) && rate },
  };
  // 105 prompt tokens at 1,000 a second, 25 tokens of answers at 50 a second
  expect(await shown(plain.replace("max_tokens: 4", "max_tokens: 5"), "estimate answers", fixed)).toBe(
    "5 calls: 0 cached, 5 new; 105 prompt and at most 25 output tokens; on cpu; at most 0.6 s",
  );
  // the same answers, each the best of ten that are computed
  const searched = plain.replace("max_tokens: 4", "max_tokens: 5, beams: 10");
  expect(await shown(searched, "estimate answers", fixed)).toBe(
    "5 calls: 0 cached, 5 new; 105 prompt and at most 25 output tokens; on cpu; at most 5.1 s",
  );
});

const chained = `${program.replace("|> upper", "")}
run again over answers |> rename(first: .output) |> drop(.usage, .logprob, .finish, .error) |> where(.budget > 4) vary k in [1, 2]
{ step judged = ask p(.first, """{{ k }}""") with m
  step right = .judged == .first
  step twice = ask p(.judged, .q) with m when not .right }`;

test("a run over a run waits for its answers, with the most it can take; it is priced once they are there", async () => {
  const store = memoryStore();
  const lines = async (): Promise<string[]> =>
    (await shown(chained, "explain again", store))
      .split("\n")
      .slice(-10)
      .map((line) => line.trim());
  expect((await lines()).slice(2)).toMatchInlineSnapshot(`
    [
      "vary k in 1, 2",
      "p: context |> trim                                 once per prompt: ?",
      "step judged = ask p(.first, """{{ k }}""") with m  once per row x k",
      "not priced: it waits for the answers of answers.output; at most 24 calls",
      "step twice = ask p(.judged, .q) with m             once per cell",
      "not priced: it waits for the answers of answers.output; at most 24 calls",
      "total   5 calls: 0 cached, 5 new; 105 prompt and at most 20 output tokens; on cpu; time unknown: it never ran on cpu",
      "and at most 48 calls that wait for answers",
    ]
  `);
  await asked(program.replace("|> upper", ""), store);
  const now = await lines();
  expect(now).toContain("not priced: it waits for the answers of again.judged; at most 16 calls");
  await asked(chained, store);
  expect((await lines()).join("\n")).not.toMatch(/not priced|at most \d+ calls/);
});

test("calls that two runs share count once in the total", async () => {
  const two = `${program.replace("|> upper", "")}\nrun same over docs { ask p(.text, .q) with m }`;
  expect(await shown(two, "estimate")).toMatch(/^5 calls: /);
  expect(await shown(two, "estimate same")).toMatch(/^2 calls: /);
});

test("of several devices the first usable is not known before the first run, and what it was after it", async () => {
  const store = memoryStore();
  const chain = program.replace("|> upper", "").replace("on cpu", "on cuda else cpu");
  expect(await shown(chain, "estimate", store)).toBe(
    "5 calls: cached: not known yet; 105 prompt and at most 20 output tokens; on the first usable of cuda, cpu; time unknown before the device is",
  );
  await asked(chain, store);
  expect(await shown(chain, "estimate", store)).toContain("on cpu as last time (cuda, else cpu)");
});

test("what is refused says why: some or all prompts over the window, too many cells", async () => {
  const small = program.replace("|> upper", "").replace("{ max_tokens: 4 }", "{ max_tokens: 4, window: 20 }");
  expect(await shown(small, "explain answers")).toMatch(
    /and 7 calls that cannot be made, whose rows will fail: E301 prompt 'p' needs .* a window of 20\ntotal +2 calls/,
  );
  expect(await shown(small.replace("window: 20", "window: 6"), "explain answers")).toMatch(
    /cannot be run: E301 prompt 'p' needs .* a window of 6; all 12 prompts are over it\ntotal +cannot be run: answers; see explain$/,
  );
  const odd = program.replace("|> upper", "").replace(
    "run answers",
    `run odd over docs { ask p(.text[if .id == "1" then 0 else 999], .q) with m }
run answers`,
  );
  expect(await shown(odd, "explain odd")).toContain(
    "and 1 call that cannot be made, whose rows will fail: E215 there is no item 999 among 38",
  );
  const limited = program.replace("|> upper", "").replace("with m }", "with m limit: 5 }");
  expect(await shown(limited, "explain answers")).toContain(
    "cannot be run: E307 run 'answers' has 12 cells (2 rows x budget 3 x arm 2) and up to 12 calls, above the limit of 5",
  );
});

test("calls of a table: rows that are looked at one by one", async () => {
  const look = await shown(
    `data t = table([{ id: "a", x: 1 }, { id: "b", x: 2 }]) |> where(abs(.x) > 1) |> derive(y: abs(.x + 1), z: len("x"))`,
    "explain t",
  );
  expect(look.split("\n").map((line) => line.trim())).toEqual([
    "data   t  HASH  1 row",
    ".x |> abs  once per row: 2",
    "total  no call to a model",
  ]);
});

test("texts that are weighed are told as what they are: computed once per what they depend on, and nothing written", async () => {
  const weighs = `${program.replace(" |> upper", "")}
prompt blank() { user """""" }
run weighed over docs {
  step read = ask blank() with m { given: .text }
  step picked = ask p(.text, .q) with m { choices: ["rye", "skaters meet"], choose: "raw" }
}`;
  const told = await shown(weighs, "explain weighed");
  expect(told).toMatch(/step read = ask blank\(\) with m +once per row/);
  expect(told.match(/2 calls: 0 cached, 2 new; \d+ prompt and at most 0 output tokens/g)).toHaveLength(2);
  const store = memoryStore();
  await asked(weighs, store);
  expect(await shown(weighs, "explain weighed", store)).toContain("2 calls: 2 cached, 0 new");
});
