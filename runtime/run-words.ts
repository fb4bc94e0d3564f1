// What a running program says of its steps: their names, the size of a table, what a run took.
import type { Step } from "../dsl/plan/plan.ts";
import { nameIn } from "../dsl/names/local.ts";
import type { Encoded } from "./encoder/inferring.ts";
import type { Event } from "./event.ts";
import { codesOf, failuresIn, withoutAnswer } from "./failed.ts";
import { type Kept, stepName } from "./memory.ts";
import { counted, many } from "./show/bundle.ts";
import { duration } from "./show/explain-text.ts";
import type { Store } from "./store.ts";
import type { Took } from "./took.ts";
import type { Json, Run, Table } from "./value.ts";

/** A table in one line. */
export const summary = (name: string, table: Table): string =>
  `${name}: ${counted(table.size, "row")} (${table.names.join(", ")})`;

/** What a value took to compute; where that was told before, that it was not computed again. */
export function spentOn(step: Step, made: Kept, store: Store): string | null {
  const { took, encoded, wrote, slow, told, value } = made;
  made.told = true;
  if (!took && !encoded && !wrote && !slow) return null;
  if (told) return `${called(step)}: kept from before${took || wrote ? ", no calls made" : ""}`;
  const name = stepName(step);
  const lines = [
    ...(took ? [costs(name, took, value as Run, store)] : []),
    ...(wrote ? [costs(`${called(step)}, by its operators`, wrote, null, store)] : []),
    ...(encoded ? [texts(called(step), encoded)] : []),
  ];
  return lines.length > 0 ? lines.join("\n") : `${called(step)}: computed in ${duration(slow ?? 0)}`;
}

/** What calls took, of a run or of operators: differs from run to run, so it is shown apart. Rows of a run that failed are counted. */
function costs(name: string, took: Took, run: Run | null, store: Store): string {
  const { cached, others, made, merged, restarts, tokens, prompt, lookup, seconds, providers } = took;
  const failed = run ? withoutAnswer(failuresIn(run)).length : 0;
  const rate = seconds > 0 && made > 0 && tokens > 0 ? `, ${Math.round(tokens / seconds)} tokens/s` : "";
  const known =
    prompt.known > 0 ? `, ${many(prompt.known)} of ${many(prompt.tokens)} prompt tokens known` : "";
  const drafts =
    lookup.drafted > 0 ? `, ${many(lookup.accepted)} of ${many(lookup.drafted)} drafted tokens came` : "";
  const meanwhile = others > 0 ? `, ${others} made by another process meanwhile` : "";
  const equal = merged > 0 ? `, ${merged} equal to another call` : "";
  const lost = failed > 0 ? `, ${counted(failed, "row")} failed` : "";
  const again =
    restarts > 0 ? `; the runner process died and was started again ${counted(restarts, "time")}` : "";
  return `${name}: ${made} calls made, ${cached} from the store${meanwhile}${equal}${lost}; ${seconds.toFixed(1)} s${rate}${known}${drafts}; on ${providers.join(", ") || "nothing"}${again}${doubts(store)}`;
}

/** What the store holds against itself: records that cannot be believed, and results that came again and differed. */
function doubts(store: Store): string {
  const [[damage], [conflict]] = [store.damaged(), store.conflicts()];
  const unused = damage
    ? `; ${counted(store.damaged().length, "damaged record")} of the store left unused (${brief(damage.key)}: ${damage.why})`
    : "";
  const differing = conflict
    ? `; nondeterminism: ${counted(store.conflicts().length, "call")} computed twice with different results (${brief(conflict.key)}: ${sample(conflict.kept)} is kept, ${sample(conflict.other)} came now)`
    : "";
  return unused + differing;
}
const SAMPLE = 60;
const brief = (key: string): string => key.slice(0, 12);
/** Enough of a result to tell it from another. */
function sample(value: Json): string {
  const text = typeof value === "object" && value !== null && "text" in value ? value.text : value;
  const said = JSON.stringify(text) ?? "";
  return said.length > SAMPLE ? `${said.slice(0, SAMPLE)}…` : said;
}

/** What the texts of a step took that encoders were asked of. */
function texts(name: string, { made, cached, merged, tokens, seconds, providers }: Encoded): string {
  const rate = seconds > 0 && made > 0 && tokens > 0 ? `, ${Math.round(tokens / seconds)} tokens/s` : "";
  const equal = merged > 0 ? `, ${merged} equal to another text` : "";
  return `${name}: ${counted(made, "text")} encoded, ${cached} from the store${equal}; ${seconds.toFixed(1)} s${rate}; on ${providers.join(", ") || "nothing"}`;
}

/** What a step is called where it is counted: its name, or its kind. */
export const called = (step: Step): string => (step.id.includes("#") ? step.kind : stepName(step));

/** A step in the user's words: its name, or what it does. */
export const said = (step: Step): string =>
  step.id.includes("#") ? `this ${step.kind}` : `'${stepName(step)}'`;

/** Rows of a run that failed, for whoever counts; null where none did. */
export function lostRows(step: string, run: Run): Event | null {
  const failures = failuresIn(run);
  if (failures.length === 0) return null;
  const codes = Object.fromEntries(codesOf(failures));
  return { kind: "rows", step, name: nameIn(step), failed: failures.length, of: run.table.size, codes };
}
