// One example per diagnostic: each file of test/errors ends with the exact frames it gives. `vitest -u` writes them anew.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { blockOf, parted, withBlock } from "../../../dsl/tell/expect.ts";
import { type ColumnFact, type HostFact, type ModelFact, needKey } from "../../../dsl/types/known.ts";
import { catalogue } from "../../../dsl/tell/messages.ts";
import { int, list, num, text } from "../../../dsl/types/types.ts";
import { library } from "../../../runtime/library.ts";
import { counted } from "../counted.ts";
import { factsOf } from "../modules.ts";
import { ranIn } from "../../runtime/module/help.ts";

const folder = join(import.meta.dirname, "..", "..", "errors");
const names = readdirSync(folder).filter((name) => name.endsWith(".strux"));

/** Codes without an example here, and why. */
const elsewhere: { readonly [code: string]: string } = {
  E008: "a limit on size: its example would be as large",
  W102: "raised where cells are run one by one: test/kernel/session.test.ts",
  W103: "raised where cells are run one by one: test/kernel/session.test.ts",
  W104: "raised where cells are run one by one: test/kernel/session.test.ts",
  W105: "raised where cells are run one by one: test/kernel/session.test.ts",
  W106: "raised where cells are run one by one: test/kernel/session.test.ts",
  E132: "it is about two cells: test/dsl/check/scripts.test.ts",
  E126: "raised before a run, which an example is not",
  I140: "raised for what is not in a hub's cache: test/runtime/hub/program.test.ts",
  W301: "raised when a model is loaded",
};

/** What the examples may read. */
const files: { readonly [path: string]: ColumnFact } = {
  "qa.csv": {
    columns: { id: int, question: text, context: text, answers: list(text) },
    longest: {
      question: { texts: ["which harbour was built first"], all: true },
      context: { texts: ["word ".repeat(11_903)], all: false },
    },
  },
  "semicolons.csv": {
    columns: { "id;question": text },
    doubt: { column: "id;question", delimiter: ";" },
  },
  "lost.csv": { error: { code: "E110", message: "there is no file 'lost.csv'", hint: "near it: last.csv" } },
  "/far.csv": {
    error: {
      code: "E111",
      message: "'/far.csv' lies outside the readable places",
      hint: "--allow-read DIR adds more",
    },
  },
  "broken.jsonl": { error: { code: "E112", message: "'broken.jsonl' line 2: ends too early", hint: "" } },
  "empty.csv": { error: { code: "E113", message: "'empty.csv' has no rows", hint: "" } },
  "gone.csv": { absent: { message: "dataset 'gone' is not at hand", hint: "strux data get gone" } },
};
const columns = Object.fromEntries(
  Object.entries(files).map(([path, fact]) => [
    needKey(path.endsWith(".jsonl") ? "jsonl" : "csv", { path }),
    fact,
  ]),
);

const models: { readonly [key: string]: ModelFact } = {
  [needKey("onnx", { folder: "lost" })]: {
    error: { code: "E504", message: "there is no model folder 'lost'", hint: "near it: last" },
  },
  [needKey("onnx", { folder: "tiny" })]: { found: true, window: 4096 },
  [needKey("onnx", { folder: "odd" })]: { found: true, window: 4096 },
  [needKey("onnx", { folder: "cut" })]: { found: true, window: 4096 },
  [needKey("onnx", { folder: "torn" })]: {
    error: {
      code: "E507",
      message: "torn/config.json is not readable as JSON",
      hint: "fetch the file again",
    },
  },
  [needKey("onnx", { folder: "half" })]: {
    error: {
      code: "E513",
      message:
        "half/onnx/model.onnx is cut off, or is no ONNX file: what begins at byte 14 goes beyond byte 30,000, where it is to end",
      hint: "fetch the file again",
    },
  },
  [needKey("onnx", { folder: "bare" })]: {
    error: { code: "E502", message: "bare has no tokenizer.json", hint: "put it beside the ONNX file" },
  },
};

/** A TypeScript file with one function of two texts. */
const typescript = (file: string, name: string, more: Partial<HostFact> = {}): HostFact => ({
  file,
  digest: "d1",
  operators: [
    {
      name,
      family: "typescript",
      doc: "",
      params: [
        { name: "output", type: text, doc: "", optional: false },
        { name: "answers", type: list(text), doc: "", optional: true },
      ],
      returns: num,
      effect: "host",
      version: 1,
      host: { file, export: name, digest: "d1", key: "d1" },
    },
  ],
  refused: [],
  faults: [],
  ...more,
});
const { modules } = factsOf({
  "lib.strux": "let questions = 12\nlet wrong = question + 1\n",
  "round.strux": 'use { m } from "other.strux"\nlet n = m\n',
  "other.strux": 'use { n } from "round.strux"\nlet m = 1\nlet k = n\n',
  "metrics.ts": typescript("metrics.ts", "f1_char", {
    refused: [
      { name: "pick", why: "it is generic, and a type that is left open cannot cross", callable: true },
    ],
  }),
  "loose.ts": typescript("loose.ts", "f1", {
    faults: ["line 3: Type 'string' is not assignable to type 'number'."],
  }),
  "broken.ts": { error: { code: "E127", message: "'broken.ts' line 2: ';' expected.", hint: "" } },
});

/** The program and what is said about it, as an example file has it. */
function told(code: string): string {
  const source = { cells: [{ id: "x", label: "example", text: code }] };
  const { diagnostics, source: whole } = counted(source, library, { columns, models, modules }, "odd");
  return withBlock(code, blockOf(diagnostics, whole, 0));
}

/** The same of a program that only says it when it is run. */
async function ran(code: string): Promise<string> {
  const { events, compiled } = await ranIn(folder, code);
  const failures = events.flatMap((event) => (event.kind === "check" ? (event.failure ?? []) : []));
  const source = { cells: [{ id: "x", label: "example", text: code }] };
  return withBlock(code, blockOf([...compiled.diagnostics, ...failures], source, 0));
}
const CHECKS = /^E8/;

test.each(names)("%s says what it says", async (name) => {
  const path = join(folder, name);
  const { program } = parted(readFileSync(path, "utf8"));
  const now = CHECKS.test(name) ? await ran(program) : told(program);
  await expect(now).toMatchFileSnapshot(path);
  expect(now).toContain(`\n// ${name.slice(0, 4)}  `);
});

test("every code has an example, or a reason why not", () => {
  const known = new Set([...names.map((name) => name.slice(0, 4)), ...Object.keys(elsewhere)]);
  expect(Object.keys(catalogue).filter((code) => !known.has(code))).toEqual([]);
  expect([...known].filter((code) => !(code in catalogue))).toEqual([]);
});

test("wording: a lower-case fact, one hint, nobody addressed", () => {
  const all = names.map((name) => readFileSync(join(folder, name), "utf8")).join("\n");
  const said = all.split("\n").filter((line) => line.startsWith("// "));
  expect(said.filter((line) => /(?<!did )\byou(r)?\b/i.test(line))).toEqual([]);
  expect(said.filter((line) => /^\/\/ [EWI]\d{3} {2}[A-Z][a-z]+ [a-z]/.test(line))).toEqual([]);
});
