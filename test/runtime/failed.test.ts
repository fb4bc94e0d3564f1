// Rows that fail: the others have their answers, the failures are counted and shown, and asking again asks only them.
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import type { Generation } from "../../runtime/model/index.ts";
import { ModelError, type Runner } from "../../runtime/model/index.ts";
import { memoryStore, type Store } from "../../runtime/store.ts";
import { copy, directory, makeRunner, nano, testRunner, words } from "./model/help.ts";
import { reach } from "./call.ts";
import { ran, type Ran } from "./program.ts";

let real: Runner;
beforeAll(async () => (real = await makeRunner()));

/** A runner that refuses the prompts a rule picks, by their number in the request. */
const refusing = (
  refuses: (tokens: readonly number[], at: number) => boolean,
  asked: number[] = [],
): Runner => ({
  ...real,
  async *generate(handle, prompts, options, hooks = {}): AsyncGenerator<Generation> {
    asked.push(prompts.length);
    const kept = prompts.flatMap(({ tokens }, at) => (refuses(tokens, at) ? [] : [at]));
    for (const at of prompts.keys())
      if (!kept.includes(at))
        hooks.onRefused?.(
          at,
          new ModelError("E512", `the model computed NaN at prompt ${at + 1}, token 2`, ""),
        );
    const sound = kept.map((at) => prompts[at]!);
    for await (const made of real.generate(handle, sound, options, hooks))
      yield { ...made, index: kept[made.index] ?? -1 };
  },
});

const files = { ...reach().files, locate: () => Promise.resolve(nano) };
const asked = (text: string, runner: Runner = real, store: Store = memoryStore()): Promise<Ran> =>
  ran(text, { deps: { runner, store, files } });

const head = `model m = onnx("nano") on cpu { max_tokens: 3, window: 32 }
prompt p(text: Text) -> Text { user """{{ text }}""" }
prompt word(text: Text) -> "yes" | "no" { user """{{ text }}""" }
data t = table([{ id: "a", text: "one", n: 1 }, { id: "b", text: "two", n: 0 }, { id: "c", text: "three", n: 3 }, { id: "d", text: "four", n: 4 }])
`;
/** Lines of the output that starts so. */
const lines = (done: Ran, start: string): string[] =>
  (done.shown.find((text) => text.startsWith(start)) ?? "").split("\n").map((line) => line.trim());

describe("a row fails by itself", () => {
  test("where its prompt cannot be made", async () => {
    const done = await asked(`${head}run r over t { ask p(if 6 / .n > 0 then .text else "") with m }
show r |> select(.id, .output, .error) |> where(.error != null)
show r |> where(.output != null) |> select(.id)
show r |> where(.error.code == "E211") |> select(.id)`);
    expect(done.failed).toEqual([]);
    expect(lines(done, "r:")).toContain("1 of 4 rows failed:");
    expect(lines(done, "r:")).toContain("b: E211 '/' gives no number here: division by zero");
    expect(lines(done, "table: 1 row").at(-1)).toMatch(
      /^b +null +E211 '\/' gives no number here: division by zero$/,
    );
    expect(done.shown.slice(-2).map((text) => text.split("\n", 1)[0])).toEqual([
      "table: 3 rows, 1 column",
      "table: 1 row, 1 column",
    ]);
    expect(done.events).toContainEqual(
      expect.objectContaining({ kind: "rows", name: "r", failed: 1, of: 4, codes: { E211: 1 } }),
    );
  });

  test("where its prompt does not fit the window; the others are asked", async () => {
    const long = head.replace('"three"', JSON.stringify("word ".repeat(40)));
    const done = await asked(`${long}run r over t vary k in ["x", "y"] { ask p(.text + k) with m }`);
    expect(done.failed).toEqual([]);
    expect(done.volatile.join("\n")).toMatch(/^r: 6 calls made, 0 from the store, 2 rows failed; /m);
    expect(lines(done, "r:")).toContain("2 of 8 rows failed:");
    expect(lines(done, "r:").find((line) => line.startsWith("c, k = x"))).toMatch(
      /^c, k = x: E301 prompt 'p' needs \d+ \(prompt\) \+ 3 \(output\) = \d+ tokens, but 'm' has a window of 32$/,
    );
  });

  test("where the model fails on its prompt; which of the prompts it was is said by the row", async () => {
    const done = await asked(
      `${head}run r over t { ask p(.text) with m }`,
      refusing((_, at) => at === 1),
    );
    expect(done.failed).toEqual([]);
    expect(lines(done, "r:")).toContain("b: E512 the model computed NaN at its prompt, token 2");
    expect(lines(done, "r:")).toContain("note: 1 of 4 rows failed: E512 1");
  });

  test("where the model's template cannot take its conversation, or never ends with it; the others have their tokens", async () => {
    const dir = directory({
      "model.onnx": copy(join(nano, "onnx/model.onnx")),
      "tokenizer.json": words(704),
      "config.json": { n_positions: 512 },
      "chat_template.jinja": `{% set said = messages[0]['content'] %}{% if 'w7' in said %}{{ raise_exception('no sevens') }}{% endif %}{% if 'w8' in said %}{% for a in range(20000) %}{% for b in range(20000) %}{% endfor %}{% endfor %}{% endif %}{{ said }}`,
    });
    const rows = ["w1", "w7", "w2", "w8", "w3"].map((said) => `{ id: "${said}", text: "${said}" }`);
    const done = await ran(
      `model m = onnx("x") on cpu { max_tokens: 2 }
prompt p(text: Text) -> Text { user """{{ text }}""" }
run r over table([${rows.join(", ")}]) { ask p(.text) with m }`,
      {
        deps: {
          // far beyond what a sound conversation takes; only the one whose turn it is can run into it
          runner: await testRunner({ limit: 3 }),
          files: { ...reach().files, locate: () => Promise.resolve(dir) },
        },
      },
    );
    expect(done.failed).toEqual([]);
    expect(done.volatile.join("\n")).toContain("r: 3 calls made, 0 from the store, 2 rows failed;");
    expect(lines(done, "r:")).toContain("2 of 5 rows failed:");
    expect(lines(done, "r:").find((line) => line.startsWith("w7: "))).toMatch(/^w7: E509 .*no sevens/);
    expect(lines(done, "r:").find((line) => line.startsWith("w8: "))).toMatch(
      /^w8: E508 chat with the tokenizer of x took longer than 3(\.\d+)? s$/,
    );
  });

  test("where a step cannot be computed; steps that do not need it are", async () => {
    const done =
      await asked(`${head}run r over t { step share = 6 / .n  step more = .share + 1  step kept = .id + "!" }
show r |> select(.id, .share, .more, .kept, .error)`);
    expect(done.failed).toEqual([]);
    expect(lines(done, "r:")).toContain("b: share: E211 '/' gives no number here: division by zero");
    expect(lines(done, "table:").find((line) => line.startsWith("b "))).toMatch(
      /^b +null +null +b! +share: E211/,
    );
  });

  test("and is counted with what the run took, whatever of it failed: a step, a prompt, its call", async () => {
    const done = await asked(
      `${head}run r over t { step share = 6 / .n  step said = ask p(if .id == "a" then [.text][7] else .text) with m }`,
      refusing((_, at) => at === 1),
    );
    expect(lines(done, "r:")).toContain("3 of 4 rows failed:");
    expect(done.volatile.join("\n")).toMatch(/^r: 2 calls made, 0 from the store, 3 rows failed; /m);
  });

  test("where its answer cannot be read: the text is kept, and the answer stays in the store", async () => {
    const store = memoryStore();
    const text = `${head}run r over t { ask word(.text) with m }\nshow r |> derive(raw: .output.text) |> where(.raw != null) |> select(.id)`;
    const done = await asked(text, real, store);
    expect(done.failed).toEqual([]);
    expect(lines(done, "r:").find((line) => line.startsWith("a: "))).toMatch(
      /^a: E518 the answer is none of "yes", "no": "/,
    );
    expect(lines(done, "r:")).toContain("4 of 4 rows failed, the first 3:");
    expect(done.shown.at(-1)).toMatch(/^table: 4 rows/);
    const again = await asked(text, real, store);
    expect(again.volatile.join("\n")).toContain("r: 0 calls made, 4 from the store");
  });
});

test("a run of which all rows fail alike has one error, and no rows", async () => {
  const done = await asked(
    `${head}run r over t { ask p(.text) with m }\nscore s of r { metric size = len(.output) }`,
    refusing(() => true),
  );
  expect(done.failed).toEqual(["E512 1:1 the model computed NaN at its prompt, token 2"]);
  expect(done.shown.at(-1)).toBe("not computed: 's' rests on what failed above");
});

test("a model that cannot be loaded is one error of the run", async () => {
  const runner: Runner = {
    ...real,
    load: () => Promise.reject(new ModelError("E503", "no usable provider: cuda", "add 'else cpu'")),
  };
  const done = await asked(`${head}run r over t { ask p(.text) with m }`, runner);
  expect(done.failed).toEqual(["E503 1:1 no usable provider: cuda"]);
});

test("a model that answers nothing is given up before thousands of prompts", async () => {
  const tried: number[] = [];
  const runner = refusing(() => true, tried);
  const rows = Array.from({ length: 2000 }, (_, at) => `{ id: "${at}", text: "${at}" }`).join(", ");
  const done = await asked(
    `${head}data many = table([${rows}])\nrun r over many { ask p(.text) with m }`,
    runner,
  );
  expect(done.failed).toEqual(["E512 1:1 the model computed NaN at its prompt, token 2"]);
  expect(tried).toHaveLength(1);
});

test("what failed is not stored: run again, only that is asked", async () => {
  const store = memoryStore();
  const program = `${head}run r over t { ask p(.text) with m }`;
  const first = await asked(
    program,
    refusing((_, at) => at === 2),
    store,
  );
  expect(first.volatile.join("\n")).toContain("r: 3 calls made, 0 from the store, 1 row failed;");
  const sizes: number[] = [];
  const second = await asked(
    program,
    refusing(() => false, sizes),
    store,
  );
  expect(sizes).toEqual([1]);
  expect(second.volatile.join("\n")).toContain("r: 1 calls made, 3 from the store;");
  expect(lines(second, "r:").join("\n")).not.toContain("rows failed");
});

describe("what rests on a run with failed rows", () => {
  const failing = `${head}run r over t { ask p(.text) with m }\n`;
  const one = () => refusing((_, at) => at === 0);

  test("a score leaves them out of n, counts them, and says why", async () => {
    const done = await asked(
      `${failing}score s of r { metric long = len(.output) > 0  metric cheap = .usage.output < 9  metric has = (.output ?? "") != "" }`,
      one(),
    );
    expect(done.failed).toEqual([]);
    const score = lines(done, "s");
    expect(score).toContain("note: 1 of 4 rows failed: E512 1");
    expect(score).toContain("note: long: 1 of 4 rows without a value, left out");
    expect(score.find((line) => line.startsWith("long"))).toMatch(/ 3 /);
    expect(score.find((line) => line.startsWith("has"))).toMatch(/ 0\.750 .* 4 /);
  });

  test("a run over it does not ask with what is not there, and its rows stay failed", async () => {
    const sizes: number[] = [];
    const runner = refusing((_, at) => sizes.length === 1 && at === 0, sizes);
    const done = await asked(
      `${failing}run judged over r { step verdict = ask p("Is it " + .output) with m  step same = .verdict == .output }`,
      runner,
    );
    expect(done.failed).toEqual([]);
    expect(sizes.reduce((a, b) => a + b)).toBe(4 + 3);
    expect(lines(done, "judged:")).toContain("a: E512 the model computed NaN at its prompt, token 2");
  });

  test("table verbs give null for them, and a note counts these", async () => {
    const done = await asked(
      `${failing}data d = r |> derive(n: len(.output))
show d |> where(.n == null) |> select(.id)
show r |> where(len(.output) >= 0) |> select(.id)`,
      one(),
    );
    expect(done.failed).toEqual([]);
    expect(done.shown.join("\n")).toMatch(/^table: 1 row[^]*^table: 3 rows/m);
    expect(done.shown).toContain(
      "note: of rows that failed in their run, what has no value there is null, or not true",
    );
  });
});

test("data that looks like a failure is data", async () => {
  const done = await ran(
    `data t = table([{ id: 1, error: { kind: "failed", step: "x", name: "y", code: "E1", message: "no" }, v: 1 }])
show t |> derive(w: 1 / (.v - 1))`,
  );
  expect(done.failed).toEqual(["E211 2:21 '/' gives no number here: division by zero"]);
});

test("an interrupt is no failed row", async () => {
  const stop = new AbortController();
  const runner: Runner = {
    ...real,
    generate() {
      stop.abort();
      throw new Error("stopped");
    },
  };
  const done = await ran(`${head}run r over t { ask p(.text) with m }`, {
    deps: { runner, files, signal: stop.signal },
  });
  expect(done.failed).toEqual([expect.stringMatching(/^E130 /)]);
});
