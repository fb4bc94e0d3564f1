// How long the language takes: to load, to compile a notebook of fifty statements, to check it again after an edit, to complete.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type * as builder from "../bin/build.mjs";
import { analyse, compile, complete, type Facts, format, memo, needKey, type Source } from "../dsl/index.ts";
import { library } from "../runtime/library.ts";
import { notebook } from "./notebook.ts";

const facts: Facts = {
  models: { [needKey("onnx", { folder: "models/strux-nano" })]: { found: true, window: 2048 } },
};
const book = notebook();
const statements = book.cells.length === 0 ? 0 : compile(book, library, facts).plan.steps.length;

export default {
  name: "dsl",
  async run() {
    const { load, cold } = await starts();
    const again = recheck(book);
    const { typed, keystrokes } = typing(book);
    return [
      { what: "load of the bundled dsl, median of 11", value: at(load, 0.5), unit: "ms", target: "< 100" },
      {
        what: `cold compile after load, ${statements} statements, median of 11`,
        value: at(cold, 0.5),
        unit: "ms",
        target: "< 150",
      },
      {
        what: `re-check after one edit, third pass over the notebook, p50 of ${again.length}`,
        value: at(again, 0.5),
        unit: "ms",
      },
      { what: `re-check after one edit, p95`, value: at(again, 0.95), unit: "ms", target: "< 20" },
      { what: `completion, p50 of ${typed.length}`, value: at(typed, 0.5), unit: "ms" },
      { what: "completion, p95", value: at(typed, 0.95), unit: "ms", target: "< 10" },
      { what: "keystroke: re-check and completion, p95", value: at(keystrokes, 0.95), unit: "ms" },
      {
        what: "format, all of it anew, median of 21",
        value: at(layouts(book), 0.5),
        unit: "ms",
        target: "< 30",
      },
      {
        what: "format after one edit, median of 21",
        value: at(touched(book), 0.5),
        unit: "ms",
        target: "< 30",
      },
      { what: "compile of 100 kB, median of 5", value: at(large(), 0.5), unit: "ms", target: "< 1000" },
    ];
  },
};

/** The value below which a share of the times lies. */
function at(times: readonly number[], share: number): number {
  const sorted = times.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

function timed(work: () => unknown): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

/** A process that has loaded nothing, for each sample: what the language may name is handed to it as data. */
async function starts(): Promise<{ readonly load: number[]; readonly cold: number[] }> {
  const home = join(".cache", "bench", "dsl-alone");
  mkdirSync(home, { recursive: true });
  const { bundle } = (await import(pathToFileURL("bin/build.mjs").href)) as typeof builder;
  for (const file of await bundle({ dsl: "dsl/index.ts" })) writeFileSync(join(home, file.name), file.code);
  writeFileSync(join(home, "given.json"), JSON.stringify({ book, library, facts }));
  const program = `
    import { createHash } from "node:crypto";
    import { readFileSync } from "node:fs";
    const { book, library, facts } = JSON.parse(readFileSync("given.json", "utf8"));
    const digest = (text) => createHash("sha256").update(text).digest("hex");
    const start = performance.now();
    const { compile } = await import("./dsl.mjs");
    const loaded = performance.now();
    const { plan } = compile(book, { ...library, digest }, facts);
    console.log(JSON.stringify([loaded - start, performance.now() - loaded, plan.steps.at(-1).hash]));`;
  const script = join(home, `start-${createHash("sha256").update(program).digest("hex").slice(0, 8)}.mjs`);
  writeFileSync(script, program);
  const samples = Array.from({ length: 11 }, () => {
    const { stdout, stderr, status } = spawnSync(process.execPath, [script.split("/").at(-1) ?? ""], {
      cwd: home,
      encoding: "utf8",
    });
    if (status !== 0) throw new Error(stderr);
    return JSON.parse(stdout) as [number, number, string];
  });
  return { load: samples.map(([load]) => load), cold: samples.map(([, cold]) => cold) };
}

/** Each statement edited in four ways, one keystroke after the other: a digit, a letter, a space, and half a line gone. */
const edits: readonly ((text: string) => string)[] = [
  (text) => text.replace(/\d/, (digit) => String((Number(digit) + 1) % 10)),
  (text) => text.replace(/[a-z](?=[^a-z]*$)/, "x"),
  (text) => text.replace(/ /, "  "),
  (text) => text.slice(0, Math.floor(text.length * 0.6)),
];

/** What an editor waits for after a keystroke: the whole program checked, all but one statement as before. */
function recheck(source: Source): number[] {
  const kept = memo();
  const warm = (): unknown => analyse(source, library, facts, kept);
  const pass = (): number[] =>
    source.cells.flatMap((cell, index) =>
      edits.map((edit) => {
        warm();
        const cells = source.cells.with(index, { ...cell, text: edit(cell.text) });
        return timed(() => analyse({ cells }, library, facts, kept));
      }),
    );
  // an editor is open for longer than the first two hundred keystrokes, which V8 compiles
  pass();
  pass();
  return pass();
}

/** The text of each cell typed up to a place, a few places in each: what comes after is there already, or is not. */
function typing(source: Source): { readonly typed: number[]; readonly keystrokes: number[] } {
  const kept = memo();
  const typed: number[] = [];
  const keystrokes: number[] = [];
  const ask = (cell: number, text: string, place: number): void => {
    const cells = source.cells.with(cell, { id: "", label: "", ...source.cells[cell], text });
    const checked = performance.now();
    const analysis = analyse({ cells }, library, facts, kept);
    const asked = performance.now();
    complete(analysis, cell, place);
    const done = performance.now();
    typed.push(done - asked);
    keystrokes.push(done - checked);
  };
  const all = (): void => {
    for (const [cell, { text }] of source.cells.entries())
      for (const share of [0.2, 0.35, 0.5, 0.65, 0.8, 0.95]) {
        const place = Math.floor(text.length * share);
        ask(cell, text.slice(0, place), place);
        ask(cell, text, place);
      }
  };
  all();
  typed.length = 0;
  keystrokes.length = 0;
  all();
  return { typed, keystrokes };
}

const layouts = ({ cells }: Source): number[] =>
  Array.from({ length: 21 }, () => timed(() => cells.map(({ text }) => format(text))));

/** As an editor formats: what stood there at the last time is known, one statement is new. */
function touched({ cells }: Source): number[] {
  const known = memo();
  for (const { text } of cells) format(text, { memo: known });
  return Array.from({ length: 21 }, (_, i) =>
    timed(() =>
      cells.map(({ text }, at) =>
        format(at === i % cells.length ? `${text} // ${i}` : text, { memo: known }),
      ),
    ),
  );
}

/** Every pass compiles from nothing. */
function large(): number[] {
  const per = notebook(1).cells.reduce((sum, { text }) => sum + text.length, 0);
  const source = notebook(Math.ceil(100_000 / per));
  return Array.from({ length: 5 }, () => timed(() => compile(source, library, facts)));
}
