// What a running program says of its steps: their names, the size of a table, what a run took.
import type { Step } from "../dsl/plan/plan.ts";
import type { Took } from "./ask.ts";
import { stepName } from "./memory.ts";
import type { Store } from "./store.ts";
import type { Table } from "./value.ts";

/** A table in one line. */
export const summary = (name: string, table: Table): string =>
  `${name}: ${table.size} rows (${table.names.join(", ")})`;

/** What a run took: differs from run to run, so it is shown apart. */
export function costs(name: string, took: Took, store: Store): string {
  const { cached, made, merged, tokens, seconds, providers } = took;
  const rate = seconds > 0 && made > 0 ? `, ${Math.round(tokens / seconds)} tokens/s` : "";
  const equal = merged > 0 ? `, ${merged} equal to another call` : "";
  const damaged = store.damaged() > 0 ? `; ${store.damaged()} damaged entries of the store left unused` : "";
  return `${name}: ${made} calls made, ${cached} from the store${equal}; ${seconds.toFixed(1)} s${rate}; on ${providers.join(", ") || "nothing"}${damaged}`;
}

/** A step in the user's words: its name, or what it does. */
export const said = (step: Step): string =>
  step.id.includes("#") ? `this ${step.kind}` : `'${stepName(step)}'`;
