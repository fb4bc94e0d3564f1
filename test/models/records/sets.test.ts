// What is exported for training and judging: spans that are answers, labels that fit, digests that hold, and nothing held out.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { root } from "../../../bin/build.mjs";
import { stream } from "../../../models/world/random.ts";
import { chances } from "../../../models/world/records/chances.ts";
import { TRAINED } from "../../../models/world/records/domains/index.ts";
import { FRAMES } from "../../../models/world/records/frames.ts";
import { part } from "../../../models/world/records/held-out.ts";
import { item, TASKS } from "../../../models/world/records/items.ts";
import { labelled } from "../../../models/world/records/keep.ts";
import { lesson, sample, VIEWS } from "../../../models/world/records/lesson.ts";
import { splitOf } from "../../../models/world/records/names.ts";
import { encoder, vocabularyOf } from "../../../models/world/records/tokenizer.ts";
import { readTokenizer } from "../../../runtime/model/tokenizer.ts";

const folder = join(root, "models/tokenizer");
const json = JSON.parse(readFileSync(join(folder, "tokenizer.json"), "utf8")) as Parameters<
  typeof vocabularyOf
>[0];
const ours = encoder(vocabularyOf(json));
const text = (ids: readonly number[]): string => readTokenizer(folder, "").decode(ids);
const temporary = mkdtempSync(join(tmpdir(), "records-"));

interface Manifest {
  readonly files: { readonly [path: string]: { lines: number; bytes: number; sha256: string } };
}
const manifest = (to: string): Manifest =>
  JSON.parse(readFileSync(join(to, "manifest.json"), "utf8")) as Manifest;
const run = (...args: string[]): string =>
  execFileSync(process.execPath, ["models/data.mjs", ...args], {
    cwd: root,
    encoding: "utf8",
    stdio: "pipe",
  });

beforeAll(() => {
  run("export", join(temporary, "one"), "--documents", "3", "--items", "1");
});
afterAll(() => {
  rmSync(temporary, { recursive: true, force: true });
});

test.each(VIEWS)("%s: each span of a lesson is an answer, closed by <eos>, behind its question", (view) => {
  for (const facts of [2, 16]) {
    const made = lesson(stream(1, view), view, facts, 10);
    const { ids, spans } = sample(made, ours);
    expect(text(ids)).toBe(
      `<bos>${made.document}\n${made.turns.map(([q, a]) => `Question: ${q}\nAnswer: ${a}<eos>`).join("")}`,
    );
    expect(spans.map(([from, to]) => text(ids.slice(from, to)))).toEqual(
      made.turns.map(([, answer]) => ` ${answer}<eos>`),
    );
    expect(spans).toHaveLength(10);
  }
});

test("lessons: no held-out sentence form and no held-out name, whatever is asked about however strange a domain", () => {
  const forms = (of: "train" | "test"): readonly RegExp[] =>
    [
      ...Object.values(FRAMES).flatMap((all) => part(all, of)),
      ...TRAINED.flatMap(({ aspects }) =>
        aspects.flatMap(({ says, asks }) => [...part(says, of), ...part(asks, of)]),
      ),
    ]
      // "hit {X}" says too little to be told from other forms
      .filter((form) => form.split(" ").length > 3)
      .map(pattern);
  const trained = forms("train");
  // "How much is {E}?" stands in "For how much is {E} on offer?", which is another form
  const heldOut = forms("test").map((form) => (text: string): string[] => {
    const held = place(form, text);
    const inAnother = ([from, to]: Place): boolean =>
      trained.some((other) => {
        const [begin, end] = place(other, text) ?? [from, to];
        return begin < from && end >= to;
      });
    return held && !inAnother(held) ? [form.source] : [];
  });
  const seen = new Set<string | null>();
  for (let at = 0; at < 60; at++) {
    const { document, turns } = lesson(stream(2, at), "numbered", 16, 4);
    const sentences = document.split("\n").map((line) => line.replace(/^- Sentence \d+\. /, ""));
    for (const text of [...sentences, ...turns.map(([asked]) => asked)]) {
      expect(heldOut.flatMap((found) => found(text))).toEqual([]);
      for (const word of text.match(/\b[A-Z][a-z]+/g) ?? []) seen.add(splitOf(word));
    }
  }
  // random pieces are of no split; held-out ones never come
  expect(seen).toEqual(new Set(["train", null]));
});

test("a held-out form is told from its like, so that the test above can fail", () => {
  const { sentences } = item({ task: "single", facts: 64, split: "test", seed: 3, domain: "city" }, 1);
  const forms = part(FRAMES.NOUN, "test").map(pattern);
  expect(sentences.some((one) => forms.some((form) => form.test(one)))).toBe(true);
});

type Place = readonly [from: number, to: number];

function place(form: RegExp, text: string): Place | null {
  const found = form.exec(text);
  return found && [found.index, found.index + found[0].length];
}

/** A form whose slots are anything; what an aspect says and asks can stand in the middle of a sentence. */
function pattern(form: string): RegExp {
  const words = form.split(/\{\w\}/).map((part) => part.replace(/[.?]/g, "\\$&"));
  return new RegExp(
    `\\b${words
      .map((part) => part.trim())
      .filter(Boolean)
      .join("\\b.+\\b")}`,
    "i",
  );
}

test("labels: a token of the document for each, and those kept are the sentences that are needed", () => {
  for (const task of TASKS) {
    const one = item({ task, facts: 8, split: "train", seed: 5 }, 1);
    const { ids, labels } = labelled(one, ours);
    expect(labels).toHaveLength(ids.length);
    const of = (label: number): string => text(ids.filter((_, at) => labels[at] === label));
    expect(of(-1)).toBe(`<bos>${one.question}<sep>`);
    expect(of(1).trim()).toBe(one.sentences.filter((_, at) => one.keep[at] === 1).join(" "));
  }
});

test("export: the digests hold, and the same arguments give the same bytes", () => {
  run("export", join(temporary, "two"), "--documents", "3", "--items", "1");
  const { files } = manifest(join(temporary, "one"));
  expect(manifest(join(temporary, "two")).files).toEqual(files);
  for (const [path, { bytes, lines, sha256 }] of Object.entries(files)) {
    const found = readFileSync(join(temporary, "one", path));
    expect(createHash("sha256").update(found).digest("hex")).toBe(sha256);
    expect([found.length, found.toString().split("\n").length - 1]).toEqual([bytes, lines]);
  }
  run("export", join(temporary, "other"), "--documents", "3", "--items", "1", "--seed", "2");
  expect(manifest(join(temporary, "other")).files["train/keep.jsonl"]).not.toEqual(files["train/keep.jsonl"]);
});

test("export: no document for judging is one for training", () => {
  const lines = (path: string): { documents: { [view: string]: string } }[] =>
    readFileSync(join(temporary, "one", path), "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { documents: { [view: string]: string } });
  for (const task of TASKS) {
    const all = lines(`test/${task}.jsonl`);
    expect(all).toHaveLength(27);
    const entities = all.flatMap(({ documents }) => documents["list"]?.match(/(?<=^- )\w+/gm) ?? []);
    expect(entities.filter((name) => splitOf(name) !== "test")).toEqual([]);
  }
});

test("stream: lessons and exams as the trainer asks for them, each answered in a line", () => {
  const lesson = { kind: "lesson", layout: "list", facts: 4, count: 2, seed: 1, step: 0, questions: 3 };
  const exam = { kind: "exam", layout: "", world: { n: 2, task: "count", facts: 8, seed: 1, split: "test" } };
  const needle = { task: "needle", facts: 32, n: 1, seed: 1, split: "test", depth: 0, length: 256 };
  const far = { kind: "exam", layout: "prose", world: needle };
  const asked = [{ kind: "size" }, lesson, lesson, exam, far, { kind: "ids", text: " none" }]
    .map((request) => JSON.stringify(request))
    .join("\n");
  const told = execFileSync(process.execPath, ["models/data.mjs", "stream"], {
    cwd: root,
    encoding: "utf8",
    input: asked,
  });
  const [size, one, again, closed, hidden, none] = told.trim().split("\n");
  expect(size).toBe(`${ours.size}`);
  expect(again).toBe(one);
  const samples = JSON.parse(one ?? "") as { ids: number[]; spans: number[][] }[];
  expect(samples.map(({ spans }) => spans.length)).toEqual([3, 3]);
  const [deep] = JSON.parse(hidden ?? "") as { ids: number[]; spans: number[][] }[];
  const document = text(deep?.ids.slice(1) ?? []).split("\n")[0] ?? "";
  expect(ours.encode(document).length).toBeLessThanOrEqual(256);
  expect(ours.encode(document).length).toBeGreaterThan(220);
  expect(JSON.parse(none ?? "")).toEqual(ours.encode(" none"));
  const questions = JSON.parse(closed ?? "") as { ids: number[] }[];
  for (const { ids } of questions) expect(text(ids)).toMatch(/^<bos>Question: .+\nAnswer: \d+<eos>$/);
});

test("a wrong command says how it is used", () => {
  expect(() => run("sell")).toThrow(/usage: node models\/data.mjs/);
});

test("chance: nothing but 'none' can be guessed from a question, and not even a count for long", () => {
  for (const { task, closed_book } of chances(200, 16, 3)) {
    const most: { [task: string]: number } = { unanswerable: 0.6, count: 0.45, cite: 0.15 };
    expect(closed_book).toBeLessThan(most[task] ?? 0.06);
  }
});
