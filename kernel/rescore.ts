// An earlier run scored again, from its log and the store: its program with other scores beside it, over answers that are there already. No
// model is loaded or asked.
import type { Compiled } from "../dsl/compile.ts";
import { frame } from "../dsl/tell/frame.ts";
import type { Cell, Source, Span } from "../dsl/source.ts";
import type { Statement } from "../dsl/syntax/ast.ts";
import type { Event } from "../runtime/event.ts";
import { answering } from "../runtime/facts.ts";
import type { Disk } from "../runtime/files-node.ts";
import { prepare } from "../runtime/prepare.ts";
import { Problem } from "../runtime/problem.ts";
import { type Found, recordedAsking } from "../runtime/recorded/answers.ts";
import { scoredPlan } from "../runtime/recorded/plan.ts";
import type { Logged, Readable } from "../runtime/recorded/read.ts";
import { sameRuns, unchanged } from "../runtime/recorded/unchanged.ts";
import { nobody, unlooked, unseen } from "../runtime/recorded/unasked.ts";
import { type Deps, program } from "../runtime/run.ts";
import { type Listener, load } from "./headless.ts";
import { sourceOf } from "./notebook.ts";
import { allowing, foreign } from "./powers.ts";
import { programOf } from "./replay.ts";
import type { Failure } from "./tables.ts";
import { problemFrame } from "./told.ts";

export interface Rescoring {
  readonly run: Readable;
  readonly log: Logged;
  /** The program whose scores are wanted; null: those of the run itself. */
  readonly scores: string | null;
}
/** What a rescoring is lent. Models are none of it. */
export type Lent = Pick<Deps, "operators" | "host" | "scripts" | "store" | "scores" | "signal" | "clock"> & {
  readonly files: Disk;
};

export interface Rescored {
  readonly found: Found;
  readonly failed: readonly Failure[];
  readonly checks: readonly { readonly pass: boolean; readonly text: string }[];
  /** Errors before anything was computed. */
  readonly errors: number;
}

/** Errors: E137 for a statement that asks, E136 where what a run rests on has changed, E112 where the program is gone. */
export async function rescored(job: Rescoring, lent: Lent, listener: Listener): Promise<Rescored> {
  const { run, log, scores } = job;
  const earlier = await earlierCells(run);
  const later = scores === null ? [] : (await load(scores, [])).source.cells;
  const whole = { cells: numbered([...earlier, ...later], earlier.length) };
  const compiled = allowing(await prepare(whole, unseen(answering(lent.files, null))), lent);
  const { plan, source } = compiled;
  const own = (cell: number): boolean =>
    scores !== null && cell >= earlier.length && cell < whole.cells.length;
  const asks = compiled.statements.flatMap((statement) =>
    own(statement.span.cell) ? (asking(statement) ?? []) : [],
  );
  const errors = asks.length + told(compiled, own, scores !== null, listener);
  for (const problem of asks) listener.tell(problemFrame(problem, source));
  const result = { found: { answers: 0, failed: 0, absent: [] }, failed: [], checks: [], errors };
  if (errors > 0) return result;
  const ids = plan.steps
    .filter(({ kind, span }) => (scores === null ? SCORES.has(kind) : own(span.cell)))
    .toSorted((a, b) => a.span.cell - b.span.cell || a.span.start - b.span.start)
    .map(({ id }) => id);
  sameRuns(plan, ids, log.hashes, run.id);
  for (const { name } of lent.host ? foreign(plan) : []) listener.tell(`runs TypeScript from ${name}`);
  return { ...result, ...(await performed({ ...job, ids, compiled, found: result.found }, lent, listener)) };
}

/** What is computed again where nothing else is named. */
const SCORES: ReadonlySet<string> = new Set(["score", "chart", "check"]);

/** The program of the run. Errors: E119 for a session of a notebook, E112 where it is gone. */
async function earlierCells({ id, head, folder }: Readable): Promise<readonly Cell[]> {
  if (head.program !== null) return sourceOf(await programOf(folder, head.program)).cells;
  throw new Problem(
    "DataError",
    "E119",
    `run '${id}' is a session of a kernel, whose cells came one by one`,
    "score a run of its file: strux run FILE takes the answers from the store",
  );
}

/** Cells in the order in which they count: of two definitions the later does, and the scores come last. */
const numbered = (cells: readonly Cell[], earlier: number): Cell[] =>
  cells.map((cell, at) => ({ ...cell, ran: at + 1, ...(at < earlier && { replaced: true }) }));

/** Statements that have no place where nobody is asked, by what they are called. */
const ASKING: { readonly [K in Statement["kind"]]?: string } = {
  RunDecl: "run",
  ModelDecl: "model",
  PromptDecl: "prompt",
  Script: "TypeScript",
};

function asking(statement: Statement): Problem | null {
  const command = statement.kind === "Command" && statement.verb !== "show" ? statement.verb : undefined;
  const word = command ?? ASKING[statement.kind];
  if (word === undefined) return null;
  return new Problem(
    "StruxTypeError",
    "E137",
    `'${word}' has no place among the scores of an earlier run: nobody is asked there`,
    "write score, chart, check, show, let, data, use or functions; strux run takes the rest",
    statement.span,
  );
}

/**
 * Tells what is wrong with the scores. Errors of the earlier program count where something wanted rests on them: a run that had
 * some is scored in spite of them, and so is one whose checks lack a metric that the scores leave out.
 */
function told(
  { diagnostics, source, statements, plan }: Compiled,
  own: (cell: number) => boolean,
  anew: boolean,
  { tell }: Listener,
): number {
  const planned = new Set(plan.steps.map(({ span }) => placeOf(span)));
  const wants = anew
    ? ({ kind, span }: Statement) => own(span.cell) && MAKING.has(kind)
    : ({ kind }: Statement) => kind === "ScoreDecl";
  const lost = statements.some((one) => wants(one) && !planned.has(placeOf(one.span)));
  let errors = 0;
  for (const one of diagnostics) {
    const error = one.severity === "error" && (own(one.span.cell) || lost);
    if (error) errors++;
    if (error || (own(one.span.cell) && one.severity === "warning")) tell(frame(one, source));
  }
  return errors;
}

/** Statements that become steps. */
const MAKING: ReadonlySet<Statement["kind"]> = new Set([
  "DataDecl",
  "LetDecl",
  "ScoreDecl",
  "ChartDecl",
  "CheckStmt",
  "Command",
  "Bare",
]);
const placeOf = ({ cell, start }: Span): string => `${cell}:${start}`;

interface Performing extends Rescoring {
  readonly ids: readonly string[];
  readonly compiled: Compiled & { readonly source: Source };
  readonly found: Found;
}

async function performed(
  { run, log, ids, compiled: { plan, source }, found }: Performing,
  lent: Lent,
  { print, stream, tell, progress }: Listener,
): Promise<Pick<Rescored, "failed" | "checks">> {
  const failed: Failure[] = [];
  const checks: { pass: boolean; text: string }[] = [];
  const running = program(scoredPlan(plan, ids), {
    ...lent,
    operators: unlooked(lent.operators),
    files: unchanged(lent.files, log.reads, run.id),
    runner: nobody,
    mayAsk: true,
    whole: true,
    asking: recordedAsking({ run: run.id, ...log, store: lent.store }, found),
  });
  const hear = (event: Event): void => {
    switch (event.kind) {
      case "stream":
        return stream(event.name, event.text);
      case "progress":
        return progress(event);
      case "check":
        checks.push({ pass: event.pass, text: event.text });
        if (event.failure) tell(frame(event.failure, source));
        return;
      case "result":
      case "display": {
        const text = event.bundle.data["text/plain"];
        return typeof text === "string" ? print(text) : undefined;
      }
      case "failed": {
        const { name, code, message, span } = event.problem;
        failed.push({ cell: (span?.cell ?? 0) + 1, name, code, message });
        return tell(problemFrame(event.problem, source));
      }
      case "input":
        return event.answer(Promise.reject(new Error("nobody can be asked while a run is scored again")));
      default:
        return undefined;
    }
  };
  for (const id of ids) await running.steps(new Set([id]), hear);
  return { failed, checks };
}
