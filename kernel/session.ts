// A notebook whose cells are run one by one, without any protocol: what each cell defines and shows, what grows stale, `refresh`.
import { type Broken, broke, brokenIn, caused, listed } from "../dsl/broken.ts";
import { calm, type Cells, entered, noCells, type Piece, pruned, staled } from "../dsl/cells.ts";
import { outdated, recorded, shownIn, sourceOf, standing } from "../dsl/cells.ts";
import { fallen, fates, yielding } from "../dsl/fallen.ts";
import { type Analysis, analyse, type Compiled } from "../dsl/compile.ts";
import type { Step } from "../dsl/plan/plan.ts";
import { type Memo, memo } from "../dsl/syntax/memo.ts";
import type { Diagnostic } from "../dsl/tell/diagnostic.ts";
import type { Event } from "../runtime/event.ts";
import type { Answers } from "../runtime/facts.ts";
import type { Files } from "../runtime/files.ts";
import { models } from "../runtime/models.ts";
import { library } from "../runtime/library.ts";
import { prepare, settled } from "../runtime/prepare.ts";
import { type Deps, type Program, program } from "../runtime/run.ts";
import type { ScriptHelp } from "../runtime/script.ts";
import { type MimeBundle, text } from "../runtime/show.ts";
import type { Out, Reply, Request } from "./exchange.ts";
import { askAgain, forget, givenBy, type Keeping, type Sat, sitting, tidy } from "./keeping.ts";
import { type NameRow, namesOf, showNames } from "./names.ts";
import { refreshed } from "./refreshed.ts";
import { rerunning } from "./rerun.ts";
import { type Failure, problemFailure, toldNow } from "./told.ts";
import { waiting } from "./waiting.ts";

export type { Out, Reply, Request } from "./exchange.ts";

export interface Session {
  /** Runs a cell; one at a time, in the order of the calls. Nothing is thrown for what is wrong with the cell. */
  execute(request: Request, out: (event: Out) => void): Promise<Reply>;
  names(): readonly NameRow[];
  /** How many cells were counted. */
  count(): number;
  /** The disk under the path rule. */
  readonly files: Pick<Files, "entries">;
  /** Help for cells of TypeScript; none where none is run. */
  readonly scripts: ScriptHelp | null;
  /** The program with `code` as one more cell, for an editor's questions about that cell; nothing is run or kept. */
  look(code: string): Promise<{ readonly analysis: Analysis; readonly cell: number }>;
}

/** Characters of source whose parse is kept: many times what a notebook holds. */
const MEMO = 100_000;
type House = Omit<Deps, "mayAsk" | "signal" | "session">;

interface State extends Keeping {
  readonly deps: House;
  readonly answers: Answers;
  /** What was parsed before. */
  readonly memo: Memo;
  cells: Cells;
  compiled: Compiled | null;
  count: number;
}

export function session(deps: House, answers: Answers): Session {
  const state: State = {
    deps,
    answers,
    memory: { models: models(deps.runner), kept: new Map() },
    changes: new Map(),
    memo: memo(MEMO),
    cells: noCells,
    compiled: null,
    count: 0,
  };
  let last: Promise<unknown> = Promise.resolve();
  return {
    execute(request, out) {
      const now = last.then(() => execute(state, request, out));
      last = now.catch(() => undefined);
      return now;
    },
    names: () => (state.compiled ? rows(state, sitting(state, state.compiled)) : []),
    count: () => state.count,
    look: (code) => look(state, code),
    files: deps.files,
    scripts: deps.scripts ?? null,
  };
}

async function look(state: State, code: string): ReturnType<Session["look"]> {
  const { cells, id } = entered(state.cells, { code, label: "this cell" });
  const analysis = await settled(state.answers, (facts) =>
    analyse(sourceOf(cells), library, facts, state.memo),
  );
  return { analysis, cell: cells.live.findIndex((cell) => cell.id === id) };
}

const rows = (state: State, { compiled, memory, keyOf }: Sat): readonly NameRow[] =>
  namesOf(compiled, memory, standing(state.cells, compiled, keyOf));

async function execute(state: State, request: Request, hear: (event: Out) => void): Promise<Reply> {
  const { out, end } = waiting(request, state.deps, hear);
  try {
    return await ran(state, request, out);
  } finally {
    end();
  }
}

async function ran(state: State, request: Request, out: (event: Out) => void): Promise<Reply> {
  const count = request.uncounted ? state.count : ++state.count;
  const was = state.compiled && sitting(state, state.compiled);
  const before = was ? sightOf(state, was) : { pieces: [], broken: [] };
  const given = was && request.cellId !== undefined ? givenBy(request.cellId, state.cells, was) : [];
  const kept = state.compiled ? pruned(state.cells, state.compiled.scope) : state.cells;
  const { cells, id } = entered(kept, {
    ...request,
    label: request.uncounted ? "a silent cell" : `In[${count}]`,
  });
  const compiled = await prepare(sourceOf(cells), state.answers, state.memo);
  Object.assign(state, { cells, compiled });
  await forget(state);
  const at = cells.live.findIndex((cell) => cell.id === id);
  askAgain(state, compiled, at);
  const work: Work = { state, sat: sitting(state, compiled), at, out, failure: null, given };
  tell(
    work,
    compiled.diagnostics.filter(({ span }) => span.cell === at).map((one) => caused(one, compiled)),
  );
  await perform(work, request.signal ?? new AbortController().signal);
  notice(work, before);
  tidy(state, work.sat);
  return { status: work.failure ? "error" : "ok", count, failure: work.failure };
}

/** One cell while it runs. */
interface Work {
  readonly state: State;
  sat: Sat;
  /** Index of the cell. */
  readonly at: number;
  /** Names that it gave when it was run before. */
  readonly given: readonly string[];
  readonly out: (event: Out) => void;
  failure: Failure | null;
}

function tell(work: Work, list: readonly Diagnostic[]): void {
  const { notes, failure } = toldNow(list, work.sat.compiled.source);
  if (notes) work.out({ kind: "told", bundle: notes });
  if (failure) fail(work, failure);
}

function fail(work: Work, failure: Failure): void {
  work.failure ??= failure;
  work.out({ kind: "error", ...failure });
}

/** Runs the cell's own steps, settles whose names stand, then does what is to follow by itself. */
async function perform(work: Work, signal: AbortSignal): Promise<void> {
  const { state, at } = work;
  const { keyOf, compiled } = work.sat;
  const changed = await rerunning(at, work.sat, state.deps.scripts ?? null);
  const failed = new Set(await starting(work, signal).cell(at, (event) => pass(work, event)));
  renounce(work, await changed());
  state.cells = recorded(state.cells, shownIn(state.cells, compiled.plan, at), failed, keyOf);
  if (work.failure) await settle(work, failed);
  if (compiled.plan.settings?.["reactive"] === "pure" && !signal.aborted)
    await follow(work, starting(work, signal));
}

/** Values of some steps are let go, and what they have shown is old. */
function renounce({ state, sat }: Work, ids: ReadonlySet<string>): void {
  const steps = sat.compiled.plan.steps.filter(({ id }) => ids.has(id));
  for (const step of steps) state.memory.kept.delete(sat.memory.keyOf(step));
  state.cells = outdated(state.cells, steps);
}

function starting(work: Work, signal: AbortSignal): Program {
  const { state, sat } = work;
  // a mistake elsewhere in the notebook is no reason to refuse the cell that was asked for
  const deps: Deps = {
    ...state.deps,
    signal,
    mayAsk: true,
    session: {
      refresh: () => refresh(work, running),
      names: async () => display(work, "names", showNames(rows(state, sat))),
    },
  };
  const running = program(sat.compiled.plan, deps, sat.memory);
  return running;
}

/** After a failure: a name that another cell defines too is that cell's again, and what is lost is told. */
async function settle(work: Work, failed: ReadonlySet<string>): Promise<void> {
  const { state, at } = work;
  const yields = fallen(work.sat.compiled, at, failed);
  if (yields.length > 0) {
    state.cells = yielding(state.cells, at, yields);
    const compiled = await prepare(sourceOf(state.cells), state.answers, state.memo);
    state.compiled = compiled;
    work.sat = sitting(state, compiled);
  }
  for (const fate of fates(work.sat.compiled, at, yields, work.given, failed)) mark(work, fate);
}

function pass(work: Work, event: Event): void {
  if (event.kind === "failed") fail(work, problemFailure(event.problem, work.sat.compiled.source));
  else if (event.kind === "display" && isResult(event.step, work))
    work.out({ kind: "result", bundle: event.bundle });
  else work.out(event);
  // a check that does not hold fails its cell, so that whoever runs the notebook hears of it
  if (event.kind === "check" && event.failure) tell(work, [event.failure]);
}

/** A cell that is one expression has its value as its result. */
function isResult(id: string, { sat: { compiled }, at }: Work): boolean {
  const step = compiled.plan.steps.find((one) => one.id === id);
  const text = compiled.source.cells[at]?.text ?? "";
  return step?.kind === "show" && step.span.cell === at && !/^show\b/.test(text.slice(step.span.start));
}

const display = ({ out }: Work, step: string, bundle: MimeBundle): void =>
  out({ kind: "display", step, bundle, volatile: false });

const stale = ({ state, sat }: Work): readonly Piece[] =>
  standing(state.cells, sat.compiled, sat.keyOf).filter((piece) => piece.state === "stale");

/** Computes everything that is stale, and shows it in the cell that asked. */
async function refresh(work: Work, running: Program): Promise<void> {
  const pieces = stale(work).filter(({ cell }) => cell !== work.at);
  const told = pieces.length === 0 ? "nothing is stale" : await again(work, running, pieces, "computed");
  const { names, because } = listed(brokenIn(work.state.cells, work.sat.compiled), labels(work));
  const broken = names.length === 0 ? "" : `; broken: ${names.join(", ")}: ${because}`;
  display(work, "refresh", text(`${told}${broken}`));
}

const labels = ({ sat }: Work): readonly string[] => sat.compiled.scope.labels;

/** `set reactive "pure"`: what only computes follows by itself. */
async function follow(work: Work, running: Program): Promise<void> {
  const { sat } = work;
  const pieces = calm(stale(work), sat.compiled, (step) => isAtHand(step, sat));
  if (pieces.length === 0) return;
  display(work, "reactive", text(await again(work, running, pieces, "computed by itself")));
}

const isAtHand = (step: Step, { memory: { kept, keyOf } }: Sat): boolean =>
  kept.get(keyOf(step))?.value !== undefined;

/** Performs the steps of some pieces; gives what became of them, in words. `what`: of those that were computed. */
async function again(work: Work, running: Program, pieces: readonly Piece[], what: string): Promise<string> {
  const { state, sat } = work;
  const ids = new Set(pieces.flatMap(({ step }) => step ?? []));
  const steps = sat.compiled.plan.steps.filter(({ id }) => ids.has(id));
  const there = new Set(steps.filter((step) => isAtHand(step, sat)).map(({ id }) => id));
  const failed = new Set(await running.steps(ids, (event) => pass(work, event)));
  state.cells = recorded(state.cells, steps, failed, sat.keyOf);
  return refreshed(pieces, { failed, there }, what);
}

/** What a notebook shows, and what of it is broken. */
interface Sight {
  readonly pieces: readonly Piece[];
  readonly broken: readonly Broken[];
}
const sightOf = ({ cells }: State, { compiled, keyOf }: Sat): Sight => ({
  pieces: standing(cells, compiled, keyOf),
  broken: brokenIn(cells, compiled),
});

/** Tells what this run made stale or broke elsewhere. */
function notice(work: Work, before: Sight): void {
  const { state, sat, at } = work;
  const after = sightOf(state, sat);
  const others = <T extends { readonly in: string }>(list: readonly T[]): readonly T[] =>
    list.filter((one) => one.in !== state.cells.live[at]?.id);
  const span = { cell: at, start: 0, end: 0 };
  const stale = staled(others(before.pieces), others(after.pieces), span);
  const broken = broke(others(before.broken), others(after.broken), labels(work), span);
  for (const one of [...stale, ...broken]) mark(work, one);
}

const mark = ({ out }: Work, { code, message, hint }: Diagnostic): void =>
  out({ kind: "stale", code, bundle: text(hint === "" ? message : `${message}: ${hint}`) });
