// Facts for the compiler: asked once, kept until a file changes, an unknown with its reason where they cannot be had.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { type Need, needKey } from "../../dsl/types/known.ts";
import { answering } from "../../runtime/facts.ts";
import type { Files } from "../../runtime/files.ts";
import { nodeFiles } from "../../runtime/files-node.ts";
import type { Runner } from "../../runtime/model/index.ts";
import { encoderDir } from "./model/encoder.ts";
import { nano, testRunner } from "./model/help.ts";

const made: string[] = [];
afterAll(() => made.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

/** A folder with files, and its disk with a list of what was read. */
function disk(contents: { readonly [name: string]: string }) {
  const folder = mkdtempSync(join(tmpdir(), "strux-facts-"));
  made.push(folder);
  const write = (name: string, text: string) => {
    mkdirSync(join(folder, name, ".."), { recursive: true });
    writeFileSync(join(folder, name), text);
  };
  for (const [name, text] of Object.entries(contents)) write(name, text);
  const real = nodeFiles({ folder, env: {} });
  const reads: string[] = [];
  const files: Files = {
    ...real,
    read: (path, head) => {
      reads.push(path);
      return real.read(path, head);
    },
  };
  return { folder, files, reads, write };
}

const csv: Need = {
  kind: "columns",
  key: needKey("csv", { path: "a.csv" }),
  cell: 0,
  reader: "csv",
  args: { path: "a.csv" },
};
const model = (folder: string): Need => ({
  kind: "model",
  key: needKey("onnx", { folder }),
  cell: 0,
  reader: "onnx",
  args: { folder },
});
const count = (ref: string, ...texts: readonly string[]): Need => ({
  kind: "count",
  key: `count ${ref} ${texts.join("|")}`,
  cell: 0,
  ref,
  texts,
  chats: [],
});

test("nothing is read twice while files stay as they are; a change, a new file and a lost one are seen", async () => {
  const { files, reads, write, folder } = disk({ "a.csv": "id,n\n1,2\n" });
  const desk = answering(files, null);
  const columns = async () => {
    const facts = await desk.known();
    const known = facts.columns?.[csv.key] ?? (await desk.answer([csv])).columns?.[csv.key];
    return known && "columns" in known
      ? Object.keys(known.columns).join()
      : known && "error" in known && known.error.code;
  };
  expect([await columns(), await columns(), reads.length]).toEqual(["id,n", "id,n", 1]);
  write("a.csv", "id,name,n\n1,x,2\n");
  expect([await columns(), reads.length]).toEqual(["id,name,n", 2]);
  rmSync(join(folder, "a.csv"));
  expect(await columns()).toBe("E110");
  write("a.csv", "id\n1\n");
  expect(await columns()).toBe("id");
});

test("the window comes from the configuration files", async () => {
  const { files, write } = disk({
    "m/tokenizer.json": "{}",
    "m/config.json": '{"max_position_embeddings": 512}',
    "bare/tokenizer.json": "{}",
    "broken/tokenizer.json": "{}",
    "broken/config.json": "{",
  });
  const desk = answering(files, null);
  const all = ["m", "bare", "broken", "lost"];
  const facts = await desk.answer(all.map(model));
  const fact = (folder: string) => facts.models?.[model(folder).key];
  expect(fact("m")).toEqual({ found: true, window: 512 });
  expect(fact("bare")).toMatchObject({
    window: null,
    refused: { code: "E507", message: "nothing in bare states the window" },
  });
  expect(fact("broken")).toEqual({
    error: {
      code: "E507",
      message: expect.stringMatching(/^broken\/config\.json is not readable as JSON/),
      hint: "fetch the file again",
    },
  });
  expect(fact("lost")).toMatchObject({ error: { code: "E504" } });
  write("m/config.json", '{"max_position_embeddings": 1024}');
  expect(Object.keys((await desk.known()).models ?? {}).toSorted()).toEqual(
    all.slice(1).map((folder) => model(folder).key),
  );
});

test("tokens are counted by the model's tokenizer, each text once", async () => {
  const real = await testRunner();
  const sent: (readonly string[])[] = [];
  const runner: Runner = {
    ...real,
    measure: (dir, chats, texts) => {
      sent.push(texts);
      return real.measure(dir, chats, texts);
    },
  };
  const { files } = disk({});
  const desk = answering(files, runner);
  const first = count("models/strux-nano", "one two", "three");
  const second = count("models/strux-nano", "three", "four five six");
  const facts = await desk.answer([first]);
  const again = await desk.answer([second]);
  expect([facts.counts?.[first.key], again.counts?.[second.key]]).toMatchObject([
    { tokens: await real.count(nano, ["one two", "three"]) },
    { tokens: await real.count(nano, ["three", "four five six"]) },
  ]);
  expect(sent).toEqual([["one two", "three"], ["four five six"]]);
});

test("a pattern that does not end costs its time limit once, and is an unknown with its reason", async () => {
  const runner = await testRunner({ limit: 0.5 });
  const { files, folder, write } = disk({});
  await cp(nano, join(folder, "m"), { recursive: true });
  const text = "a".repeat(40);
  const pattern = { type: "Split", pattern: { Regex: "^(a+)+$" }, behavior: "Isolated", invert: false };
  write(
    "m/tokenizer.json",
    JSON.stringify({
      added_tokens: [],
      pre_tokenizer: pattern,
      model: { type: "WordLevel", vocab: { x: 0 }, unk_token: "x" },
    }),
  );
  const desk = answering(files, runner);
  const need = count("m", `${text}!`);
  const facts = await desk.answer([need]);
  expect(facts.counts?.[need.key]).toEqual({
    unknown: expect.stringMatching(/tokenizer of m took longer than/),
  });
  expect((await desk.known()).counts?.[need.key]).toBeDefined();
});

test("a tokenizer that cannot be read at all is an error; one that has no tokens for a text leaves its count open", async () => {
  const runner = await testRunner();
  const { files, write } = disk({ "cut/tokenizer.json": '{"model": {"type":', "few/tokenizer.json": "{}" });
  write("few/tokenizer.json", JSON.stringify({ model: { type: "WordLevel", vocab: { yes: 0 } } }));
  const needs = [count("cut", "yes"), count("few", "yes"), count("few", "no")];
  const facts = await answering(files, runner).answer(needs);
  expect(needs.map(({ key }) => facts.counts?.[key])).toEqual([
    {
      refused: {
        code: "E507",
        message: expect.stringMatching(/^cut\/tokenizer\.json is not readable as JSON/),
        hint: "fetch the file again",
      },
    },
    { tokens: [1], chats: [], join: 3 },
    { unknown: "the tokenizer has no id for 'no'" },
  ]);
});

test("of an encoder, for which no prompt is counted, the tokenizer is opened all the same", async () => {
  const runner = await testRunner();
  const { files, folder, write } = disk({});
  encoderDir("states", { at: join(folder, "e") });
  const desk = answering(files, runner);
  const fact = async () => (await desk.answer([model("e")])).models?.[model("e").key];
  expect(await fact()).toMatchObject({ found: true, does: "embed" });
  expect((await desk.known()).models?.[model("e").key]).toBeDefined();
  const whole = readFileSync(join(folder, "e", "tokenizer.json"), "utf8");
  write("e/tokenizer.json", whole.slice(0, whole.length / 2));
  expect(await fact()).toMatchObject({
    error: { code: "E507", message: expect.stringMatching(/^e\/tokenizer\.json is not readable as JSON/) },
  });
  write("e/tokenizer.json", '{"model": {"type": "WordPiece"}}');
  expect(await fact()).toMatchObject({
    error: { code: "E516", message: "e/tokenizer.json cannot be used: its model has no vocabulary" },
  });
  // mended, it is looked at again
  write("e/tokenizer.json", whole);
  expect((await desk.known()).models?.[model("e").key]).toBeUndefined();
});

test("a template that loops is stopped too; without a runner nothing is counted", async () => {
  const runner = await testRunner({ limit: 0.5 });
  const { files, folder, write } = disk({});
  await cp(nano, join(folder, "m"), { recursive: true });
  write(
    "m/chat_template.jinja",
    "{% for i in range(9999) %}{% for j in range(9999) %}{% for k in range(9999) %}{% endfor %}{% endfor %}{% endfor %}",
  );
  const need: Need = {
    ...count("m"),
    kind: "count",
    ref: "m",
    texts: [],
    chats: [[{ role: "user", pieces: ["a"] }]],
  };
  const facts = await answering(files, runner).answer([need]);
  expect(facts.counts?.[need.key]).toEqual({ unknown: expect.stringMatching(/took longer than/) });
  expect((await answering(files, null).answer([need])).counts).toEqual({});
});
