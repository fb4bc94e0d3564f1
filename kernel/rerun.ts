// A cell of TypeScript that is run again may export other values than before, though its text is the same: what rests on them is old then.
import type { Compiled } from "../dsl/compile.ts";
import type { Plan } from "../dsl/plan/plan.ts";
import type { Scripts } from "../runtime/script.ts";
import type { Sat } from "./keeping.ts";

/**
 * Looks at what the cell exports before it is run; the answer, after that: the steps that rest on a cell whose values are others
 * now. Functions are not compared: what they give is known by their text alone.
 */
export async function rerunning(
  at: number,
  sat: Sat,
  scripts: Pick<Scripts, "call"> | null,
): Promise<() => Promise<ReadonlySet<string>>> {
  const { plan } = sat.compiled;
  const step = plan.steps.find(({ kind, span }) => kind === "script" && span.cell === at);
  const key = step && sat.memory.keyOf(step);
  if (!step || !scripts || key === undefined || sat.memory.kept.get(key)?.value === undefined)
    return async () => new Set();
  const names = valuesOf(sat.compiled, step.id);
  const now = async (): Promise<string> =>
    JSON.stringify(
      await Promise.all(names.map((name) => scripts.call(key, name, [], () => undefined))),
      plain,
    );
  const before = await now();
  return async () => ((await now()) === before ? new Set() : restingOn(step.id, plan));
}

/** The exported values of a cell, those that the program can have. */
const valuesOf = ({ checked }: Compiled, id: string): readonly string[] =>
  [...(checked.seen.get("")?.functions.values() ?? [])].flatMap(({ host }) =>
    host?.file === id && host.constant ? [host.export] : [],
  );

/** JSON has no such numbers, and gives up on large ones. */
const plain = (_: string, value: unknown): unknown =>
  typeof value === "bigint" || (typeof value === "number" && !Number.isFinite(value)) ? String(value) : value;

function restingOn(id: string, { steps }: Plan): ReadonlySet<string> {
  const found = new Set([id]);
  // steps stand behind what they need
  for (const step of steps) if (step.needs.some((need) => found.has(need))) found.add(step.id);
  found.delete(id);
  return found;
}
