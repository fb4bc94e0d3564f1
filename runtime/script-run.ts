// TypeScript cells among the steps of a running program: run in their turn, or when what they export is wanted before.
import type { ScriptStep, Step } from "../dsl/plan/plan.ts";
import type { Emit, Event } from "./event.ts";
import type { State } from "./house.ts";
import type { Memory } from "./memory.ts";
import { refusal, type Running } from "./module/host.ts";
import type { Scripts } from "./script.ts";
import type { Value } from "./value.ts";

/** What running a cell needs of the program. */
export interface Stage {
  readonly scripts?: Scripts | null;
  readonly signal: AbortSignal;
  readonly whole?: boolean;
  readonly early: State["early"];
  readonly value: (id: string, emit: Emit) => Promise<Value>;
  readonly step: (id: string) => Step | undefined;
  readonly memory: Memory;
}

/** A cell in its turn: it is run, however often it was; where it was wanted before, what it showed then is shown. */
export async function performScript(step: ScriptStep, emit: Emit, stage: Stage): Promise<void> {
  const shown = stage.early.get(step.id);
  if (shown === undefined) {
    stage.memory.kept.delete(stage.memory.keyOf(step));
    // from now on it is its turn
    stage.early.set(step.id, []);
  } else for (const event of shown) emit(event);
  await stage.value(step.id, emit);
}

/** Runs a cell; what it exports is not its value. */
export async function runScript(step: ScriptStep, emit: Emit, stage: Stage): Promise<Value> {
  const { scripts, signal, memory } = stage;
  if (!scripts) throw refusal(step.called);
  const values = new Map<string, Value>();
  for (const [name, ex] of Object.entries(step.reads))
    if (ex.op === "step") values.set(name, await stage.value(ex.name, emit));
  // the cells whose names it uses come before it
  for (const ex of step.uses) if (ex.op === "step") await stage.value(ex.name, emit);
  const { at, called, checks, types } = step;
  const text = `${" ".repeat(Math.max(0, at.start - 1))}${at.start > 0 ? "\n" : ""}${step.text}`;
  const cell = { key: memory.keyOf(step), cell: at.cell, label: called, text, checks, types, values };
  await scripts.run(cell, heard(step, emit, stage), signal);
  return null;
}

/** Where the output of a cell goes: to whoever wants it, or, where each cell has its own turn, to that. */
function heard({ id }: ScriptStep, emit: Emit, { early, whole = false }: Stage): Emit {
  if (!whole || early.has(id)) return emit;
  const waiting: Event[] = [];
  early.set(id, waiting);
  return (event) => void waiting.push(event);
}

/** What a cell exports, to those who call it. */
export const exportsOf = (id: string, stage: Stage): Running => ({
  async call(name, args, emit) {
    const step = stage.step(id);
    await stage.value(id, emit);
    return step && stage.scripts ? stage.scripts.call(stage.memory.keyOf(step), name, args, emit) : undefined;
  },
});
