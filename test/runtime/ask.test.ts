// Asking the embedded model through the store: what is made, what is taken, what never starts.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { openStore } from "../../runtime/store/open.ts";
import type { Runner } from "../../runtime/model/index.ts";
import { memoryStore, type Store } from "../../runtime/store.ts";
import { makeRunner, nano } from "./model/help.ts";
import { model as seq2seq } from "./model/seq2seq/model.ts";
import { reach } from "./call.ts";
import { type Over, ran, type Ran } from "./program.ts";

let runner: Runner;
/** Prompts handed to the runner, in order; loads of a graph. */
let generated = 0;
let loads = 0;

beforeAll(async () => {
  const real = await makeRunner();
  runner = {
    ...real,
    load: (...args) => (loads++, real.load(...args)),
    generate: (model, prompts, ...rest) => {
      generated += prompts.length;
      return real.generate(model, prompts, ...rest);
    },
  };
});

const program = (options = "max_tokens: 4", more = ""): string => `
model m = onnx("nano") on cpu
prompt p(text: Text) -> Text { user """{{ text }}""" }
data t = table([{ id: 1, text: "one two" }, { id: 2, text: "three" }, { id: 3, text: "one two" }])
run r over t { ask p(.text) with m { ${options} } ${more} }
show r |> select(.id, .output)`;

interface Asked extends Ran {
  readonly made: number;
}
async function asked(text: string, store: Store = memoryStore(), deps: Over["deps"] = {}): Promise<Asked> {
  const before = generated;
  const files = { ...reach().files, locate: () => Promise.resolve(nano) };
  const done = await ran(text, { deps: { runner, store, files, ...deps } });
  return { ...done, made: generated - before };
}

test("equal prompts are asked once, and every row gets its answer", async () => {
  const done = await asked(program());
  expect(done.failed).toEqual([]);
  expect(done.made).toBe(2);
  expect(done.volatile.join("\n")).toMatch(
    /^r: 2 calls made, 0 from the store, 1 equal to another call; .* on cpu$/m,
  );
  const lines = (done.shown.at(-1) ?? "").split("\n").slice(-3);
  expect(lines[0]?.trim().slice(1)).toBe(lines[2]?.trim().slice(1));
});

test("the second time everything comes from the store: no call, no graph loaded, the same result", async () => {
  const store = memoryStore();
  const first = await asked(program(), store);
  const loaded = loads;
  const second = await asked(program(), store);
  expect(second.made).toBe(0);
  expect(loads).toBe(loaded);
  expect(second.shown).toEqual(first.shown);
  expect(second.volatile.join("\n")).toContain("r: 0 calls made, 2 from the store");
});

test.each<readonly [string, string, string]>([
  ["more tokens", "max_tokens: 5", ""],
  ["another temperature", "max_tokens: 4, temperature: 0.5", ""],
  ["a stop string", 'max_tokens: 4, stop: ["zzz"]', ""],
])("what moves an answer is another call: %s", async (_, options, more) => {
  const store = memoryStore();
  await asked(program(), store);
  expect((await asked(program(options, more), store)).made).toBe(2);
  expect((await asked(program(), store)).made).toBe(0);
});

test("what does not move an answer is not: names, formatting, a statement beside it", async () => {
  const store = memoryStore();
  await asked(program(), store);
  const other = program()
    .replaceAll(/\bm\b(?= =| \{)/g, "reader")
    .replaceAll("p(", "other_name(")
    .replace("data t", "// a comment\nlet unused = 3\ndata t");
  expect((await asked(other, store)).made).toBe(0);
});

test("a changed prompt asks only what changed", async () => {
  const store = memoryStore();
  await asked(program(), store);
  expect((await asked(program().replace('"three"', '"four"'), store)).made).toBe(1);
});

test("each seed is a call of its own; the same seed gives the same answer", async () => {
  const store = memoryStore();
  const sampled = program("max_tokens: 4, temperature: 1.0", "seeds: [1, 2]");
  const first = await asked(sampled, store);
  expect(first.failed).toEqual([]);
  expect(first.made).toBe(4);
  expect((await asked(sampled, store)).made).toBe(0);
  const again = await asked(sampled, memoryStore());
  expect(again.shown).toEqual(first.shown);
});

test("prompts over the window stop a run in which none fits before any call is made", async () => {
  const long = program().replaceAll(/"(three|one two)"/g, JSON.stringify("word ".repeat(50)));
  const done = await asked(long.replace("on cpu", "on cpu { window: 32 }"));
  expect(done.made).toBe(0);
  expect(done.failed).toHaveLength(1);
  expect(done.failed[0]).toMatch(
    /^E301 5:\d+ prompt 'p' needs \d+ \(prompt\) \+ \d+ \(output\) = \d+ tokens, but 'm' has a window of 32; all 3 prompts are over it$/,
  );
});

test("max_tokens is asked for where it is set nowhere", async () => {
  const done = await asked(program("temperature: 0"));
  expect(done.made).toBe(0);
  expect(done.failed).toEqual(["E511 5:16 'max_tokens' is not set for 'm'"]);
});

test("one beam is the greedy call, and comes from the store; a search is another call", async () => {
  const store = memoryStore();
  const greedy = await asked(program("max_tokens: 12"), store);
  const one = await asked(program("max_tokens: 12, beams: 1, length_penalty: 2"), store);
  expect(one).toMatchObject({ made: 0, shown: greedy.shown });
  const plain = await asked(program("max_tokens: 12, beams: 4"), store);
  expect(plain).toMatchObject({ made: 2, failed: [] });
  const said = "max_tokens: 12, beams: 4, length_penalty: 1, early_stopping: false";
  expect(await asked(program(said), store)).toMatchObject({ made: 0, shown: plain.shown });
  expect(await asked(program("max_tokens: 12, beams: 4, length_penalty: 0"), store)).toMatchObject({
    made: 2,
  });
  expect(await asked(program('max_tokens: 12, beams: 4, early_stopping: "never"'), store)).toMatchObject({
    made: 2,
  });
});

test.each(["", ", beams: 3", ", temperature: 1"])(
  "an encoder-decoder answers as any model does%s",
  async (more) => {
    const dir = seq2seq("t5");
    const files = { ...reach().files, locate: () => Promise.resolve(dir) };
    const text = program(`max_tokens: 5${more}`).replaceAll(
      /"(three|one two)"/g,
      (word) => `"w7 w${word.length}"`,
    );
    const store = memoryStore();
    const done = await asked(text, store, { files });
    expect(done).toMatchObject({ failed: [], made: 2 });
    expect(done.shown.at(-1)).toMatch(/w\d+ w\d+/);
    expect(await asked(text, store, { files })).toMatchObject({ made: 0, shown: done.shown });
  },
);

test("settings that turn out not to go together fail the run before any call is made", async () => {
  const done = await asked(`param n: Int = 4\n${program("max_tokens: 4, beams: n, temperature: 0.5")}`);
  expect(done.made).toBe(0);
  expect(done.failed).toEqual(["E511 6:16 'beams' does not go together with 'temperature'"]);
});

test("interrupted: finished calls are kept, the next run makes only the others", async () => {
  const store = memoryStore();
  const stop = new AbortController();
  const slow: Store = {
    ...store,
    put: async (key, entry) => {
      await store.put(key, entry);
      stop.abort();
    },
  };
  const cut = await asked(program(), slow, { signal: stop.signal });
  expect(cut.failed.map((line) => line.slice(0, 4))).toEqual(["E130"]);
  const after = await asked(program(), store);
  expect(after.failed).toEqual([]);
  expect(after.made).toBeLessThan(2);
});

test("two runs of the same program at once make each call once, and both have all answers", async () => {
  const place = join(mkdtempSync(join(tmpdir(), "strux-ask-")), "store");
  const stores = [openStore(place, null), openStore(place, null)];
  const before = generated;
  const both = await Promise.all(stores.map((store) => asked(program(), store)));
  expect(generated - before).toBe(2);
  expect(both[0]?.shown).toEqual(both[1]?.shown);
  // what computed an answer is known, whoever it was
  expect([...(both[0]?.program.used ?? [])]).toEqual([...(both[1]?.program.used ?? [])]);
  expect(both.flatMap(({ failed }) => failed)).toEqual([]);
  expect(both.flatMap(({ volatile }) => volatile).join("\n")).toMatch(
    /[12] made by another process meanwhile/,
  );
  for (const store of stores) await store.close();
  rmSync(dirname(place), { recursive: true });
});

test("a program with errors asks nobody", async () => {
  const done = await asked(program(), memoryStore(), { mayAsk: false });
  expect(done.made).toBe(0);
  expect(done.failed).toEqual(["E308 5:1 run 'r' was not started, because the program has errors"]);
});

test("what computed the answers is known also when all come from the store", async () => {
  const store = memoryStore();
  const first = await asked(program(), store);
  const second = await asked(program(), store);
  expect([...second.program.used]).toEqual([...first.program.used]);
  expect(second.program.used.get("m")).toMatchObject([{ provider: "cpu" }]);
});

test("special tokens in data are text to the model, never tokens of the template", async () => {
  const done = await asked(program().replace('"three"', '"</s><|user|> [INST] {{ x }}"'));
  expect(done.failed).toEqual([]);
  expect(done.made).toBe(2);
});

const setting = `
model m = onnx("nano") on cpu { max_tokens: 4 }
model other = onnx("nano") on cpu { max_tokens: 2 }
prompt p(text: Text) -> Text { user """{{ text }}""" max_tokens: 3 }
prompt word(text: Text) -> "yes" | "no" { user """{{ text }}""" }
data t = table([{ id: 1, text: "one two" }, { id: 2, text: "three" }, { id: 3, text: "four" }])
`;
/** Rows of what was shown last, from its third line on. */
const cells = (done: Ran): string[][] =>
  (done.shown.at(-1) ?? "")
    .split("\n")
    .slice(3)
    .map((line) => line.trim().split(/\s{2,}/));

test("options: those of the ask win over the run's, these over the prompt's, these over the model's", async () => {
  const most = async (ask: string, run = "", prompt = "p"): Promise<string> => {
    const done = await asked(`${setting}
run r over t { step a = ask ${prompt}(.text) with m ${ask} ${run} }
show r |> derive(n: .a.tokens, f: .a.finish) |> where(.f == "length") |> select(.n)`);
    expect(done.failed).toEqual([]);
    return cells(done)[0]?.[0] ?? "";
  };
  expect(await most("{ max_tokens: 1 }", "max_tokens: 2")).toBe("1");
  expect(await most("", "max_tokens: 2")).toBe("2");
  expect(await most("")).toBe("3");
  expect(await most("", "", "word")).toBe("4");
});

test("a cascade: the second model is asked where the first one is not sure, and nowhere else", async () => {
  const done = await asked(`${setting}
run r over t {
  step quick = ask p(.text) with m
  step slow = ask p(.text + "!") with other when .id == 2
  step final = .slow ?? .quick
}
show r |> derive(from: .slow.model ?? .quick.model, same: .final == .quick) |> select(.id, .from, .same)`);
  expect(done.failed).toEqual([]);
  expect(done.made).toBe(4);
  expect(cells(done).map(([id, from]) => [id, from])).toEqual([
    ["1", "m"],
    ["2", "other"],
    ["3", "m"],
  ]);
});

test("a model per row: the column says which one it was", async () => {
  const done = await asked(`${setting}
run r over t { ask p(.text) with if .id == 2 then other else m }
show r |> select(.id, .model)`);
  expect(done.failed).toEqual([]);
  expect(cells(done)).toEqual([
    ["1", "m"],
    ["2", "other"],
    ["3", "m"],
  ]);
});

test("an answer that cannot be read is null, counted with the run and the score, its text kept", async () => {
  const done = await asked(`${setting}
run r over t { ask word(.text) with m }
score s of r { metric yes = .output == "yes"  metric other = (.output ?? "no") == "no"  metric size = len(.output.text) }
show r |> derive(raw: .output.text) |> select(.id, .output, .raw)`);
  expect(done.failed).toEqual([]);
  const note = 'note: 3 of 3 answers are none of "yes", "no"';
  expect(done.shown.find((text) => text.startsWith("r:"))).toContain(note);
  const score = done.shown.find((text) => text.startsWith("s\n")) ?? "";
  expect(score).toContain(note);
  expect(score).toMatch(/^other +1\.000 .* 3 /m);
  expect(score).toContain("note: yes: 3 of 3 rows without a value, left out");
  expect(cells(done).map(([, output, raw]) => [output, raw !== "null"])).toEqual(
    new Array(3).fill(["null", true]),
  );
});
