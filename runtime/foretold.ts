// The calls that runs would make, item by item: what an item of an earlier run is held against. Nobody is asked.
import { nameIn } from "../dsl/names/local.ts";
import { foresight } from "./foresee.ts";
import type { Item } from "./items.ts";
import type { Problem } from "./problem.ts";
import type { Telling } from "./told.ts";

/** A run of which calls were told, and why not more of them. */
export interface Foretold {
  readonly step: string;
  /** The answers that they wait for. */
  readonly waits: string | null;
  /** Why it cannot be run. */
  readonly problem: Problem | null;
}

export async function itemsOf(
  telling: Telling,
  names: ReadonlySet<string>,
  told: (step: string, item: Item) => void,
): Promise<readonly Foretold[]> {
  const seen = foresight({ ...telling, told });
  const found: Foretold[] = [];
  for (const step of telling.plan.steps) {
    if (step.kind !== "run" || !names.has(nameIn(step.id))) continue;
    const { waits, problem } = await seen.run(step);
    found.push({ step: step.id, waits, problem });
  }
  return found;
}
