// Bad input from the outside: one error with code, place and fix; the healthy rest of the same cell still runs; the
// notebook written is whole.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { text } from "../help.ts";
import { errors, notebook, project, strux, unfinished } from "./help.ts";

interface Bad {
  readonly program: string;
  readonly files?: { readonly [path: string]: string };
  /** 2: known before anything ran; 1: a cell failed. */
  readonly status: 1 | 2;
  readonly says: string;
}

const asking = (model: string, context: string): string => text`
  model reader = onnx("${model}") on cpu { max_tokens: 4 }
  prompt p(text: Text) -> Text { user """{{ text }}""" }
  run answers over table([{ id: 1, text: "${context}" }]) { ask p(.text) with reader }`;

const cases: { readonly [what: string]: Bad } = {
  "a misspelt keyword": {
    program: 'dat qa = csv("qa.csv")',
    status: 2,
    says: text`
      E001  unexpected 'dat' at start of statement; did you mean 'data'?
        --> cell 1:1:1
         |
       1 | dat qa = csv("qa.csv")
         | ^^^
         = fix: replace with 'data'`,
  },
  "an unknown column": {
    program: 'data few = csv("qa.csv") |> where(len(.questoin) > 1)',
    status: 2,
    says: text`
      E201  the table has no column 'questoin'; did you mean 'question'?
        --> cell 1:1:40
         |
       1 | data few = csv("qa.csv") |> where(len(.questoin) > 1)
         |                                        ^^^^^^^^
         = columns: id, question
         = fix: replace with 'question'`,
  },
  "a missing file": {
    program: 'data qa = csv("qaa.csv")',
    status: 2,
    says: text`
      E110  there is no file 'qaa.csv'
        --> cell 1:1:15
         |
       1 | data qa = csv("qaa.csv")
         |               ^^^^^^^^^
         = near it: qa.csv`,
  },
  "a path outside the readable places": {
    program: 'data far = csv("../far.csv")',
    status: 2,
    says: text`
      E111  '../far.csv' lies outside the readable places
        --> cell 1:1:16
         |
       1 | data far = csv("../far.csv")
         |                ^^^^^^^^^^^^
         = readable: the notebook's folder (PROJECT), the package's models, the package's data, the model hub's cache (PROJECT/.none/huggingface/hub); --allow-read DIR adds more`,
  },
  "a broken line of JSONL": {
    program: 'data broken = jsonl("broken.jsonl")',
    files: { "broken.jsonl": '{"a": 1}\n{"a": \n{"a": 3}\n' },
    status: 2,
    says: text`
      E112  'broken.jsonl' line 2, column 1: '{' is never closed
        --> cell 1:1:21
         |
       1 | data broken = jsonl("broken.jsonl")
         |                     ^^^^^^^^^^^^^^
         = each value is JSON: text in double quotes, no trailing comma`,
  },
  "a column __proto__ in a file": {
    program: 'data bad = csv("bad.csv")',
    files: { "bad.csv": "id,__proto__\n1,2\n" },
    status: 2,
    says: text`
      E112  '__proto__' cannot be a column or key
        --> cell 1:1:16
         |
       1 | data bad = csv("bad.csv")
         |                ^^^^^^^^^
         = rename it`,
  },
  "a key __proto__ in a line of JSONL": {
    program: 'data bad = jsonl("bad.jsonl")',
    files: { "bad.jsonl": '{"id": 1, "__proto__": {"x": 1}}\n' },
    status: 2,
    says: text`
      E112  'bad.jsonl' line 1: '__proto__' cannot be a column or key
        --> cell 1:1:18
         |
       1 | data bad = jsonl("bad.jsonl")
         |                  ^^^^^^^^^^^
         = rename it`,
  },
  "a column __proto__ in the program": {
    program: 'data bad = csv("qa.csv") |> derive(__proto__: .id)',
    status: 2,
    says: text`
      E210  '__proto__' cannot be a column or key
        --> cell 1:1:36
         |
       1 | data bad = csv("qa.csv") |> derive(__proto__: .id)
         |                                    ^^^^^^^^^
         = rename it`,
  },
  "a model without a tokenizer": {
    program: asking("bare", "x"),
    files: { "bare/config.json": "{}", "bare/onnx/model.onnx": "x" },
    status: 2,
    says: text`
      E502  bare has no tokenizer.json
        --> cell 1:1:21
         |
       1 | model reader = onnx("bare") on cpu { max_tokens: 4 }
         |                     ^^^^^^
         = put the model's tokenizer.json beside its ONNX file`,
  },
  "a prompt longer than the window": {
    program: asking("models/strux-nano", "word ".repeat(800)).replace(
      "{ max_tokens",
      "{ window: 64, max_tokens",
    ),
    status: 1,
    says: "E301  prompt 'p' needs 3,201 (prompt) + 4 (output) = 3,205 tokens, but 'reader' has a window of 64",
  },
  "an empty table": {
    program: 'data none = csv("none.csv")',
    files: { "none.csv": "id,question\n" },
    status: 2,
    says: text`
      E113  'none.csv' has no rows
        --> cell 1:1:17
         |
       1 | data none = csv("none.csv")
         |                 ^^^^^^^^^^
         = a table needs at least one`,
  },
  "a run over no rows": {
    program: 'run r over csv("qa.csv") |> where(.id > 9) { step n = len(.question) }',
    status: 1,
    says: text`
      E113  the table this run goes over is empty
        --> cell 1:1:1
         |
       1 | run r over csv("qa.csv") |> where(.id > 9) { step n = len(.question) }
         | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
         = check where(...) and the file it comes from`,
  },
  "a chart on an empty score": {
    program: text`
      score s of csv("qa.csv") |> where(.id > 9) by [id] { metric em = exact(.question, ["a"]) }
      chart s |> bar(x: id, y: em)`,
    status: 1,
    says: text`
      E113  score 's' has no rows
        --> cell 1:1:1
         |
       1 | score s of csv("qa.csv") |> where(.id > 9) by [id] { metric em = exact(.question, ["a"]) }
         | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
         = all rows were filtered out, or the data are empty`,
  },
  "a chart that would load something": {
    program: 'chart csv("qa.csv") |> bar(x: question, y: id) with { vega: { data: { url: "x.json" } } }',
    status: 2,
    says: text`
      E702  'url' in vega would make the chart load something from outside
        --> cell 1:1:61
         |
       1 | chart csv("qa.csv") |> bar(x: question, y: id) with { vega: { data: { url: "x.json" } } }
         |                                                             ^^^^^^^^^^^^^^^^^^^^^^^^^^^
         = charts hold their own data; remove the key`,
  },
};

const qa = "id,question\n1,where\n2,when\n";

test.each(Object.entries(cases))("%s", async (_, { program, files = {}, status, says }) => {
  const folder = project({
    "bad.ipynb": notebook(`${program}\nlet healthy = 40 + 2\nshow healthy`, "show healthy + 1"),
    "qa.csv": qa,
    ...files,
  });
  const done = await strux(folder, "run", "bad.ipynb", "-o", "out.ipynb");
  expect(errors(done)).toHaveLength(1);
  expect(done.stderr).toContain(says);
  expect(done.stderr).not.toMatch(/^\s+at .*:\d+\)?$/m);
  expect(done.status).toBe(status);

  expect(done.stdout.split("\n")).toEqual(expect.arrayContaining(["42", "43"]));
  expect(unfinished(folder)).toEqual([]);
  const written = JSON.parse(readFileSync(join(folder, "out.ipynb"), "utf8")) as {
    cells: { outputs: { output_type: string; evalue?: string }[] }[];
  };
  const told = written.cells.flatMap(({ outputs }) =>
    outputs.filter(({ output_type }) => output_type === "error"),
  );
  expect(told.map(({ evalue }) => evalue?.slice(0, 4))).toEqual([says.slice(0, 4)]);
});
