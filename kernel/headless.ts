// A notebook or .strux file run without Jupyter, in process: outputs embedded, saved after each cell.
import { counted, many } from "../dsl/tell/count.ts";
import { basename, dirname, extname } from "node:path";
import type { Compiled } from "../dsl/compile.ts";
import { gathered } from "../dsl/gathered.ts";
import { diagnostic } from "../dsl/tell/diagnostic.ts";
import { frame } from "../dsl/tell/frame.ts";
import type { Plan } from "../dsl/plan/plan.ts";
import type { Source, Span } from "../dsl/source.ts";
import type { Event } from "../runtime/event.ts";
import { answering } from "../runtime/facts.ts";
import type { Files } from "../runtime/files.ts";
import { writeWhole } from "../runtime/folder.ts";
import { prepare } from "../runtime/prepare.ts";
import { type Memory, memoryOf } from "../runtime/memory.ts";
import { models } from "../runtime/models.ts";
import { UNREAD } from "../runtime/failed.ts";
import { dataError } from "../runtime/problem.ts";
import type { StreamName } from "../runtime/module/prints.ts";
import { type Deps, type Program, program, type Sitting } from "../runtime/run.ts";
import { type MimeBundle, text as plainText } from "../runtime/show.ts";
import { callsIn } from "../runtime/told.ts";
import type { Json } from "../runtime/value.ts";
import { namesOf, showNames } from "./names.ts";
import {
  inject,
  type Notebook,
  notebookText,
  type Output,
  readProgram,
  readText,
  sourceOf,
  tagsOf,
} from "./notebook.ts";
import { clear, type Places, put } from "./outputs.ts";
import { printed } from "./prints.ts";
import { errorOutput, problemFailure, problemFrame, toldOf, toldOutputs } from "./told.ts";

export interface Job {
  readonly path: string;
  /** Where the executed notebook goes; null: nowhere, as for .strux files. */
  readonly out: string | null;
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
  readonly failed: readonly {
    readonly cell: number;
    readonly name: string;
    readonly code: string;
    readonly message: string;
  }[];
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

/** A program read from disk, with its notebook where it is one. */
export async function load(
  path: string,
  parameters: readonly string[],
): Promise<{ source: Source; notebook: Notebook | null }> {
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

/** Runs a job to the end. Nothing is thrown for what is wrong with the program. */
export async function headless(
  job: Job,
  deps: Omit<Deps, "mayAsk">,
  files: Files,
  listener: Listener,
): Promise<Outcome> {
  const { source: own, notebook } = await load(job.path, job.parameters);
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
  const running = program(compiled.plan, { ...deps, files, mayAsk, session, whole: true }, memory);
  const tally: Tally = { failed: [], checks: [], rows: [] };
  const places: Places = new Map();
  // a signal may end a cell before anybody else hears of it
  const stopped = (): boolean =>
    deps.signal.aborted || tally.failed.some(({ name }) => name === "Interrupted");
  const stored = notebook?.cells.filter((cell) => cell.cell_type === "code") ?? [];
  // what an earlier run left in the file must not pass for this one's
  for (const cell of stored) Object.assign(cell, { outputs: [], execution_count: null });
  // also tells now, and not after hours, that the place cannot be written
  if (notebook && job.out !== null) await save(job.out, notebook);
  for (const [at] of own.cells.entries()) {
    const told = compiled.diagnostics.filter(({ span }) => span.cell === at);
    const outputs = [...toldOutputs(toldOf(told, source))];
    const started = !stopped();
    const cell = stored[at];
    const before = { failed: tally.failed.length, rows: tally.rows.length };
    if (started) await oneCell(running, at, { outputs, places }, source, tally, listener);
    // the tag says that the failure is what the cell is there to show
    if (cell && tagsOf(cell).includes("raises-exception"))
      [tally.failed.length, tally.rows.length] = [before.failed, before.rows];
    if (!cell || !notebook || job.out === null) continue;
    cell.outputs = outputs;
    cell.execution_count = started ? at + 1 : null;
    notebook.metadata = { ...notebook.metadata, ...provenance(running, compiled.plan, deps, job.version) };
    await save(job.out, notebook);
  }
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
/** The TypeScript of a program: what is named so, where. */
const foreign = ({ modules = [], steps }: Plan): readonly { readonly name: string; readonly at: Span }[] => [
  ...modules.flatMap(({ file, at, script }) => (script ? [] : [{ name: `'${file}'`, at }])),
  ...steps.flatMap((step) =>
    step.kind === "script" ? [{ name: step.called, at: { ...step.span, end: step.at.start } }] : [],
  ),
];

/** What a program may do over the network, by the operators it names. */
function reaching({ steps }: Plan): string[] {
  const powers = { hub: "may fetch from a hub", http: "may ask servers" } as const;
  const values = steps.flatMap((step) => ("value" in step && step.value ? [step.value] : []));
  const called = new Set(values.flatMap(callsIn).map(({ fn }) => fn));
  return (["hub", "http"] as const).flatMap((fn) => (called.has(fn) ? [powers[fn]] : []));
}

/** Without a host TypeScript is refused before anything has a cost. */
function allowing(compiled: Compiled, { host }: Pick<Deps, "host">): Compiled {
  const found = foreign(compiled.plan);
  if (host || found.length === 0) return compiled;
  const refused = found.map(({ name, at }) => diagnostic("E126", at, { name }));
  return { ...compiled, diagnostics: [...compiled.diagnostics, ...refused] };
}

async function save(path: string, notebook: Notebook): Promise<void> {
  await writeWhole(path, notebookText(notebook)).catch((error: unknown) => {
    const cause = error instanceof Error ? error.message : String(error);
    throw dataError(
      "E115",
      `'${path}' cannot be written: ${cause}`,
      "name a file in a folder that can be written: -o OUT.ipynb",
    );
  });
}

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

async function oneCell(
  running: Program,
  at: number,
  { outputs, places }: { readonly outputs: Output[]; readonly places: Places },
  source: Source,
  tally: Tally,
  listener: Listener,
): Promise<void> {
  const prints = printed(outputs);
  await running.cell(at, (event) => {
    switch (event.kind) {
      case "stream":
        return listener.stream(event.name, prints.add(event.name, event.text));
      case "clear":
        return clear(outputs, places);
      case "input":
        return event.answer(Promise.reject(nobody()));
      case "progress":
        return listener.progress(event);
      case "rows": {
        const { name, failed, of, codes } = event;
        tally.rows.push({ cell: at + 1, run: name, failed, of, codes });
        return listener.tell(`${name}: ${many(failed)} of ${counted(of, "row")} failed`);
      }
      case "check":
        tally.checks.push({ pass: event.pass, text: event.text });
        if (event.failure) listener.tell(frame(event.failure, source));
        return;
      case "result":
      case "display": {
        put(event, outputs, at + 1, places);
        const text = event.bundle.data["text/plain"];
        return listener.print(typeof text === "string" ? text : "");
      }
      case "failed": {
        const { name, code, message } = event.problem;
        outputs.push(errorOutput(problemFailure(event.problem, source)));
        tally.failed.push({ cell: at + 1, name, code, message });
        return listener.tell(problemFrame(event.problem, source));
      }
    }
  });
  prints.close();
}

const nobody = (): Error => new Error("nobody can be asked in a run from the command line: make it a param");

/** What was used, in the notebook's metadata. */
function provenance(
  running: Program,
  { modules = [], steps }: Plan,
  deps: Pick<Deps, "store" | "net">,
  version: string,
): { [key: string]: Json } {
  const pinned = [...(deps.net?.pinned ?? [])];
  const missed = [...running.missed()].flatMap(([name, all]) =>
    all.length > 0 ? [[name, all.map((one) => ({ ...one }))] as const] : [],
  );
  // of a cell the hash of its step, which rests on the cells and the values that it uses
  const typescript = [
    ...modules.flatMap(({ file, digest, script }) => (script ? [] : [[file, digest] as const])),
    ...steps.flatMap((step) => (step.kind === "script" ? [[step.called, step.hash] as const] : [])),
  ];
  return {
    kernelspec: { name: "strux", display_name: "Strux", language: "strux" },
    language_info: { name: "strux", file_extension: ".strux", mimetype: "text/x-strux" },
    strux: {
      language: 1,
      version,
      models: Object.fromEntries(
        [...running.used].map(([name, how]) => [name, how.map((one) => ({ ...one }))]),
      ),
      ...(missed.length > 0 && { missed: Object.fromEntries(missed) }),
      ...(pinned.length > 0 && { hub: Object.fromEntries(pinned) }),
      ...(typescript.length > 0 && { typescript: Object.fromEntries(typescript) }),
      volatile: { store: deps.store.place },
    },
  };
}

export const folderOf = (path: string): string => dirname(path);
