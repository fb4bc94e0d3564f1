// Values kept from cell to cell: under which keys, which are let go, and which are computed again.
import { type Cells, editions } from "../dsl/cells.ts";
import type { Compiled } from "../dsl/compile.ts";
import type { Step } from "../dsl/plan/plan.ts";
import { failuresIn, mayPass } from "../runtime/failed.ts";
import { type Kept, keptAs, type Memory } from "../runtime/memory.ts";
import type { Run } from "../runtime/value.ts";

/** What a session keeps. */
export interface Keeping {
  readonly memory: { readonly models: Memory["models"]; readonly kept: Map<string, Kept> };
  /** Hash of a step -> how often the files it reads have changed, or rows of it that failed were asked again. */
  readonly changes: Map<string, number>;
}

/** A compiled program with the values that are at hand. */
export interface Sat {
  readonly compiled: Compiled;
  readonly memory: Memory;
  readonly keyOf: (step: Step) => string;
}

export function sitting({ memory, changes }: Keeping, compiled: Compiled): Sat {
  const keyOf = editions(compiled.plan, ({ hash }) => changes.get(hash) ?? 0);
  return { compiled, memory: { ...memory, keyOf: (step) => `${keyOf(step)} ${keptAs(step)}` }, keyOf };
}

/** Values whose files have changed, and those that failed, are computed anew. */
export async function forget({ memory: { kept }, changes }: Keeping): Promise<void> {
  await Promise.all(
    [...kept].map(async ([key, one]) => {
      const holds = await one.holds();
      if (holds && (!one.failed || one.script)) return;
      kept.delete(key);
      const [hash = ""] = key.split(" ");
      if (!holds) changes.set(hash, (changes.get(hash) ?? 0) + 1);
    }),
  );
}

/** Rows that failed for a reason that may pass are asked again where their run is run again; what was answered is kept. */
export function askAgain(keeping: Keeping, compiled: Compiled, at: number): void {
  const { kept } = keeping.memory;
  const { keyOf } = sitting(keeping, compiled).memory;
  for (const step of compiled.plan.steps) {
    if (step.kind !== "run" || step.span.cell !== at) continue;
    const made = kept.get(keyOf(step))?.value;
    if (made === undefined || !failuresIn(made as Run).some(mayPass)) continue;
    kept.delete(keyOf(step));
    keeping.changes.set(step.hash, (keeping.changes.get(step.hash) ?? 0) + 1);
  }
}

/** Values that nothing in the notebook makes any more are let go; the store still has the answers in them. */
export function tidy({ memory: { kept } }: Keeping, { compiled, memory }: Sat): void {
  const wanted = new Set(compiled.plan.steps.map(memory.keyOf));
  for (const key of kept.keys()) if (!wanted.has(key)) kept.delete(key);
}

/** Names that the cell of this id gives: they check, and what is to be computed for them is there. */
export function givenBy(
  id: string | undefined,
  { live }: Cells,
  { compiled, memory }: Sat,
): readonly string[] {
  const { scope, checked, plan } = compiled;
  const sound = new Set(checked.sound);
  const steps = new Map(plan.steps.map((step) => [step.id, step]));
  return [...scope.names].flatMap(([name, statement]) => {
    const step = steps.get(name);
    const there = step === undefined || memory.kept.get(memory.keyOf(step))?.value !== undefined;
    return sound.has(statement) && there && live[statement.span.cell]?.id === id ? [name] : [];
  });
}
