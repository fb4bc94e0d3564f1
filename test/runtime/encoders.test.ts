// Encoders in programs: vectors, search by meaning, cross-encoders, labels; asked once per text and kept in the store.
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { answering } from "../../runtime/facts.ts";
import { nodeFiles } from "../../runtime/files-node.ts";
import type { Runner } from "../../runtime/model/runner.ts";
import { prepare } from "../../runtime/prepare.ts";
import { memoryStore } from "../../runtime/store.ts";
import { openStore } from "../../runtime/store/open.ts";
import { usable } from "../../runtime/usable.ts";
import { encoderDir } from "./model/encoder.ts";
import { folder, makeRunner, testRunner } from "./model/help.ts";
import { ran } from "./program.ts";

const place = folder();
const prompts = {
  "config_sentence_transformers.json": { prompts: { query: "query: ", document: "passage: " } },
};
encoderDir("states", { at: join(place, "e"), files: prompts });
encoderDir("score", { at: join(place, "c") });
encoderDir("classes", { at: join(place, "k"), labels: ["good", "bad"] });
encoderDir("labels", { at: join(place, "t"), labels: ["PLACE", "NAME", "TIME"] });
encoderDir("fill", { at: join(place, "f") });
encoderDir("span", { at: join(place, "q") });
encoderDir("prune", { at: join(place, "p"), labels: ["O", "keep", "maybe"] });

const running = makeRunner();

/** The runner, and the texts of each request that reached it. */
async function listening(): Promise<{ runner: Runner; requests: string[][] }> {
  const runner = await running;
  const requests: string[][] = [];
  const infer: Runner["infer"] = (handle, inputs, ...more) => {
    requests.push(inputs.map(({ text, pair }) => (pair === undefined ? text : `${text} | ${pair}`)));
    return runner.infer(handle, inputs, ...more);
  };
  return { runner: { ...runner, infer }, requests };
}

async function run(program: string, store = memoryStore(), mayAsk = true) {
  const { runner, requests } = await listening();
  const files = nodeFiles({ folder: place, env: {} });
  const made = await ran(program, { deps: { runner, files, store, mayAsk } });
  return { ...made, requests, store };
}

const docs = `data docs = table([
  { id: "a", text: "the old mill" },
  { id: "b", text: "a red boat" },
  { id: "c", text: "the stone house" },
  { id: "d", text: "a red boat" },
])
model e = onnx("e")
model c = onnx("c")
`;

test("the texts of a column go together, equal ones once, and not again when the store has them", async () => {
  const program = `${docs}run r over docs { step v = embed(.text, with: e) }\nshow r |> derive(n: len(.v)) |> select(.n)`;
  const first = await run(program);
  expect(first.failed).toEqual([]);
  expect(first.requests).toEqual([["the old mill", "a red boat", "the stone house"]]);
  expect(first.shown.at(-1)).toContain("32");
  expect(first.volatile.join("\n")).toMatch(
    /^r: 3 texts encoded, 0 from the store, 1 equal to another text; .* on cpu$/m,
  );
  const again = await run(program, first.store);
  expect(again.requests).toEqual([]);
  expect(again.volatile.join("\n")).toMatch(/^r: 0 texts encoded, 3 from the store/m);
});

test("programs that share a store compute each text once: what one has claimed the other waits for", async () => {
  const program = `${docs}run r over docs { step v = embed(.text, with: e) }\nshow r |> derive(n: len(.v)) |> select(.n)`;
  const shared = mkdtempSync(join(tmpdir(), "strux-encoders-"));
  // each as another process has it: with claims of its own
  const stores = [openStore(shared, null), openStore(shared, null)];
  const both = await Promise.all(stores.map((store) => run(program, store)));
  await Promise.all(stores.map((store) => store.close()));
  rmSync(shared, { recursive: true, force: true });
  expect(both.flatMap(({ failed }) => failed)).toEqual([]);
  expect(both.flatMap(({ requests }) => requests.flat()).toSorted()).toEqual([
    "a red boat",
    "the old mill",
    "the stone house",
  ]);
  expect(both[0]!.shown).toEqual(both[1]!.shown);
});

test("a text that an earlier column of the run had computed is one with it, and not from the store", async () => {
  const program = `${docs}run r over docs { step v = embed(.text, with: e) step w = embed(.text, with: e) }`;
  const { volatile, requests } = await run(program);
  expect(requests).toHaveLength(1);
  expect(volatile.join("\n")).toMatch(/^r: 3 texts encoded, 0 from the store, 5 equal to another text/m);
});

test("derive asks for all rows together, and a list is one question", async () => {
  const { requests, failed } = await run(
    `${docs}let t = docs |> derive(v: embed(.text, with: e, as: "document"))\nlet l = embed(["the mill", "the house"], with: e)\nlet near = cosine(l[0], l[1])\nshow t\nshow near`,
  );
  expect(failed).toEqual([]);
  expect(requests.map((texts) => texts.length).toSorted((a, b) => a - b)).toEqual([2, 3]);
});

test("what moves a vector is another question; what does not is none", async () => {
  const { store } = await run(`${docs}show len(embed("the mill", with: e))`);
  const asked = async (call: string) => (await run(`${docs}show len(${call})`, store)).requests.length;
  expect(await asked('embed("the mill", with: e)')).toBe(0);
  for (const more of [
    'pooling: "max"',
    "dimensions: 8",
    "normalize: true",
    'as: "query"',
    'prefix: "query: "',
  ])
    expect(await asked(`embed("the mill", with: e, ${more})`)).toBe(1);
});

test("a server that reaches an encoder's operator under any name is refused for what it is", async () => {
  const far = 'model far = http("http://localhost:8000/v1", name: "m")';
  const { failed } = await run(
    `${docs}${far}\nfn v(m: Model) -> Num[] = embed("the mill", with: m)\nshow v(far)`,
  );
  expect(failed).toEqual([
    expect.stringMatching(/^E527 .*'far' is a server: it writes text, and gives nothing else/),
  ]);
});

test("vectors are cut to their first dimensions and of length 1 again", async () => {
  const { shown, failed } = await run(
    `${docs}let v = embed("the old mill", with: e, dimensions: 8, normalize: true)\nshow len(v)\nshow round(sum(map(v, x => x * x)), digits: 5)`,
  );
  expect(failed).toEqual([]);
  expect(shown.slice(-2)).toEqual(["8", "1"]);
});

test("an index by vectors: passages as documents, questions as queries, all passages compared", async () => {
  const program = `${docs}let idx = index(passages(docs, id: .id, text: .text), by: embedding(with: e))
run r over docs { step hits = retrieve(idx, .text, k: 2) }
show retrieve(idx, "the old mill", k: 4)`;
  const { requests, failed, shown } = await run(program);
  expect(failed).toEqual([]);
  expect(requests.map((texts) => texts.length)).toEqual([3, 3, 1].slice(0, requests.length));
  expect(shown.at(-1)).toMatch(/the old mill/);
});

test("rerank reads the query and each passage as a pair", async () => {
  const { requests, failed, shown } = await run(
    `${docs}let all = passages(docs, id: .id, text: .text)\nlet best = rerank(all, "where is the mill?", with: c, k: 2)\nshow best`,
  );
  expect(failed).toEqual([]);
  expect(requests[0]![0]).toBe("where is the mill? | the old mill");
  expect(shown.at(-1)).toContain("score");
});

test("a pruner scores passages, and labels of each the parts that its question needs", async () => {
  const { requests, failed, shown } = await run(
    `${docs}model p = onnx("p")\nlet all = passages(docs, id: .id, text: .text)
show len(rerank(all, "where is the mill?", with: p))
show map(label_tokens("the old mill is north of the house", with: p, query: "where is the mill?"), x => x.label != "O")`,
  );
  expect(failed).toEqual([]);
  expect(shown.at(-2)).toBe("4");
  expect(JSON.parse(shown.at(-1)!)).not.toContain(false);
  expect(requests.flat()).toContain("where is the mill? | the old mill is north of the house");
});

test("a pruner leaves out what its question does not need; a long text is read in parts", async () => {
  const sentence = "The old mill is north of the stone house. ";
  const { requests, failed, shown } = await run(
    `model p = onnx("p")
let long = ${JSON.stringify(sentence.repeat(12).trim())}
let scores = sentence_scores(long, "where is the mill?", with: p)
show len(scores)
show prune(long, "where is the mill?", with: p, threshold: -1) == long
show prune(long, "where is the mill?", with: p, threshold: 1)
show scores |> map(x => x.score > 0 and x.score < 1)`,
  );
  expect(failed).toEqual([]);
  expect(shown).toContain("12");
  expect(shown).toContain("true");
  expect(JSON.parse(shown.at(-1)!)).toEqual(Array.from({ length: 12 }, () => true));
  expect(shown.join("\n")).toContain("note: prune: texts of which nothing stays");
  // whole first, then in blocks of whole sentences; what is asked again comes from the store
  expect(requests[0]).toHaveLength(1);
  expect(requests[1]!.length).toBeGreaterThan(1);
  expect(requests).toHaveLength(2);
});

test("demonstrations nearest to the question: the questions of a run go together", async () => {
  const program = `${docs}prompt p(question: Text) -> Text {
  shots 2 from docs |> nearest(to: question, on: .text, with: e) { user """{{ .text }}""" assistant """{{ .id }}""" }
  user """{{ question }}"""
}
show p("the old mill")`;
  const { failed, shown, requests } = await run(program);
  expect(failed).toEqual([]);
  // the asked row itself is none of its demonstrations
  const conversation = shown.find((text) => text.includes("a red boat"));
  expect(conversation).toMatch(/user: a red boat|\[user\]\na red boat/);
  expect(conversation?.split("\n").filter((line) => line === "the old mill")).toHaveLength(1);
  expect(requests.flat()).toHaveLength(3);
});

test("labels of texts and of their parts, masks, answers", async () => {
  const { failed, shown } = await run(`model k = onnx("k")
model t = onnx("t")
model f = onnx("f")
model q = onnx("q")
let one = classify("the old mill", with: k)
show one.label == one.labels[0].label
show one.score + one.labels[1].score
let parts = label_tokens("🙂 the OLD mill", with: t)
show map(parts, p => p.text)
show map(parts, p => p.start)
show map(fill_mask("the [MASK] mill", with: f, k: 3), m => m.mask)
let found = answer_span("what is old?", "🙂 the mill is old.", with: q)
show found.text
show found.end - found.start == len(found.text)`);
  expect(failed).toEqual([]);
  expect(shown[0]).toBe("true");
  expect(Number(shown[1])).toBeCloseTo(1, 6);
  expect(shown[3]).toMatch(/0|2/);
  expect(JSON.parse(shown[4]!)).toEqual([0, 0, 0]);
  expect(shown.at(-1)).toBe("true");
});

test("a text that is longer than the window is told, and how many there are", async () => {
  const long = "mill ".repeat(200);
  const { shown, failed } = await run(
    `model e = onnx("e")\nlet v = embed(["${long}a", "${long}b", "short"], with: e)\nshow len(v)`,
  );
  expect(failed).toEqual([]);
  expect(shown[0]).toBe(
    "note: embed: a text is longer than the 64 tokens that 'e' takes, the rest of it is left out (2 times)",
  );
});

test("a smaller window that the declaration sets is kept to, and is another question", async () => {
  const { shown, store } = await run(
    `model e = onnx("e") { window: 4 }\nshow len(embed("the old red mill", with: e))`,
  );
  expect(shown.join("\n")).toContain("longer than the 4 tokens that 'e' takes");
  const { requests } = await run(`model e = onnx("e")\nshow len(embed("the old red mill", with: e))`, store);
  expect(requests).toHaveLength(1);
});

test("a process that dies under a request is started again, and every text has its vector", async () => {
  const runner = await testRunner();
  const many = Array.from({ length: 300 }, (_, at) => `the old mill ${at}`);
  const program = (n: number) =>
    `model e = onnx("e")\nlet v = embed(${JSON.stringify(many.slice(0, n))}, with: e)\nshow round(sum(map(v, x => x[0])), digits: 4)`;
  const files = nodeFiles({ folder: place, env: {} });
  const expected = await run(program(300));
  let killed = false;
  const infer: Runner["infer"] = async function* (...asked) {
    for await (const one of runner.infer(...asked)) {
      yield one;
      if (killed) continue;
      killed = true;
      process.kill(runner.pid()!, "SIGKILL");
    }
  };
  const made = await ran(program(300), {
    deps: { runner: { ...runner, infer }, files, store: memoryStore() },
  });
  expect(killed).toBe(true);
  expect(made.failed).toEqual([]);
  expect(made.shown.at(-1)).toBe(expected.shown.at(-1));
});

test("explain counts texts, those at hand and those to come, and asks nobody", async () => {
  const program = `explain\n${docs}run r over docs { step v = embed(.text, with: e) }\nlet l = embed(["the old mill", "new"], with: e)`;
  const { volatile, requests, failed, store } = await run(program, memoryStore(), false);
  expect(requests).toEqual([]);
  expect(failed[0]).toMatch(/^E308 .*'e' was not asked, because the program has errors$/);
  expect(volatile[0]).toMatch(/e: 3 texts: 0 cached, 3 new; 9 tokens; on cpu/);
  expect(volatile[0]).toMatch(/total +4 texts: 0 cached, 4 new; 10 tokens/);
  await run(`${docs}run r over docs { step v = embed(.text, with: e) }`, store);
  const after = await run(program, store);
  expect(after.volatile[0]).toMatch(/e: 2 texts: 1 cached, 1 new; 4 tokens/);
});

test("explain says so where texts wait for what is not computed", async () => {
  const program = `explain\n${docs}let idx = index(passages(docs, id: .id, text: .text), by: embedding(with: e))
run r over docs { step hits = retrieve(idx, .text, k: 2) step best = rerank(.hits, .text, with: c) }`;
  const { volatile } = await run(program);
  expect(volatile[0]).toContain("how many more texts there are is not known before the answers of e");
  expect(volatile[0]).toMatch(/total +3 texts: .*\n +and calls that wait for answers: how many is not known/);
});

test("what stays usable when a program changes: the texts of both versions that have a result", async () => {
  const program = (k: number, more = "") =>
    `${docs}let idx = index(passages(docs, id: .id, text: .text), by: embedding(with: e${more}))\nlet hits = retrieve(idx, "mill", k: ${k})`;
  const { store, program: before } = await run(program(1));
  const kept = async (text: string) => {
    const made = await run(text, store, false);
    return usable(await before.asks(), await made.program.asks(), []);
  };
  expect(await kept(program(2))).toMatchObject([
    { run: "idx", after: { calls: 3, cached: 3 }, same: { calls: 3, cached: 3 } },
  ]);
  expect(await kept(program(2, ", dimensions: 8"))).toMatchObject([
    { run: "idx", after: { calls: 3, cached: 0 }, same: { calls: 0, cached: 0 } },
  ]);
});

test("a text that has no result fails its row alone", async () => {
  const { failed, shown } = await run(`model f = onnx("f")
data rows = table([{ text: "the [MASK] mill" }, { text: "no mask" }])
run r over rows { step m = fill_mask(.text, with: f) }
show r |> count()`);
  expect(failed).toEqual([]);
  expect(shown.join("\n")).toContain("note: 1 of 2 rows failed: E511 1");
});

test("settings of an answer are none of an encoder's", async () => {
  const { failed } = await run(`model e = onnx("e") { temperature: 0 }\nshow embed("x", with: e)`);
  expect(failed).toEqual(["E511 2:6 'e' sets temperature, and an encoder writes no answer"]);
});

test("an encoder that is not understood is refused by name; its tokenizer can be used all the same", async () => {
  encoderDir("classes", { at: join(place, "odd"), labels: ["a", "b"], config: { problem_type: "guess" } });
  const { failed, shown } = await run(
    `model o = onnx("odd")\nshow tokens("the old mill", tokenizer: o)\nshow classify("x", with: o)`,
  );
  expect(shown[0]).toBe("3");
  expect(failed).toEqual(['E505 3:6 odd/onnx/model.onnx: problem_type "guess" is not understood']);
});

test("a model of another kind is refused by name", async () => {
  const { failed } = await run(`model c = onnx("c")\nshow embed("x", with: c)`);
  expect(failed).toEqual(["E527 2:6 'c' gives a score for two texts, not embeddings"]);
});

/** Errors found while checking. */
async function said(text: string): Promise<string[]> {
  const cells = [{ id: "c", label: "c", text }];
  const { diagnostics } = await prepare({ cells }, answering(nodeFiles({ folder: place, env: {} }), null));
  return diagnostics
    .filter(({ severity }) => severity === "error")
    .map(({ code, message }) => `${code} ${message}`);
}

test.each([
  [
    "cut off",
    (file: string) => truncateSync(file, 30_000),
    /is cut off, or is no ONNX file: what begins at byte \d+ goes beyond byte 30,000, where it is to end$/,
  ],
  ["empty", (file: string) => truncateSync(file, 0), /is empty$/],
  [
    "the pointer of a large file",
    (file: string) => writeFileSync(file, "version https://git-lfs.github.com/spec/v1\noid sha256:0\n"),
    /is cut off, or is no ONNX file: /,
  ],
] as const)("a graph that is %s is told while checking, and at run", async (what, change, told) => {
  const name = what.replaceAll(" ", "-");
  change(join(encoderDir("states", { at: join(place, name) }), "onnx/model.onnx"));
  const program = `model s = onnx("${name}")\nlet v = embed("x", with: s)`;
  const cause = (text: string | undefined): string =>
    String(text).replace(/^E513 (?:\d+:\d+ )?\S+onnx\/model.onnx /, "");
  const [checked, ...more] = await said(program);
  expect(more).toEqual([]);
  expect(checked).toMatch(/^E513 /);
  expect(cause(checked)).toMatch(told);
  // where nothing was checked first
  const { failed } = await run(program);
  expect(failed).toHaveLength(1);
  expect(failed[0]).toMatch(/^E513 2:/);
  expect(cause(failed[0])).toMatch(told);
});

test("what a model does is known while checking, where its graph is at hand", async () => {
  const models = `model e = onnx("e")\nmodel c = onnx("c")\n`;
  expect(await said(`${models}let v = embed("x", with: e)`)).toEqual([]);
  expect(await said(`${models}let v = embed("x", with: c)`)).toEqual([
    "E203 'embed' takes with: Model<embed>, but got Model<rerank>",
  ]);
  expect(await said(`model e = onnx("e") { temperature: 0 }`)).toEqual([
    "E212 unknown property 'temperature' in encoder 'e'",
  ]);
  const asked = `prompt p(q: Text) -> Text { user """{{ q }}""" }\ndata d = table([{ q: "x" }])\n`;
  expect(await said(`${models}${asked}run r over d { ask p(.q) with e }`)).toEqual([
    "E204 what answers must be Model<gen>, got Model<embed>",
  ]);
});

test("what the arms of a run ask goes together too", async () => {
  const { failed, requests } = await run(
    `${docs}run r over docs vary arm in { made: len(embed(.text, with: e)), none: 0 } { step n = arm }`,
  );
  expect(failed).toEqual([]);
  expect(requests).toEqual([["the old mill", "a red boat", "the stone house"]]);
});

test("while texts are encoded the run tells how many, and an interrupt ends it with those kept that are done", async () => {
  const many = `data docs = ${JSON.stringify(Array.from({ length: 1000 }, (_, at) => ({ id: at, text: `mill ${at}` })))} |> table
model e = onnx("e")
run r over docs { step v = embed(.text, with: e) }`;
  const { runner } = await listening();
  const files = nodeFiles({ folder: place, env: {} });
  let now = 0;
  const clock = () => (now += 250);
  const { events } = await ran(many, { deps: { runner, files, store: memoryStore(), clock } });
  const told = events.flatMap((event) => (event.kind === "progress" ? [event.asked] : []));
  // how many are asked for is known as rows come to it: of 1,000 some when half of them are done
  const half = told.find((asked) => asked?.done === 500);
  expect(half).toMatchObject({ eta: expect.any(Number) });
  expect(half?.total).toBeGreaterThan(500);
  expect(half?.total).toBeLessThanOrEqual(1000);

  const stop = new AbortController();
  const store = memoryStore();
  const put: typeof store.put = async (...given) => {
    await store.put(...given);
    stop.abort();
  };
  const ended = await ran(many, { deps: { runner, files, store: { ...store, put }, signal: stop.signal } });
  expect(ended.failed.join("\n")).toContain("E130");
  const again = await ran(many, { deps: { runner, files, store } });
  expect(again.volatile.join("\n")).toMatch(/r: [1-9]\d* texts? encoded, [1-9]\d* from the store/);
});
