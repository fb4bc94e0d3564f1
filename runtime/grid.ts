// A run: every row, every combination of the axes, every seed; columns filled one after the other. A row that fails is null
// from there on and says why; the others go on.
import type { PlanAsk, PlanColumn, RunPlanStep } from "../dsl/plan/plan.ts";
import { type Answered, answered, textlessNotes, unreadNotes, windowNotes } from "./answered.ts";
import type { Answer, Asking } from "./ask.ts";
import type { Hearing, How } from "./heard.ts";
import { laidOut, type Place, placeOf, scopeOf } from "./cells.ts";
import type { Call } from "./ready.ts";
import { ahead } from "./ahead.ts";
import { asks, mentions } from "./asks.ts";
import { evaluate, type House, type Scope, settings } from "./eval.ts";
import { alike, failedNote, failedOf, ofRow } from "./failed.ts";
import type { Cell } from "./filled.ts";
import type { Item } from "./items.ts";
import { Problem, sound, typeError } from "./problem.ts";
import { type Meter, unmetered } from "./progress.ts";
import { hearing, spentIn, spentLog, type SpentLog, textsIn } from "./spent.ts";
import { together, type Took } from "./took.ts";
import { turnUnless } from "./turn.ts";
import { kindOf, type Messages, type ModelValue, type Row, type Run } from "./value.ts";

/** Cells whose calls are made and asked together: of a large run all of them would be too many to hold. */
const PART = 4096;

/**
 * Runs a grid. Rows come item by item, axes in the written order, seeds last. `asking` answers the calls of a column. With
 * `only`, a single cell is made: of that row (null: the first) and the first value of each axis. `part`: how many cells are asked
 * together; an equal call of a later part is answered from the store.
 */
export async function grid(
  step: RunPlanStep,
  house: House,
  asking: Asking,
  { only, meter = unmetered, part = PART, told = () => undefined }: Ways = {},
): Promise<{ run: Run; took: Took | null }> {
  const { axes, cells, rowAt, over, outer } = await laidOut(step, house, only);
  let took: Took | null = null;
  const spent = spentLog();
  const arms = new Set(
    axes.flatMap(({ name, values }) =>
      values.some((value) => "op" in value && asks(value, house)) ? [name] : [],
    ),
  );
  for (const [nth, column] of step.columns.entries()) {
    const scope = (cell: Cell): Scope => scopeOf(cell, rowAt(cell.item), axes, nth === 0, house);
    const place = (cell: Cell): Place => placeOf(cell, rowAt(cell.item), axes);
    const all = { column: column.name, arms, scope, place, house, spent, told };
    for (let from = 0; from < cells.size; from += part) {
      const counts = cells.size > part ? parted(meter, from, cells.size) : meter;
      const some = cells.part(from, from + part);
      const filling = { ...all, cells: some, from, meter: counts };
      if (column.ask) {
        const calls = await called(column, column.ask, filling);
        took = together(took, await fill(column.ask, calls, filling, asking));
      } else await computed(column, filling);
      cells.keep(from, some);
    }
    const same = cells.lost.size < cells.size ? null : alike([...cells.lost.values()]);
    if (same) throw same;
  }
  const asked = step.columns.some((column) => column.ask);
  const table = cells.table(over, axes, asked);
  const failures = [...cells.lost.values()].map(({ failed }) => failed);
  const note = failedNote(failures, cells.size);
  if (note !== null) house.reach.note(note);
  const run: Run = {
    kind: "run",
    name: step.id,
    table,
    axes: [...outer, ...axes.map(({ name }) => name)],
    id: "id",
    made: table.names.filter((name) => !over.names.includes(name)),
    failed: failures.length,
    spent,
    notes: [],
  };
  return { run, took };
}

interface Ways {
  readonly only?: { readonly row: Row | null };
  readonly meter?: Meter;
  /** How many cells are asked together. */
  readonly part?: number;
  /** Who hears what became of each call. */
  readonly told?: (item: Item) => void;
}
/** What fills a column. */
interface Filling extends Required<Pick<Ways, "meter" | "told">> {
  readonly column: string;
  readonly cells: readonly Cell[];
  /** Position of the first of them. */
  readonly from: number;
  /** The axes whose values may ask a model. */
  readonly arms: ReadonlySet<string>;
  /** The names that a cell has in this column. */
  readonly scope: (cell: Cell) => Scope;
  /** Which item a cell is. */
  readonly place: (cell: Cell) => Place;
  readonly house: House;
  /** Takes what its encoders took. */
  readonly spent: SpentLog;
}
/** A cell, and what a column makes of it. */
interface Made<T> {
  readonly cell: Cell;
  readonly made: T;
}

/** Evaluates something for a cell; undefined where the row fails. Of a row that failed before, what fails later is a consequence. */
async function tried<T>(cell: Cell, column: string, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (!ofRow(error)) throw error;
    lose(cell, error, column);
    return undefined;
  }
}

function lose(cell: Cell, problem: Problem, step: string): void {
  cell.lost ??= { problem, step, failed: failedOf(problem, step) };
}

/** What a column makes of each row for which its `when` is true; null in the others, and where that fails. */
async function each<T>(
  { when, value, ask }: PlanColumn,
  { column, cells, from, arms, scope, place, house, meter, spent, told }: Filling,
  make: (scope: Scope, cell: Cell, house: House) => Promise<T>,
): Promise<Made<T>[]> {
  const found: Made<T>[] = [];
  const together = [when, value, ask?.prompt, ask?.model].some(
    (ex) => ex && (asks(ex, house) || mentions(ex, arms)),
  );
  const ears = together
    ? cells.map((cell) =>
        hearing((how, problem) =>
          told({ column, ...place(cell), ...how, code: problem?.code ?? null, operator: true }),
        ),
      )
    : [];
  const work = async (cell: Cell, at: number): Promise<Made<T> | null> => {
    const local = scope(cell);
    const own = together ? house.through(ears[at]!.wrap) : house;
    cell.made[column] = null;
    if (when && (await evaluate(when, local, own)) !== true) return null;
    return { cell, made: await make(local, cell, own) };
  };
  const madeAt = await ahead(cells, work, together);
  for (const [at, cell] of cells.entries()) {
    const before = cell.lost;
    await tried(cell, column, async () => {
      const one = await madeAt(at);
      if (one) found.push(one);
    });
    for (const one of textsIn(from + at, column, ears[at]?.heard ?? [])) spent.add(one);
    for (const [call, answer] of ears[at]?.wrote ?? []) spent.add(spentIn(from + at, column, call, answer));
    await meter.add({ done: 1, failed: cell.lost === before ? 0 : 1 });
    await turnUnless(house.reach.signal);
  }
  return found;
}

async function computed(column: PlanColumn, filling: Filling): Promise<void> {
  const { value } = column;
  if (!value) return;
  filling.meter.start("computing", column.name, filling.cells.length);
  const all = await each(column, filling, (scope, _, house) => evaluate(value, scope, house));
  for (const { cell, made } of all) cell.made[column.name] = made;
}

/** The calls of a column that asks. */
function called(column: PlanColumn, plan: PlanAsk, filling: Filling): Promise<Made<Call>[]> {
  filling.meter.start("prompts", column.name, filling.cells.length);
  return each(column, filling, (scope, { seed }, house) => callOf(plan, scope, seed ?? 0, house));
}

async function fill(
  plan: PlanAsk,
  open: readonly Made<Call>[],
  filling: Filling,
  asking: Asking,
): Promise<Took> {
  const { column, cells, from, house, meter, place, spent } = filling;
  const calls = open.map(({ made }) => made);
  const known: Answered[] = [];
  /** An answer in the row of its call, read once. */
  const readAt = (at: number, answer: Answer): Answered => {
    const { cell, made } = open[at]!;
    return (known[at] ??= answered(column, plan, answer, made, cell.made));
  };
  // a model's own failure is told at its declaration
  const placed = (error: Problem): Problem =>
    error.name !== "ModelError" || error.code === "E511" ? error.at(plan.at) : error;
  const lost = cells.flatMap((cell) => (cell.lost?.step === column ? (cell.lost.problem ?? []) : []));
  const hears = telling(open, readAt, filling);
  const at = (call: number): Place => place(open[call]!.cell);
  const { answers, took } = await asking(calls, column, lost, hears, meter, at).catch((error: unknown) => {
    throw error instanceof Problem ? placed(error) : error;
  });
  const rows = new Map(cells.map((cell, row) => [cell, from + row]));
  const read: { readonly call: Call; readonly unread: Problem | null; readonly cut: boolean }[] = [];
  for (const [at, { cell, made: call }] of open.entries()) {
    const answer = answers[at];
    if (!answer || answer instanceof Problem) {
      if (answer) lose(cell, placed(answer), column);
      continue;
    }
    const { columns, unread } = readAt(at, answer);
    Object.assign(cell.made, columns);
    if (unread) lose(cell, unread, column);
    read.push({ call, unread, cut: answer.cut === true });
    spent.add(spentIn(rows.get(cell) ?? 0, column, call, answer));
  }
  await meter.add({ failed: read.filter(({ unread }) => unread).length });
  const got = sound(answers);
  const notes = [unreadNotes(column, read), windowNotes(column, got), textlessNotes(column, got)].flat();
  for (const note of notes) house.reach.note(note);
  return took;
}

/** A meter of some rows of a phase, which counts them among all. */
const parted = (meter: Meter, from: number, total: number): Meter => ({
  ...meter,
  start: (phase, column) => meter.start(phase, column, total, from),
});

/** Tells of each row of a column that asks: of those without a call now, of the others as their answers come. */
function telling(
  open: readonly Made<Call>[],
  readAt: (at: number, answer: Answer) => Answered,
  { column, cells, place, told }: Filling,
): Hearing {
  const tell = (cell: Cell, how: How, problem: Problem | null): void =>
    told({ column, ...place(cell), ...how, code: problem?.code ?? null });
  for (const cell of cells)
    // what failed in a run before this one may still have a call here
    if (cell.lost?.problem && cell.lost.step === column)
      tell(cell, { key: null, from: null }, cell.lost.problem);
  return (at, how, answer) =>
    tell(
      open[at]!.cell,
      how,
      answer === null || answer instanceof Problem ? answer : readAt(at, answer).unread,
    );
}

/** Options: the model's are defaults of the prompt's, those of the ask's. */
async function callOf(plan: PlanAsk, scope: Scope, seed: number, house: House): Promise<Call> {
  const model = (await evaluate(plan.model, scope, house)) as ModelValue;
  const messages = (await evaluate(plan.prompt, scope, house)) as Messages;
  if (kindOf(model) !== "model") throw typeError("E204", "what answers must be a Model");
  if (kindOf(messages) !== "messages")
    throw typeError("E204", "what is asked must be a prompt applied to its arguments");
  const own = await settings(plan.options, scope, house);
  return { model, messages, options: { ...model.options, ...messages.options, ...own }, seed };
}
