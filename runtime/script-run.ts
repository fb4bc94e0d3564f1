// TypeScript cells among the steps of a running program: run in their turn, or when what they export is wanted before.
import type { ScriptStep, Step } from "../dsl/plan/plan.ts";
import type { Emit, Event } from "./event.ts";
import type { State } from "./house.ts";
import type { Memory } from "./memory.ts";
import { refusal, type Running } from "./module/host.ts";
import { Problem } from "./problem.ts";
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
  for (const ex of step.uses) if (ex.op === "step") await ran(ex.name, emit, stage);
  const { at, called, checks, types } = step;
  const text = " ".repeat(at.start - at.above) + "\n".repeat(at.above) + step.text;
  const cell = { key: memory.keyOf(step), cell: at.cell, label: called, text, checks, types, values };
  await scripts.run(cell, heard(step, emit, stage), signal);
  return null;
}

/** A cell whose names are used comes first; one that has failed is not run for that again, and what it made before is there. */
async function ran(id: string, emit: Emit, stage: Stage): Promise<void> {
  const step = stage.step(id);
  const before = step !== undefined && stage.memory.kept.has(stage.memory.keyOf(step));
  try {
    await stage.value(id, emit);
  } catch (error) {
    if (!before) throw error;
  }
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
    const key = step ? stage.memory.keyOf(step) : "";
    if (step?.kind === "script" && stage.memory.kept.get(key)?.failed && !stage.whole)
      throw new Problem(
        "HostError",
        "E129",
        `'${name}' is of ${step.called}, which has failed`,
        "run that cell again",
      );
    await stage.value(id, emit);
    return stage.scripts?.call(key, name, args, emit);
  },
});
