// The reference pages that follow from the code: the standard library from its signatures, the codes from their wording.
import type { ParamInfo, Returns, RuleName, Signature } from "../dsl/types/known.ts";
import { catalogue, type Code } from "../dsl/tell/messages.ts";
import { show } from "../dsl/types/types.ts";
import { modelErrors } from "../runtime/model/error.ts";
import { library } from "../runtime/library.ts";
import { operators } from "../runtime/registry.ts";

export const written =
  "This page is written by `docs/reference.ts`; do not edit it. After a change: `npx vitest run test/docs.test.ts -u`.";

const families: readonly (readonly [string, string])[] = [
  ["model", "Models"],
  ["read", "Data"],
  ["table", "Table verbs"],
  ["list", "Lists"],
  ["text", "Text"],
  ["number", "Numbers"],
  ["encoder", "Encoders"],
  ["context", "Contexts"],
  ["demos", "Demonstrations"],
  ["reasoning", "Reasoning steps"],
  ["construct", "Constructors"],
  ["memory", "Memory and profiles"],
  ["score", "Metrics and intervals"],
  ["check", "Comparisons"],
  ["statistics", "Statistics"],
  ["judge", "Judges"],
  ["chart", "Charts"],
];

/** What a result is that follows from the arguments. */
const rules: { readonly [R in RuleName]: string } = {
  same: "the kind of value that was given",
  derive: "Table: the columns given and the new ones",
  select: "Table: the named columns",
  drop: "Table: the other columns",
  rename: "Table: the same columns, renamed",
  row_number: "Table: the columns given and the new one, Int",
  count: "Table with the named columns and `n`; of a list, Int",
  inline: "Table: the keys of the records",
  file: "Table: the columns of the file",
  location: "a place: Text",
  model: "a model location",
  fallback: "Table: the columns of the set",
  element: "an item of the list",
  vectors: "a vector: Num[]; of a list of texts Num[][]",
  ranked: "of rows a Table: all of them, in another order; without rows a Ranker",
  holdout: "a record of two Tables, `train` and `test`",
  union: "of runs a Run with one more axis, of tables a Table with one more column",
  compare: "Estimate",
  delta: "Estimate",
  deltas: "Table: the axes not named, then the figures of each difference",
  concat: "one of the arguments",
  unroll: "Table: the column holds the items",
  map: "a list of what the function gives",
  shaped: "Tree of the shape; of one with other fields than Outline a record of them",
  join: "Table: the columns of both; of texts, Text",
  left_join: "Table: the columns of both; those of the second may be null",
  judged: "Table: `id`, `ranking` and `relevant`",
  both_orders:
    "the rows given, each twice, with `order`, `first`, `second`, `first_is` and `second_is`; of a Run a Run with the axis `order`",
  canaries: "the rows given and the canaries, with `canary`, `canary_of` and `expected`; of a Run a Run",
  settled: "Table: `id`, the columns named, `a`, `b`, `given`, `swapped`, `outcome`, `winner`",
  figures: "Table: the columns named, `figure`, `value`, `lo`, `hi`, `n`, `interval`",
  canary_report:
    "Table: the columns named, `canary`, `n`, `passed`, `failed`, `unparsed`, `share`, `lo`, `hi`",
  fold: "Table: the other columns, the key and the value",
  pivot: "Table: its columns are known when it is made",
  group: "Table: the columns named, and the others as lists",
  spent: "Table: a row per answer, with its item, axes and seed",
  aggregate: "Table: the columns named and the new ones",
};

/** `docs/library.md`. */
export function libraryPage(): string {
  const all = operators.map(({ signature }) => signature);
  const parts = families.flatMap(([family, title]) => [
    `## ${title}`,
    ...all.filter((one) => one.family === family).map(entry),
  ]);
  const index = families.map(([family, title]) => {
    const names = all.filter((one) => one.family === family).map(({ name }) => `[\`${name}\`](#${name})`);
    return `- ${title}: ${names.join(", ")}`;
  });
  return `${[
    "# The standard library",
    written,
    "`x |> f(y)` is `f(x, y)`. Arguments go by position in the order below, then by name. An argument marked *row* is an expression\nover a row: `.name` is a column in it. One marked *function* takes `item => ...`, or the name of a function, over a list, and over\nthe rows of a table. An argument marked *column* is written `.name` or as a bare name. *More* takes all that\nfollow by position. Whose definition a metric follows, with its variants and an example: [Metrics](metrics.md);\nthe same of operators on contexts and texts: [Operators](operators.md).",
    index.join("\n"),
    ...parts,
  ].join("\n\n")}\n`;
}

function entry(signature: Signature): string {
  const { name, family, doc, params, rest, returns, effect, version, metric } = signature;
  const rows = [
    ...params.map((param) => line(`\`${param.name}\``, param)),
    ...(rest ? [line("*any name*", { ...rest, optional: true })] : []),
  ];
  const facts = [
    `Result: ${family === "table" && returns.kind === "rule" && returns.rule === "same" ? "a Table with the same columns; of a list, a list" : result(returns)}.`,
    `Effect: ${effect}.`,
    `Version ${version}.`,
    ...(metric ? [`A metric, ${metric.range === "binary" ? "0 or 1" : "graded"}.`] : []),
  ];
  return [
    `### ${name}`,
    sentence(doc),
    facts.join(" "),
    table(["argument", "type", "", "what it is"], rows),
  ].join("\n\n");
}

export const line = (name: string, param: ParamInfo): string[] => [
  name,
  `\`${show(param.type)}\``,
  [
    param.many
      ? "more"
      : param.optional
        ? "optional"
        : param.fromRun
          ? "needed outside a run that asks"
          : "needed",
    ...(param.row ? ["row"] : []),
    ...(param.item ? ["function"] : []),
    ...(param.column ? ["column"] : []),
  ].join(", "),
  [param.doc, ...(param.fallback === undefined ? [] : [`default \`${value(param.fallback)}\``])]
    .filter((part) => part !== "")
    .join("; "),
];

const value = (fallback: unknown): string =>
  typeof fallback === "object" && fallback !== null && "name" in fallback && "options" in fallback
    ? `${String(fallback.name)}(${JSON.stringify(fallback.options).replaceAll(/[{}"]/g, "").replaceAll(":", ": ").replaceAll(",", ", ")})`
    : JSON.stringify(fallback);

const result = (returns: Returns): string =>
  returns.kind !== "rule"
    ? returns.kind === "table" && returns.columns
      ? `Table with ${Object.entries(returns.columns)
          .map(([name, type]) => `\`${name}\` ${show(type)}`)
          .join(", ")}`
      : show(returns)
    : rules[returns.rule];

export const sentence = (text: string): string => {
  // a lone letter is a name: "n rows"
  const whole = /^[b-z] /.test(text)
    ? `\`${text.charAt(0)}\`${text.slice(1)}`
    : text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?`]$/.test(whole) ? whole : `${whole}.`;
};

export const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => "---"), ...rows]
    .map((cells) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`)
    .join("\n");

/** Codes whose words depend on the case, and codes that only a running program gives. */
const cases: { readonly [code: string]: string } = {
  E020: "a TypeScript cell cannot be read, in the words of TypeScript",
  E010: "something is missing, empty or out of place; the message says what",
  E110: "a file, a set or a notebook was not found",
  E111: "a path lies outside the readable places",
  E112: "a file cannot be read as what it should be: broken line, wrong digest, too large",
  E114: "a named set could not be fetched",
  E140: "what a place on a hub names is not in the hub's cache, and is not to be fetched: no `--allow-net`, or `HF_HUB_OFFLINE`",
  E141: "the hub has no such repository, revision or file",
  E142: "the hub does not let whoever asks read a repository: it is private or gated",
  E143: "the hub cannot be reached, or gives no answer that can be used",
  E144: "a file of the hub has another digest than the hub lists",
  E145: "the disk has no room for what is to be fetched",
  I140: "columns are not checked, because the file is not in the hub's cache",
  E115: "the executed notebook cannot be written",
  E108: "a record of the store is not there or is damaged, or several begin as it was written",
  E116: "the store cannot be read or written",
  E118: "a notebook is written in another language",
  E119: "a run of the log is not there, or several begin as it was written, or it is still running",
  E117: "a kernelspec cannot be written or removed, or belongs to another kernel",
  E113: "a file, a table, a run or a score has no rows",
  E125: "the file of a `use` has an ending that nothing here reads",
  E127: "a TypeScript module cannot be read: it has a syntax error, or imports what is not there",
  E126: "a function of TypeScript is wanted where none is run: by `--no-host`, `explain`, `preview`",
  W120: "what a `use` brings in has errors; they are told at their place in that file, whose cells of TypeScript are not taken over",
  E133: "a table cannot be written: there is none of that name, or no such file can be written",
  E134: "an answer of an earlier run is not at hand: its log does not tell of the call, or its record is gone from the store",
  E135: "a model is wanted by what is computed from the answers of an earlier run, where nobody is asked",
  E136: "what an earlier run rests on has changed since: a file, or a step of its program",
  E137: "a statement that asks, among the scores of an earlier run",
  E131: "a type error of a TypeScript cell, in the words of TypeScript",
  E128: "a function of TypeScript returns what its type does not say",
  E129: "a function of TypeScript throws, cannot be loaded, or has changed since it was checked",
  E130: "interrupted",
  E215: "there is no item at this index",
  E301: "a prompt can need more tokens than the window has, its answer counted in: by the numbers of the program, or as counted when the run starts",
  W201: "a hole of a prompt has no token limit, so that a long row can be over the window",
  I203: "max_tokens is not known before the run, so the token budget leaves the answer out",
  E302: "a score, a `delta` or its items do not fit: no such axis or value, an item twice in one cell",
  E303: "items cannot be paired: their id is missing, stands twice in one cell, or is not on both sides",
  E312: "a `union` of runs or tables whose columns differ, or of one alone",
  E325: "a preview rests on answers that are not in the store yet",
  E307: "a run has more cells than its `limit` (100,000 where none is written)",
  E309: "settings of an ask that contradict each other, change nothing, or lack what they need",
  E308: "a run that asks a model was not started, because the program has errors",
  E409: 'a tree has more or fewer items than its shape allows, and `on_invalid` says "fail"',
  E703: "the chart compiler objects to the chart, its warnings included",
  E999: "a fault of Strux itself: please report it",
  W110: "a named set is not at hand; what rests on it is skipped",
  W103: "where cells are run one by one: what these cells show is no longer what they would compute; run `refresh`",
  W104: "where cells are run one by one: a cell can no longer be computed; the hint says which error is why, and in which cell",
  W301: "a model runs on another device than the first one named (a note of the step)",
};

const PLURAL = new Set(["parts", "expected", "inScope", "chain", "columns", "names", "allowed", "faults"]);
const blank = new Proxy(
  {},
  {
    get: (_, key) =>
      key === "near" || key === "instead" || key === "stray"
        ? undefined
        : PLURAL.has(String(key))
          ? ["…"]
          : `‹${key === "n" ? "number" : String(key)}›`,
  },
);

/** The wording of a code with its parameters left open. */
function worded(code: Code): readonly [string, string] {
  // whatever parameters a message takes, the blank has them
  const { message, hint = "" } = catalogue[code](blank as never);
  return cases[code] === undefined ? [message, hint] : [cases[code], ""];
}

const UNUSED: { readonly [code: string]: string } = {
  E502: "raised when a model's folder is read",
};

/** `docs/errors.md`. */
export function errorPage(): string {
  const compiler = (Object.keys(catalogue) as Code[]).filter((code) => UNUSED[code] === undefined);
  const rows = new Map<string, readonly string[]>();
  for (const code of compiler) rows.set(code, [code, ...worded(code)]);
  for (const [code, text] of Object.entries(cases)) if (!rows.has(code)) rows.set(code, [code, text, ""]);
  for (const [code, text] of Object.entries(modelErrors)) rows.set(code, [code, text, ""]);
  const sorted = [...rows.values()].toSorted(([a = ""], [b = ""]) => (a < b ? -1 : 1));
  const group = (title: string, of: RegExp) =>
    `## ${title}\n\n${table(
      ["code", "what it says", "hint"],
      sorted.filter(([code = ""]) => of.test(code)),
    )}`;
  return `${[
    "# Codes",
    written,
    "Each problem has a code, a place, a message and mostly a hint. E is an error, W a warning, I a note. ‹…› stands for the words of the\nprogram. An example of each code the compiler gives, with the exact text, is in [`test/errors`](../test/errors).",
    group("Syntax", /^[EI]0/),
    group("Names, files, sets", /^[EW]1/),
    group("Types, columns, arguments", /^E2/),
    group("Token budgets", /^E301|^[WI]2/),
    group("Runs, scores, checks", /^[EW]3(?!01)|^W301/),
    group("Shapes", /^E40/),
    group("Models", /^E5/),
    group("Not built in this version", /^E6/),
    group("Charts", /^E7/),
    group("Checks", /^E8/),
    group("Anything else", /^E9/),
  ].join("\n\n")}\n`;
}

/** Names that answer E602, for the page of the language. */
export const planned = { operators: library.planned, properties: library.plannedProps };
