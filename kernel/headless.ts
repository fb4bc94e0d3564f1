// A notebook or .strux file run without Jupyter, in process: outputs embedded, saved after each cell; what it shows goes to its log too.
import { counted, many } from "../dsl/tell/count.ts";
import { basename, dirname, extname } from "node:path";
import type { Compiled } from "../dsl/compile.ts";
import { gathered } from "../dsl/gathered.ts";
import { frame } from "../dsl/tell/frame.ts";
import type { Source } from "../dsl/source.ts";
import type { Event } from "../runtime/event.ts";
import { answering } from "../runtime/facts.ts";
import type { Disk } from "../runtime/files-node.ts";
import { prepare } from "../runtime/prepare.ts";
import type { Shown } from "../runtime/log/entry.ts";
import { type RunLog, unlogged } from "../runtime/log/write.ts";
import { type Memory, memoryOf } from "../runtime/memory.ts";
import { models } from "../runtime/models.ts";
import { UNREAD } from "../runtime/failed.ts";
import { Problem } from "../runtime/problem.ts";
import type { StreamName } from "../runtime/module/prints.ts";
import { type Deps, type Program, program, type Sitting } from "../runtime/run.ts";
import { type MimeBundle, text as plainText } from "../runtime/show.ts";
import { draw } from "./drawn.ts";
import { namesOf, showNames } from "./names.ts";
import {
  bookOf,
  codeCells,
  inject,
  type Notebook,
  notebookText,
  type Output,
  readProgram,
  readText,
  save,
  sourceOf,
  tagsOf,
} from "./notebook.ts";
import type { Places } from "./outputs.ts";
import { allowing, foreign, reaching } from "./powers.ts";
import { bound } from "./prints.ts";
import { provenance, usedPowers } from "./provenance.ts";
import { recorded } from "./recorded.ts";
import { asked, type Failure, type TableOut, written } from "./tables.ts";
import { problemFailure, problemFrame, toldOf } from "./told.ts";

export interface Job {
  readonly path: string;
  /** Where the executed notebook goes; null: nowhere, as for .strux files. */
  readonly out: string | null;
  /** Written when all cells have run. */
  readonly tables?: readonly TableOut[];
  /** `name = literal` lines. */
  readonly parameters: readonly string[];
  /** Runs that ask a model are started even when the program has errors elsewhere. */
  readonly keepGoing: boolean;
  /** Of Strux, for the notebook's metadata. */
  readonly version: string;
}
export interface Listener {
  /** Something for the reader of the terminal. */
  readonly print: (text: string) => void;
  /** What TypeScript of the program prints, as it comes. */
  readonly stream: (name: StreamName, text: string) => void;
  /** Something about the run itself: diagnostics, progress, failures. */
  readonly tell: (text: string) => void;
  readonly progress: (event: Extract<Event, { kind: "progress" }>) => void;
}
export interface Outcome {
  /** Exit status: 0 ok, 1 a cell failed or rows of a run did, 2 an error before running, 3 a check failed, 130 interrupted. */
  readonly status: 0 | 1 | 2 | 3 | 130;
  readonly cells: number;
  readonly failed: readonly Failure[];
  readonly checks: readonly { readonly pass: boolean; readonly text: string }[];
  /** Runs of which rows failed, and why: how often each code. */
  readonly rows: readonly {
    readonly cell: number;
    readonly run: string;
    readonly failed: number;
    readonly of: number;
    readonly codes: { readonly [code: string]: number };
  }[];
  readonly errors: number;
  readonly warnings: number;
}

/** A program, with its notebook where it is one. */
interface Loaded {
  readonly source: Source;
  readonly notebook: Notebook | null;
}

/** Reads a program from disk. */
export async function load(path: string, parameters: readonly string[]): Promise<Loaded> {
  if (extname(path) === ".ipynb") {
    const read = await readProgram(path);
    const notebook = parameters.length > 0 ? inject(read, parameters) : read;
    return { notebook, source: sourceOf(notebook) };
  }
  const text = await readText(path);
  const cells = [{ id: path, label: basename(path), text }];
  const injected = {
    id: "injected",
    label: "-p",
    text: parameters.join("\n"),
    tags: ["injected-parameters"],
  };
  return { notebook: null, source: { cells: parameters.length > 0 ? [...cells, injected] : cells } };
}

/**
 * Runs a job to the end. Nothing is thrown for what is wrong with the program.
 * @param record begins the log of a program, given as a notebook without outputs
 */
export async function headless(
  job: Job,
  deps: Omit<Deps, "mayAsk">,
  files: Disk,
  listener: Listener,
  record: (program: string) => Promise<RunLog> = () => Promise.resolve(unlogged),
): Promise<Outcome> {
  const { source, notebook } = await load(job.path, job.parameters);
  // what an earlier run left in the file must not pass for this one's
  for (const { cell } of notebook ? codeCells(notebook) : [])
    Object.assign(cell, { outputs: [], execution_count: null });
  const log = await record(notebookText(notebook ?? bookOf(source.cells)));
  const tell = (text: string): void => {
    log.add({ kind: "tell", text });
    listener.tell(text);
  };
  try {
    const outcome = await ran(job, { source, notebook }, deps, files, { ...listener, tell }, log);
    log.end(outcome.status);
    return outcome;
  } catch (error) {
    log.end(error instanceof Problem ? 2 : 138);
    throw error;
  }
}

async function ran(
  job: Job,
  { source: own, notebook }: Loaded,
  deps: Omit<Deps, "mayAsk">,
  files: Disk,
  listener: Listener,
  log: RunLog,
): Promise<Outcome> {
  const compiled = allowing(await prepare(own, answering(files, deps.runner)), deps);
  const { source } = compiled;
  const errors = compiled.diagnostics.filter((one) => one.severity === "error");
  for (const one of gathered(compiled)) listener.tell(frame(one, source));
  for (const { name } of deps.host ? foreign(compiled.plan) : [])
    listener.tell(`runs TypeScript from ${name}`);
  if (deps.net?.allowed) for (const power of reaching(compiled.plan)) listener.tell(power);
  const mayAsk = errors.length === 0 || job.keepGoing;
  const memory = memoryOf(models(deps.runner));
  const session = batch(compiled, memory);
  const lent = { ...deps, files: recorded(compiled.plan, files, log), mayAsk, session, whole: true };
  const running = program(compiled.plan, lent, memory);
  const tally: Tally = { failed: [], checks: [], rows: [] };
  const places: Places = new Map();
  // a signal may end a cell before anybody else hears of it
  const stopped = (): boolean =>
    deps.signal.aborted || tally.failed.some(({ name }) => name === "Interrupted");
  const stored = notebook ? codeCells(notebook) : [];
  const tables = await asked(job.tables ?? [], compiled.plan);
  // also tells now, and not after hours, that the place cannot be written
  if (notebook && job.out !== null) await save(job.out, notebook);
  for (const [at] of own.cells.entries()) {
    const outputs: Output[] = [];
    const started = !stopped();
    const count = started ? at + 1 : null;
    const cell = stored[at]?.cell;
    log.add({ kind: "cell", cell: at, count });
    const show = (event: Shown): void => {
      log.add({ kind: "shown", cell: at, event });
      draw(event, { outputs, places, count: at + 1 });
    };
    const { notes, failure } = toldOf(
      compiled.diagnostics.filter(({ span }) => span.cell === at),
      source,
    );
    if (notes) show({ kind: "told", bundle: notes });
    if (failure) show({ kind: "error", ...failure });
    const before = { failed: tally.failed.length, rows: tally.rows.length };
    if (started) await oneCell(running, at, { show, log }, source, tally, listener);
    // the tag says that the failure is what the cell is there to show
    if (cell && tagsOf(cell).includes("raises-exception"))
      [tally.failed.length, tally.rows.length] = [before.failed, before.rows];
    const metadata = provenance(running, compiled.plan, deps, job.version, files);
    log.add({ kind: "done", cell: at, metadata });
    if (!cell || !notebook || job.out === null) continue;
    cell.outputs = outputs;
    cell.execution_count = count;
    notebook.metadata = { ...notebook.metadata, ...metadata };
    await save(job.out, notebook);
  }
  tally.failed.push(...(await written(tables, memory, listener)));
  const powers = usedPowers(running, deps, files);
  if (powers.length > 0) listener.tell(`used: ${powers.map(([, words]) => words).join("; ")}`);
  return {
    status: statusOf(stopped(), errors.length, tally),
    cells: own.cells.length,
    failed: tally.failed,
    checks: tally.checks,
    rows: tally.rows,
    errors: errors.length,
    warnings: compiled.diagnostics.filter((one) => one.severity === "warning").length,
  };
}

/** The words about the notebook, where each cell is run once: nothing grows stale. */
const batch = (compiled: Compiled, memory: Memory): Sitting => {
  const display = (step: string, bundle: MimeBundle) =>
    ({ kind: "display", step, bundle, volatile: false }) as const;
  return {
    refresh: async (emit) =>
      emit(display("refresh", plainText("nothing is stale: each cell is computed once"))),
    names: async (emit) => emit(display("names", showNames(namesOf(compiled, memory)))),
  };
};
type Tally = {
  readonly failed: Outcome["failed"][number][];
  readonly checks: Outcome["checks"][number][];
  readonly rows: Outcome["rows"][number][];
};

function statusOf(aborted: boolean, errors: number, { failed, checks, rows }: Tally): Outcome["status"] {
  // what a model answers is a result, also where it cannot be read
  const lost = rows.some(({ codes }) => Object.keys(codes).some((code) => code !== UNREAD));
  if (aborted) return 130;
  if (errors > 0) return 2;
  if (failed.length > 0 || lost) return 1;
  return checks.some(({ pass }) => !pass) ? 3 : 0;
}

/** Where what a cell shows goes. */
interface Stage {
  readonly show: (event: Shown) => void;
  readonly log: RunLog;
}

async function oneCell(
  running: Program,
  at: number,
  { show, log }: Stage,
  source: Source,
  tally: Tally,
  listener: Listener,
): Promise<void> {
  const { within, told } = bound();
  const print = (name: StreamName, text: string): void => {
    if (text === "") return;
    show({ kind: "stream", name, text });
    listener.stream(name, text);
  };
  await running.cell(at, (event) => {
    switch (event.kind) {
      case "stream":
        return print(event.name, within(event.text));
      case "clear":
        return show(event);
      case "input":
        return event.answer(Promise.reject(nobody()));
      case "progress":
        return listener.progress(event);
      case "item":
        return log.add({ ...event, cell: at });
      case "rows": {
        const { name, failed, of, codes } = event;
        show(event);
        tally.rows.push({ cell: at + 1, run: name, failed, of, codes });
        return listener.tell(`${name}: ${many(failed)} of ${counted(of, "row")} failed`);
      }
      case "check": {
        const { pass, text, failure } = event;
        show({ kind: "check", pass, text });
        tally.checks.push({ pass, text });
        if (failure) listener.tell(frame(failure, source));
        return;
      }
      case "result":
      case "display": {
        show(event);
        const text = event.bundle.data["text/plain"];
        return listener.print(typeof text === "string" ? text : "");
      }
      case "failed": {
        const { name, code, message } = event.problem;
        show({ kind: "error", ...problemFailure(event.problem, source) });
        tally.failed.push({ cell: at + 1, name, code, message });
        return listener.tell(problemFrame(event.problem, source));
      }
    }
  });
  print("stderr", told());
}

const nobody = (): Error => new Error("nobody can be asked in a run from the command line: make it a param");

export const folderOf = (path: string): string => dirname(path);
