// The log of a run in words: runs as a table, one with its events, its items, and what could not be read of it.
import { relative } from "node:path";
import { many } from "../dsl/tell/count.ts";
import { nameIn } from "../dsl/names/local.ts";
import { type Counts, counted, type Entry, type Head, none, type Shown } from "../runtime/log/entry.ts";
import type { Flaws } from "../runtime/log/read.ts";
import type { RunInfo } from "../runtime/log/runs.ts";
import { cut, type MimeBundle, printable } from "../runtime/show/bundle.ts";
import { duration } from "../runtime/show/explain-text.ts";
import { moment } from "./moment.ts";

type Of<K extends Entry["kind"]> = Extract<Entry, { readonly kind: K }>;

/** Runs as a table under its head. `folder`: paths in it are told from there. */
export function runLines(runs: readonly RunInfo[], folder: string): string[] {
  const head = ["run", "file", "started", "took", "state", "made", "stored", "failed"];
  const rows = runs.map(({ id, head: known, state, status, ms, items, lost }) => [
    id,
    known ? fileOf(known, folder) : "(its head cannot be read)",
    known ? moment(known.start) : "",
    duration(ms / 1000),
    `${state}${state === "finished" && status ? `, status ${status}` : ""}${lost > 0 ? ", log incomplete" : ""}`,
    ...[items.made, items.store, items.failed].map((n) => many(n)),
  ]);
  const widths = head.map((name, at) => Math.max(name.length, ...rows.map((row) => row[at]?.length ?? 0)));
  const aligned = (row: readonly string[]): string =>
    row.map((text, at) => (at < WORDS ? text.padEnd(widths[at]!) : text.padStart(widths[at]!))).join("  ");
  return [head, ...rows].map((row) => printable(aligned(row)).trimEnd());
}
/** Columns of words, before those of numbers. */
const WORDS = 5;

function fileOf({ file, what }: Head, folder: string): string {
  const inside = file === null ? null : relative(folder, file);
  const path = inside === null || inside.startsWith("..") ? file : inside;
  return what === "kernel" ? `${path ?? "a notebook"} (kernel)` : (path ?? "");
}

/** What a run was, over several lines. */
export function headLines({ id, head, state, status, ms }: RunInfo): string[] {
  const first = `${id}  ${state}${status === null ? "" : `, status ${status}`}`;
  if (!head) return [first, "its head cannot be read"];
  const { powers, versions } = head;
  const yes = (is: boolean): string => (is ? "allowed" : "not allowed");
  const rows: readonly (readonly [string, string])[] = [
    ["file", head.file ?? "a notebook"],
    ["program", head.program === null ? "cell by cell" : `sha256 ${head.program}`],
    ["started", `${moment(head.start)} in ${head.folder}, took ${duration(ms / 1000)}`],
    ["command", ["strux", ...head.args].join(" ")],
    ...head.parameters.map((line) => ["parameter", line] as const),
    [
      "versions",
      Object.entries(versions)
        .map(([name, version]) => `${name} ${version}`)
        .join(", "),
    ],
    [
      "powers",
      `TypeScript ${yes(powers.typescript)}, network ${yes(powers.network)}${powers.read.length > 0 ? `, may read ${powers.read.join(", ")}` : ""}`,
    ],
    ["store", head.store],
    ["process", `${head.process.pid} on ${head.process.host}`],
  ];
  return [first, ...rows.map(([name, text]) => `  ${name.padEnd(9)}  ${text}`)].map(printable);
}

/** An entry other than an item as one line; null where it says nothing of its own. */
export function entryLine(entry: Exclude<Entry, Of<"item">>): string | null {
  const at = `  ${(entry.ms / 1000).toFixed(1).padStart(8)} s  `;
  const line = (kind: string, text: string): string =>
    printable(`${at}${kind.padEnd(8)}${text === "" ? "" : `  ${cut(firstLine(text), WIDEST)}`}`);
  switch (entry.kind) {
    case "cell":
      return `cell ${entry.cell + 1}${entry.count === null ? ", not run" : `, In[${entry.count}]`}`;
    case "shown":
      return line(...shownWords(entry.event));
    case "tell":
      return line("told", entry.text);
    case "lost":
      return line("lost", `up to ${many(entry.entries)} entries are not in the log: ${entry.why}`);
    case "read":
      return line("read", `${entry.path}${entry.by === "" ? "" : ` (${entry.by})`}  sha256 ${entry.digest}`);
    case "plan":
    case "done":
      return null;
    case "end":
      return line("end", `status ${entry.status}`);
  }
}
const WIDEST = 100;

function shownWords(event: Shown): [kind: string, text: string] {
  switch (event.kind) {
    case "display":
    case "result":
    case "told":
      return [event.kind, bundleWords(event.bundle)];
    case "stream":
      return [event.name, event.text];
    case "clear":
      return ["clear", ""];
    case "check":
      return ["check", event.text];
    case "rows":
      return ["rows", `${nameIn(event.step)}: ${many(event.failed)} of ${many(event.of)} failed`];
    case "error":
      return ["error", `${event.name}: ${event.value}`];
  }
}

function bundleWords({ data }: MimeBundle): string {
  const text = data["text/plain"];
  return typeof text === "string" ? text : Object.keys(data).join(", ");
}

const firstLine = (text: string): string => text.split("\n").find((line) => line.trim() !== "") ?? "";

const BY_OPERATOR = ", by its operators";

/** A call of a run: which, where its answer came from, its key in the store, why its row failed. */
export function itemLine({
  step,
  column,
  item,
  axes,
  seed,
  from,
  key,
  code,
  operator,
  ms,
}: Of<"item">): string {
  const parts = [
    ...Object.entries(axes).map(([name, label]) => `${name} = ${JSON.stringify(label)}`),
    ...(seed === null ? [] : [`seed ${seed}`]),
  ];
  const place = [`item ${JSON.stringify(item)}`, ...parts].join(", ");
  const how = [from ?? "no answer", code ?? "", key ?? ""].filter((text) => text !== "").join("  ");
  return printable(
    `  ${(ms / 1000).toFixed(1).padStart(8)} s  ${nameIn(step)}.${column}${operator ? BY_OPERATOR : ""}  ${place}  ${how}`,
  );
}

interface Step {
  readonly name: string;
  readonly calls: number;
  readonly counts: Counts;
  readonly codes: ReadonlyMap<string, number>;
}

/** Counts the calls of each column of each run. */
export function steps(): { readonly add: (item: Of<"item">) => void; readonly all: () => readonly Step[] } {
  const known = new Map<string, Step>();
  return {
    all: () => [...known.values()],
    add(item) {
      const name = `${nameIn(item.step)}.${item.column}${item.operator ? BY_OPERATOR : ""}`;
      const { calls, counts, codes } = known.get(name) ?? { calls: 0, counts: none, codes: new Map() };
      const { code } = item;
      const more = code === null ? [] : [[code, (codes.get(code) ?? 0) + 1] as const];
      known.set(name, {
        name,
        calls: calls + 1,
        counts: counted(counts, item),
        codes: new Map([...codes, ...more]),
      });
    },
  };
}

export const stepLines = (all: readonly Step[]): string[] =>
  all.map(({ name, calls, counts: { made, store, merged, failed }, codes }) => {
    const why = [...codes].map(([code, n]) => `${code} ${many(n)}`).join(", ");
    const parts = [
      `${many(made)} made`,
      `${many(store)} from the store`,
      ...(merged > 0 ? [`${many(merged)} equal to another`] : []),
      ...(failed > 0 ? [`${many(failed)} failed (${why})`] : []),
    ];
    return printable(`${name}: ${many(calls)} ${calls === 1 ? "call" : "calls"}: ${parts.join(", ")}`);
  });

/** What of a log is not there, or cannot be read. */
export function flawLines({ torn, damaged, missing }: Flaws, lost: number): string[] {
  const said = (n: number, one: string, several: string): string[] =>
    n === 0 ? [] : [n === 1 ? `1 ${one}` : `${many(n)} ${several}`];
  return [
    ...(torn ? ["the last line of the log broke off and is left out"] : []),
    ...said(damaged, "line of the log is damaged and left out", "lines of the log are damaged and left out"),
    ...said(
      missing,
      "large entry of the log is gone or damaged",
      "large entries of the log are gone or damaged",
    ),
    ...said(lost, "entry could not be written", "entries could not be written, or fewer"),
  ];
}
