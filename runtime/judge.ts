// Scores and checks: metric expressions over rows, expectations over scores.
import type { CheckStep, ScoreStep } from "../dsl/plan/plan.ts";
import { say } from "../dsl/plan/say.ts";
import { type Diagnostic, diagnostic } from "../dsl/tell/diagnostic.ts";
import { arithmetic } from "./arithmetic.ts";
import { evaluate, type House, nowhere } from "./eval.ts";
import { measured } from "./measured.ts";
import { Problem, typeError } from "./problem.ts";
import { type MetricValues, scoring } from "./score.ts";
import { type MimeBundle, showCheck } from "./show.ts";
import { rows as rowsOf, type Table } from "./table.ts";
import { turnUnless } from "./turn.ts";
import { type IntervalMethod, kindOf, type Run, type Value } from "./value.ts";

/** Evaluates every metric on every row and scores the cells. */
export async function scoreStep(step: ScoreStep, house: House): Promise<Value> {
  const of = await evaluate(step.of, nowhere, house);
  const run = kindOf(of) === "run" ? (of as Run) : null;
  if (!run && kindOf(of) !== "table") throw typeError("E204", "a score is of a Run or a Table");
  const table = run ? run.table : (of as Table);
  const rows = rowsOf(table);
  const interval = step.ci ? ((await evaluate(step.ci, nowhere, house)) as IntervalMethod) : null;
  const metrics: MetricValues[] = [];
  for (const metric of step.metrics) metrics.push(await measured(metric.name, metric.value, rows, house));
  const seeds = run && table.names.includes("seed") ? ["seed"] : [];
  const steps = scoring({
    name: step.id,
    rows,
    id: interval?.paired ?? (table.names.includes("id") ? "id" : null),
    by: step.by,
    axes: run ? [...run.axes, ...seeds] : step.by,
    metrics,
    interval,
    notes: run?.notes ?? [],
  });
  for (;;) {
    const made = steps.next();
    if (made.done) return made.value;
    await turnUnless(house.reach.signal);
  }
}

export interface CheckResult {
  readonly pass: boolean;
  readonly text: string;
  /** E801, where it does not hold. */
  readonly failure: Diagnostic | null;
  readonly bundle: MimeBundle;
}

const COMPARES = new Set(["<", "<=", ">", ">=", "==", "!="]);

/** Evaluates a check; where it compares, both sides are shown with the verdict. */
export async function checkStep(step: CheckStep, house: House): Promise<CheckResult> {
  const { value } = step;
  let pass: Value;
  let numbers = "";
  if (value.op === "binary" && COMPARES.has(value.kind)) {
    const left = await evaluate(value.left, nowhere, house);
    const right = await evaluate(value.right, nowhere, house);
    pass = arithmetic(value.kind, left, right);
    numbers = `${plain(left)} ${value.kind} ${plain(right)}`;
  } else pass = await evaluate(value, nowhere, house);
  if (typeof pass !== "boolean")
    throw new Problem("StruxTypeError", "E204", "a check must be Bool", "", step.span);
  const { label, compared } = named(step, numbers, house);
  const text = `${pass ? "holds" : "fails"}: ${label}${compared === "" ? "" : ` (${compared})`}`;
  const failure = pass ? null : diagnostic("E801", step.span, { label: step.label, numbers });
  return { pass, text, failure, bundle: showCheck({ pass, label, numbers: compared }) };
}

/** What a check is called: a nameless one by what it says, and that it compares these numbers only where it does not say so. */
function named(
  { label, value }: CheckStep,
  numbers: string,
  { operators }: House,
): { readonly label: string; readonly compared: string } {
  if (label !== "") return { label, compared: numbers };
  const signatures = Object.fromEntries([...operators].map(([name, { signature }]) => [name, signature]));
  const said = say(value, { operators: signatures });
  return { label: said, compared: said === numbers ? "" : numbers };
}

const plain = (value: Value): string =>
  typeof value === "number" ? String(Number(value.toPrecision(6))) : JSON.stringify(value);
