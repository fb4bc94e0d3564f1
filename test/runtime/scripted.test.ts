// Models that a program states: asked like others, through the store, each row by itself; what a function lacks is refused by name.
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Files } from "../../runtime/files.ts";
import { memoryStore, type Store } from "../../runtime/store.ts";
import { type Over, ran, type Ran } from "./program.ts";

const program = (model: string, texts: readonly string[], more = "", options = ""): string => `
${model}
prompt p(text: Text) -> Text { system """Be short.""" user """{{ text }}""" }
data t = table([${texts.map((text, id) => `{ id: ${id}, text: ${JSON.stringify(text)} }`).join(", ")}])
run r over t { ask p(.text) with m ${options} ${more} }
show r |> select(.id, .output)`;

/** A store that tells what is put into it. */
function watched(): { readonly store: Store; readonly puts: string[] } {
  const store = memoryStore();
  const puts: string[] = [];
  return { puts, store: { ...store, put: (key, entry) => (puts.push(key), store.put(key, entry)) } };
}

const asked = (text: string, deps: Over["deps"] = {}): Promise<Ran> => ran(text, { deps });
const outputs = (done: Ran): string[] =>
  (done.shown.at(-1) ?? "")
    .split("\n")
    .filter((line) => /^ *\d/.test(line))
    .map((line) => line.trim().split(/ {2,}/)[1] ?? "");

test("its answers are those of the function, of the last message; equal calls are made once and kept", async () => {
  const { store, puts } = watched();
  const text = program('model m = scripted(p => join([p, "!"], ""))', ["one", "two", "one"]);
  const first = await asked(text, { store });
  expect(first.failed).toEqual([]);
  expect(outputs(first)).toEqual(["one!", "two!", "one!"]);
  expect(first.volatile.join("\n")).toMatch(
    /^r: 2 calls made, 0 from the store, 1 equal to another call; .* on scripted/m,
  );
  expect(first.shown.join("\n")).toContain(
    "note: 'm' is scripted: its function gives whole answers, which no setting cuts; .tokens and .logprob are null",
  );
  expect([...first.program.used].map(([name, [how]]) => [name, how?.provider])).toEqual([["m", "scripted"]]);
  const again = await asked(text, { store });
  expect(outputs(again)).toEqual(["one!", "two!", "one!"]);
  expect(puts).toHaveLength(2);
});

test("the text of the prompt comes back byte for byte", async () => {
  const cell = `
model m = scripted(p => p)
prompt p(text: Text) -> Text { user """{{ text }}""" }
data t = jsonl("t.jsonl")
run r over t { ask p(.text) with m }
check count(r |> where(.output == .text))[0].n == count(t)[0].n`;
  await fc.assert(
    fc.asyncProperty(fc.array(fc.string({ unit: "binary" }), { minLength: 1 }), async (texts) => {
      const bytes = Buffer.from(texts.map((text) => JSON.stringify({ text })).join("\n"));
      const files = {
        read: () => Promise.resolve({ path: "t.jsonl", bytes, digest: "" }),
        stamp: () => Promise.resolve(""),
      } as unknown as Files;
      const done = await asked(cell, { files });
      expect(done.failed).toEqual([]);
      expect(done.checks.map(([pass]) => pass)).toEqual([true]);
    }),
    { numRuns: 30 },
  );
});

test("what moves an answer moves its key: the function and what it closes over, settings and drawn seeds, not names and times", async () => {
  const { store, puts } = watched();
  const fresh = async (text: string): Promise<number> => {
    const before = puts.length;
    expect((await asked(text, { store })).failed).toEqual([]);
    return puts.length - before;
  };
  const closing = (name: string, value: string, param = "p", more = ""): string =>
    program(`let ${name} = ${value}\nmodel m = scripted(${param} => join([${param}, ${name}], "")${more})`, [
      "a",
    ]);
  expect(await fresh(closing("tail", '"x"'))).toBe(1);
  expect(await fresh(closing("tail", '"x"'))).toBe(0);
  expect(await fresh(closing("end", '"x"', "q", ", ms: 1, parallel: 4"))).toBe(0);
  expect(await fresh(closing("tail", '"y"'))).toBe(1);
  const fn = (body: string, arg: string): string =>
    program(
      `fn last(t: Text) -> Text = ${body}\nfn made(end: Text) = scripted(p => join([last(p), end], ""))\nmodel m = made(${arg})`,
      ["a"],
    );
  expect(await fresh(fn("trim(t)", '"x"'))).toBe(1);
  expect(await fresh(fn("lower(t)", '"x"'))).toBe(1);
  expect(await fresh(fn("lower(t)", '"y"'))).toBe(1);
  expect(await fresh(fn("lower(t)", '"y"'))).toBe(0);
  const set = (options: string, more = ""): string =>
    program("model m = scripted(p => p)", ["a"], more, options);
  expect(await fresh(set("{ max_tokens: 4 }", ""))).toBe(1);
  expect(await fresh(set("{ max_tokens: 5 }", ""))).toBe(1);
  expect(await fresh(set("{ temperature: 1, max_tokens: 5 }", "seeds: [1, 2]"))).toBe(2);
});

test("a row whose answer fails says why, and the others go on", async () => {
  const done = await asked(program('model m = scripted(p => split(p, ":")[1])', ["a:b", "c", "d:e"]));
  expect(done.failed).toEqual([]);
  expect(outputs(done)).toEqual(["b", "null", "e"]);
  expect(done.shown.join("\n")).toMatch(/1 of 3 rows failed:\n {2}1: E\d+ /);
});

test("answers take their time, so many at once, and an interrupt ends the wait", async () => {
  const took = async (more: string): Promise<number> => {
    const began = performance.now();
    await asked(program(`model m = scripted(p => p, ms: 150${more})`, ["a", "b", "c", "d"]));
    return performance.now() - began;
  };
  expect(await took("")).toBeGreaterThanOrEqual(590);
  expect(await took(", parallel: 4")).toBeLessThan(590);
  const stop = new AbortController();
  setTimeout(() => stop.abort(), 30);
  const began = performance.now();
  const { store, puts } = watched();
  const done = await asked(program("model m = scripted(p => p, ms: 20_000)", ["a"]), {
    signal: stop.signal,
    store,
  });
  expect(done.failed.join()).toContain("E130");
  expect(performance.now() - began).toBeLessThan(5000);
  expect(puts).toEqual([]);
});

test("what a function does not have is refused by name", async () => {
  const failure = async (text: string): Promise<string> => {
    const done = await asked(text).catch((error: Error) => ({ failed: [error.message], shown: [] }));
    return done.failed[0] ?? done.shown.join("\n");
  };
  const model = "model m = scripted(p => p)";
  expect(await failure(program(`${model} on cpu`, ["a"]))).toBe(
    "E525 2:1 'm' is scripted: its function computes on no device",
  );
  expect(await failure(program(`${model} { window: 100 }`, ["a"]))).toBe(
    "E525 2:1 'm' is scripted: it has no tokens, so no window can be kept",
  );
  expect(await failure(program(model, ["a"], "", "{ beams: 2 }"))).toContain(
    "E313 'beams' does not go together with 'scripted'",
  );
  expect(await failure(program(model, ["a"], "", "{ logprobs: 2 }"))).toContain("E313 'logprobs'");
  expect(
    await failure(
      program(`${model}\nlet few = 3\nmodel n = scripted(p => pack(p, few, tokenizer: m))`, ["a"]),
    ),
  ).toContain("a function that stands for a model uses none, and 'm' is one");
  expect(await failure(`${model}\nshow embed("a", with: m)`)).toContain("got Model<gen>");
  expect(await failure(program("model m = scripted(p => 1)", ["a"]))).toContain(
    "E204 what the function of 'scripted' gives must be Text",
  );
  expect(await failure(program("model m = scripted(p => p, ms: -1)", ["a"]))).toContain("E216");
  expect(await failure(program('model m = scripted("x")', ["a"]))).toContain("E223");
});

test("who only looks never calls the function, and is told what asking would take", async () => {
  const text = `
model m = scripted(p => split(p, ":")[1], ms: 500, parallel: 2)
prompt p(text: Text) -> Text { user """{{ text }}""" }
data t = table([{ text: "a" }, { text: "b" }, { text: "c" }, { text: "d" }])
run r over t { ask p(.text) with m { max_tokens: 8 } }
`;
  const looking = (what: string): Promise<Ran> => asked(`${text}${what}`, { mayAsk: false });
  const told = (await looking("explain r")).volatile.join("\n");
  expect(told).toContain("4 calls: 0 cached, 4 new; no tokens; on scripted; about 1.0 s");
  expect(told).toMatch(
    /m .* scripted, function [0-9a-f]{12}, 500 ms an answer, at most 2 answers at a time; it has no tokens/,
  );
  expect((await looking("preview r")).shown.join("\n")).toContain("[user]\na");
  expect((await looking("estimate r")).volatile.join("\n")).toContain("about 1.0 s");
});

test("a large run is asked in parts, each row with its own answer", async () => {
  const bytes = Buffer.from(
    Array.from({ length: 4100 }, (_, at) => JSON.stringify({ text: `t${at}` })).join("\n"),
  );
  const files = {
    read: () => Promise.resolve({ path: "t.jsonl", bytes, digest: "" }),
    stamp: () => Promise.resolve(""),
  } as unknown as Files;
  const done = await asked(
    `
model m = scripted(p => p)
prompt p(text: Text) -> Text { user """{{ text }}""" }
data t = jsonl("t.jsonl")
run r over t { ask p(.text) with m }
check count(r |> where(.output == .text))[0].n == 4100
check count(spent(r) |> where(.output_chars == 5))[0].n == 3100`,
    { files },
  );
  expect(done.failed).toEqual([]);
  expect(done.checks.map(([pass]) => pass)).toEqual([true, true]);
  expect(done.volatile.join("\n")).toMatch(/^r: 4100 calls made, 0 from the store;/m);
});
