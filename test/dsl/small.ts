// A small language for tests of the compiler: a few operators, one file with known columns, and short ways to ask.
import { compile, type Compiled } from "../../dsl/compile.ts";
import { type Facts, type Known, needKey, type ParamInfo, type Signature } from "../../dsl/types/known.ts";
import { position, type Source } from "../../dsl/source.ts";
import * as types from "../../dsl/types/types.ts";
import type { Type } from "../../dsl/types/types.ts";
import { digest } from "../../runtime/digest.ts";
import { text } from "../help.ts";

type More = Partial<Omit<ParamInfo, "name" | "type">>;
const param = (name: string, type: Type, more: More = {}): ParamInfo => ({
  ...{ name, type, doc: "", optional: false },
  ...more,
});
const table = types.table(null);
const context = param("context", types.context);
const column = { column: true } as const;
const row = { row: true } as const;
const optional = { optional: true } as const;
const rule = (name: string) => ({ kind: "rule", rule: name }) as Signature["returns"];

const operators: readonly (readonly [
  name: string,
  params: readonly ParamInfo[],
  returns: Signature["returns"],
  more?: Partial<Signature>,
])[] = [
  ["csv", [param("path", types.text)], rule("file"), { effect: "reads" }],
  ["table", [param("rows", types.list(types.json))], rule("inline")],
  [
    "where",
    [
      param("table", types.union(table, types.list(types.json))),
      param("test", types.bool, { ...row, item: types.bool }),
    ],
    rule("same"),
  ],
  [
    "map",
    [param("items", types.list(types.json)), param("to", types.json, { item: types.json })],
    rule("map"),
  ],
  ["derive", [param("table", table)], rule("derive"), { rest: param("", types.json, row) }],
  [
    "select",
    [param("table", table), param("columns", types.text, { ...column, many: true, optional: true })],
    rule("select"),
  ],
  ["count", [param("of", types.json)], rule("count")],
  ["len", [param("of", types.union(types.text, types.list(types.unknown)))], types.int],
  ["structurize", [param("text", types.text)], types.outlineTree],
  [
    "render",
    [
      param("tree", types.anyTree),
      param("style", types.union(types.literal("numbered"), types.literal("plain")), optional),
    ],
    types.text,
  ],
  [
    "pack",
    [
      context,
      param("limit", types.int),
      param("tokenizer", types.union(types.anyModel, types.literal("words")), { fromRun: true }),
    ],
    rule("same"),
  ],
  ["onnx", [param("path", types.text)], { kind: "modelSource" }],
  [
    "exact",
    [param("output", types.text), param("answers", types.list(types.text))],
    types.bool,
    { metric: { range: "binary" } },
  ],
  [
    "bootstrap",
    [param("n", types.int), param("paired", types.text, { ...column, ...optional })],
    { kind: "interval" },
  ],
  [
    "delta",
    [param("score", { kind: "score", by: [], metrics: [] }), param("metric", types.text, column)],
    { kind: "estimate" },
    { rest: param("", types.json) },
  ],
  [
    "bar",
    [param("table", table), param("x", types.text, column), param("y", types.text, column)],
    { kind: "chart" },
    { family: "chart" },
  ],
];

const generation = { max_tokens: types.int, temperature: types.num };
export const small: Known = {
  operators: Object.fromEntries(
    operators.map(([name, params, returns, more]): [string, Signature] => [
      name,
      { ...{ name, family: "test", doc: "", params, returns, effect: "pure", version: 1 }, ...more },
    ]),
  ),
  planned: ["rerank"],
  props: {
    model: { window: types.int, ...generation },
    prompt: generation,
    run: { seeds: types.list(types.int), ...generation },
    ask: generation,
    score: { ci: { kind: "interval" } },
    chart: { title: types.text, vega: types.json },
  },
  plannedProps: ["steer"],
  devices: ["cpu", "cuda"],
  digest,
};

/** What is known of `csv("qa.csv")`; `gone.csv` is a set that is not at hand, `lost.csv` is missing. */
export const facts: Facts = {
  columns: {
    [needKey("csv", { path: "qa.csv" })]: {
      columns: { id: types.int, question: types.text, context: types.text, answers: types.list(types.text) },
    },
    [needKey("csv", { path: "gone.csv" })]: {
      absent: { message: "dataset 'gone' is not at hand", hint: "strux data get gone" },
    },
    [needKey("csv", { path: "lost.csv" })]: {
      error: { code: "E110", message: "there is no file 'lost.csv'", hint: "near it: last.csv" },
    },
  },
};

export const sourceOf = (...cells: readonly string[]): Source => ({
  cells: cells.map((each, at) => ({ id: `c${at + 1}`, label: `cell ${at + 1}`, text: each })),
});
export const compiled = (...cells: readonly string[]): Compiled => compile(sourceOf(...cells), small, facts);

/** `CODE line:column message`, with the cell in front where there are several. */
export function told(source: Source, { diagnostics }: Compiled): string[] {
  return diagnostics.map(({ code, span, message }) => {
    const at = position(source.cells[span.cell]?.text ?? "", span.start);
    const cell = source.cells.length > 1 ? `${span.cell + 1}:` : "";
    return `${code} ${cell}${at.line}:${at.column} ${message}`;
  });
}

/** The problems of a program written as a template. */
export function wrong(strings: TemplateStringsArray, ...values: readonly (string | number)[]): string[] {
  const source = sourceOf(text(strings, ...values));
  return told(source, compile(source, small, facts));
}
export const wrongIn = (...cells: readonly string[]): string[] =>
  told(sourceOf(...cells), compile(sourceOf(...cells), small, facts));

/** Hash of each step of a program. */
export const hashes = (...cells: readonly string[]): ReadonlyMap<string, string> => {
  const made = compile(sourceOf(...cells), small, facts);
  const errors = told(sourceOf(...cells), made).filter((line) => line.startsWith("E"));
  if (errors.length > 0) throw new Error(errors.join("\n"));
  return new Map(made.plan.steps.map((step) => [step.id, step.hash]));
};
