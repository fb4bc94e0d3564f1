// One run explained: its axes, which call is evaluated once per what, and what asking takes, or takes at most.
import { asksModel } from "../dsl/plan/calls.ts";
import { free, itemOperands, type Locals, withAxes } from "../dsl/plan/free.ts";
import {
  canonical,
  type Ex,
  type FnStep,
  type PlanAsk,
  type PlanColumn,
  type PromptStep,
  type RunPlanStep,
  type Step,
} from "../dsl/plan/plan.ts";
import { say } from "../dsl/plan/say.ts";
import type { Foreseen, Foresight } from "./foresee.ts";
import { factors } from "./axes.ts";
import type { Problem } from "./problem.ts";
import { prices, type Quoted } from "./quote.ts";
import { cut } from "./show/bundle.ts";
import { type AskTold, brief, callsIn, type CallTold, type Telling } from "./told.ts";

export interface RunTold {
  readonly about: readonly string[];
  readonly calls: readonly CallTold[];
  readonly asks: readonly AskTold[];
  readonly problem: string | null;
  readonly quoted: readonly Quoted[];
}

/** A run while it is told. */
interface Run {
  readonly step: RunPlanStep;
  readonly seen: Foreseen;
  readonly locals: Locals;
  readonly telling: Telling;
}

export async function runTold(
  step: RunPlanStep,
  seen: Foreseen,
  foresight: Foresight,
  telling: Telling,
): Promise<RunTold> {
  const asked = step.columns.find(({ ask }) => ask)?.ask?.model;
  const usual = asked && canonical(asked);
  // the tokenizer that a run fills in is not what the user wrote
  const manner = { ...telling, unwritten: (argument: Ex) => canonical(argument) === usual };
  const locals = step.axes.reduce<Locals>((all, axis) => withAxes(all, axis, axis.name), {
    locals: new Map(),
  });
  const run: Run = { step, seen, locals, telling: manner };
  return {
    about: [...extentTold(run), ...step.axes.map((axis) => axisTold(axis, run)), ...waitsTold(run)],
    calls: [...callsTold(run), ...innerTold(run, foresight)],
    asks: await Promise.all(
      step.columns.flatMap((column) => (column.ask ? [askTold(column, column.ask, run)] : [])),
    ),
    problem: seen.problem ? `${seen.problem.code} ${seen.problem.message}` : null,
    quoted: [...seen.quotes.values()].flatMap(({ each }) => each),
  };
}

function extentTold({ seen: { extent, waits } }: Run): string[] {
  if (!extent) return waits === null ? [] : [`its rows are not known before the answers of ${waits}`];
  const most = extent.exact ? "" : "at most ";
  const all = factors(extent);
  return [
    `${most}${extent.cells} ${extent.cells === 1 ? "cell" : "cells"}${/ x /.test(all) ? ` = ${all}` : ""}`,
  ];
}

/** Of a run that asks encoders. */
const waitsTold = ({ step, seen: { waits }, telling }: Run): string[] =>
  waits === null || !asksModel(step, telling.operators)
    ? []
    : [`how many more texts there are is not known before the answers of ${waits}`];

function axisTold(axis: RunPlanStep["axes"][number], { telling }: Run): string {
  const values = axis.of
    ? say(axis.of, telling)
    : axis.values.map((value, i) => axis.labels?.[i] ?? cut(brief(value, telling), 40)).join(", ");
  return `vary ${axis.name} in ${values}`;
}

/** What a call or an ask is evaluated once per, in the written order. Later columns may differ in every cell. */
function perOf(names: ReadonlySet<string>, first: boolean, { step }: Run): string[] {
  if (names.has(".") && !first) return ["cell"];
  const axes = step.axes.map(({ name }) => name).filter((name) => names.has(name));
  return [...(names.has(".") ? ["row"] : []), ...axes];
}

/** Each expression of a run, and whether a first column is where it is evaluated. */
function* expressions({ axes, columns }: RunPlanStep): Iterable<readonly [Ex, number]> {
  for (const axis of axes) for (const value of axis.values) yield [value, 0];
  for (const [nth, { when, value, ask }] of columns.entries()) {
    for (const ex of [when, value, ask?.prompt, ask?.model]) if (ex) yield [ex, nth];
    for (const ex of Object.values(ask?.options ?? {})) yield [ex, nth];
  }
}

function callsTold(run: Run): CallTold[] {
  const { step, seen, telling } = run;
  const told = new Map<Ex, CallTold>();
  for (const [ex, nth] of expressions(step))
    for (const call of callsIn(ex)) {
      const per = perOf(new Set(call.free), nth === 0, run);
      const counted = seen.counts.get(call);
      const [times, most] =
        counted === undefined && (seen.waits !== null || seen.problem)
          ? [bound(per, run), true]
          : [counted ?? 0, false];
      told.set(call, { what: brief(call, telling), per, times, most });
    }
  return [...told.values()];
}

/** Calls inside prompts and functions it uses: as often as these are, less what they share. */
function innerTold({ step, seen, telling }: Run, { step: find }: Foresight): CallTold[] {
  return used(step, find).flatMap((inner) => {
    const inside = inner.kind === "prompt" ? inner.items.flatMap((item) => itemOperands(item)) : [inner.body];
    const per = [inner.kind === "prompt" ? "prompt" : "call"];
    return inside.flatMap(callsIn).map((call) => {
      const times = seen.counts.get(call) ?? null;
      return { what: `${inner.id}: ${brief(call, telling)}`, per, times, most: false };
    });
  });
}

/** Prompts and functions that a step uses, themselves or through others. */
function used(step: Step, find: Foresight["step"]): (PromptStep | FnStep)[] {
  const found = new Map<string, PromptStep | FnStep>();
  const open = [...step.needs];
  for (let id = open.shift(); id !== undefined; id = open.shift()) {
    const inner = find(id);
    if (found.has(id) || (inner?.kind !== "prompt" && inner?.kind !== "fn")) continue;
    found.set(id, inner);
    open.push(...inner.needs);
  }
  return [...found.values()];
}

/** Evaluations at most. */
function bound(per: readonly string[], { seen: { extent } }: Run): number | null {
  if (!extent) return null;
  const sizes = new Map([...extent.axes, ["row", extent.rows] as const, ["cell", extent.cells] as const]);
  return per.reduce((product, name) => product * (sizes.get(name) ?? 1), 1);
}

function refusedBy(problems: readonly Problem[]): AskTold["refused"] {
  const [first] = problems;
  return first ? { calls: problems.length, why: `${first.code} ${first.message}` } : null;
}

async function askTold({ name, when }: PlanColumn, ask: PlanAsk, run: Run): Promise<AskTold> {
  const { step, seen, locals, telling } = run;
  const names = new Set(
    [ask.prompt, ask.model, ...Object.values(ask.options), ...(when ? [when] : [])].flatMap((ex) => [
      ...free(ex, locals),
    ]),
  );
  const seeds = (seen.extent?.seeds ?? 1) > 1 ? ["seed"] : [];
  const first = step.columns[0]?.name === name;
  const words = `ask ${brief(ask.prompt, telling)} with ${brief(ask.model, telling)}`;
  const quote = seen.quotes.get(name);
  const per = perOf(names, first, run);
  return {
    column: name,
    what: name === "output" ? words : `step ${name} = ${words}`,
    per: per.includes("cell") ? per : [...per, ...seeds],
    prices: quote ? await prices(quote.each, telling) : [],
    equal: quote?.equal ?? 0,
    // where all are, it is the problem of the run
    refused: seen.problem ? null : refusedBy(quote?.refused ?? []),
    waits: quote ? null : seen.waits,
    ...(!quote && { most: seen.extent?.cells ?? null }),
  };
}
