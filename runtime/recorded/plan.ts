// The plan of an earlier run, as far as its scores want it: prompts say nothing, since nobody is asked, and a run makes the
// columns that its answers and its scores rest on, and no others.
import type { Ex, Plan, PromptStep, RunPlanStep, Step } from "../../dsl/plan/plan.ts";
import { silentId } from "./silent.ts";

/** Columns of a run by name; "all" where it is used whole. */
type Wanted = ReadonlySet<string> | "all";

/** Settings that say how an answer is read; the others say how it is made. */
const READ: ReadonlySet<string> = new Set(["choose", "choices", "given", "delimiter", "overlap", "logprobs"]);

/** @param ids steps whose values are wanted */
export function scoredPlan(plan: Plan, ids: readonly string[]): Plan {
  const steps = new Map(plan.steps.map((step) => [step.id, step]));
  const used = usersOf(steps, ids);
  const wanted = new Map<string, Wanted>();
  const prompts = plan.steps.filter((step) => step.kind === "prompt").map(silent);
  // each step comes after those it needs: what is wanted of a run is known when its users are
  const made = plan.steps.toReversed().map((step) => {
    if (step.kind !== "run") return step;
    const of = columnsOf(step.id, used.get(step.id) ?? [], wanted);
    const some = lessened(step, of);
    wanted.set(step.id, of === "all" ? "all" : new Set([...of, ...namesIn(some, step)]));
    return some;
  });
  return { ...plan, steps: [...prompts, ...made.toReversed()] };
}

/** The steps that name each step, of those that are wanted. */
function usersOf(steps: ReadonlyMap<string, Step>, ids: readonly string[]): ReadonlyMap<string, Step[]> {
  const users = new Map<string, Step[]>();
  const seen = new Set<string>();
  const open = [...ids];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const step = steps.get(id);
    if (!step || seen.has(id)) continue;
    seen.add(id);
    for (const need of step.needs) users.set(need, [...(users.get(need) ?? []), step]);
    open.push(...step.needs);
  }
  return users;
}

/** The columns that the users of a run read, as far as they say so. */
function columnsOf(id: string, users: readonly Step[], wanted: ReadonlyMap<string, Wanted>): Wanted {
  const found = new Set<string>();
  for (const user of users) {
    const of = user.kind === "score" ? user.of : user.kind === "run" ? user.over : null;
    if (
      !of ||
      of.op !== "step" ||
      of.name !== id ||
      mentions({ ...user, of: null, over: null, needs: [] }, id)
    )
      return "all";
    // of a run over it, what is wanted there: its own columns among them
    const names = user.kind === "run" ? wanted.get(user.id) : wordsIn(user);
    if (names === undefined || names === "all") return "all";
    for (const name of names) found.add(name);
  }
  return found;
}

/** Whether a step stands somewhere in a value. */
const mentions = (value: unknown, id: string): boolean =>
  anywhere(value, (node) => node["op"] === "step" && node["name"] === id);

/** A run whose prompts are silent, without the columns that nothing wanted rests on. */
function lessened(step: RunPlanStep, wanted: Wanted): RunPlanStep {
  const axes = step.axes.map((axis) => ({ ...axis, values: axis.values.map(unsaid) }));
  const columns = step.columns.map((column) => ({
    ...column,
    ask: column.ask && {
      ...column.ask,
      prompt: unsaid(column.ask.prompt),
      options: readingOf(column.ask.options),
    },
  }));
  if (wanted === "all") return { ...step, axes, columns };
  const names = new Set(wanted);
  const keep = columns.toReversed().filter((column) => {
    if (!column.ask && !names.has(column.name)) return false;
    for (const name of namesIn({ columns: [column] }, { axes })) names.add(name);
    return true;
  });
  return { ...step, axes, columns: keep.toReversed() };
}

/** What the columns of a run name, their axes seen through. */
function namesIn(
  { columns }: Pick<RunPlanStep, "columns">,
  { axes }: Pick<RunPlanStep, "axes">,
): ReadonlySet<string> {
  const found = new Set<string>();
  const open = columns.flatMap((column) => [...wordsIn(column)]);
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (found.has(name)) continue;
    found.add(name);
    const axis = axes.find((one) => one.name === name);
    if (axis) open.push(...wordsIn(axis.values));
  }
  return found;
}

/** Fields, local names and texts of a value: a column may be named by any of them. */
function wordsIn(value: unknown): ReadonlySet<string> {
  const found = new Set<string>();
  anywhere(value, (node) => {
    const { op, name, value: literal, by } = node;
    if ((op === "field" || op === "local") && typeof name === "string") found.add(name);
    if (op === "lit" && typeof literal === "string") found.add(literal);
    if (Array.isArray(by)) for (const one of by) found.add(String(one));
    return false;
  });
  return found;
}

/** Whether a test holds for an object somewhere in a value. */
function anywhere(value: unknown, test: (node: { readonly [key: string]: unknown }) => boolean): boolean {
  if (Array.isArray(value)) return value.some((one) => anywhere(one, test));
  if (typeof value !== "object" || value === null) return false;
  const node = value as { readonly [key: string]: unknown };
  return test(node) || Object.values(node).some((one) => anywhere(one, test));
}

/** The prompt without what it says: what its answers are read as. */
const silent = (prompt: PromptStep): PromptStep => ({
  ...prompt,
  id: silentId(prompt.id),
  params: [],
  items: [],
  options: readingOf(prompt.options),
});

const readingOf = (options: PromptStep["options"]): PromptStep["options"] =>
  Object.fromEntries(Object.entries(options).filter(([name]) => READ.has(name)));

/** The same expression, in which prompts are applied to nothing. */
function unsaid(ex: Ex): Ex {
  const mapped = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(mapped);
    if (typeof value !== "object" || value === null) return value;
    const node = value as { readonly op?: unknown; readonly prompt?: unknown };
    if (node.op === "apply") return { ...node, prompt: silentId(String(node.prompt)), args: {} };
    return Object.fromEntries(Object.entries(node).map(([key, one]) => [key, mapped(one)]));
  };
  // every node stays of its kind
  return mapped(ex) as Ex;
}
