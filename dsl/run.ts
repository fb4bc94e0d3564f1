// The statement of an experiment: its axes, its steps and asks, its seeds; every column it makes has one maker.
import type { Ask, Expr, Name, Prop, RunDecl, RunStep, Vary } from "./ast.ts";
import { FORBIDDEN } from "./bind.ts";
import { type Env, slots, withLocals, withRow } from "./env.ts";
import { infer } from "./infer.ts";
import { nameOf, want } from "./lookup.ts";
import { checkProps } from "./props.ts";
import { constant, references } from "./scope.ts";
import type { Span } from "./source.ts";
import {
  anyModel,
  bool,
  columnsOf,
  type Fields,
  fits,
  int,
  isTable,
  list,
  merge,
  messages,
  num,
  show,
  text,
  type Type,
  union,
  unknown,
} from "./types.ts";
import { walk } from "./walk.ts";

/** Columns every run adds to its rows when it asks. */
const asked: Fields = {
  usage: { kind: "record", fields: { prompt: int, output: int } },
  logprob: num,
  finish: text,
  error: { kind: "optional", of: text },
};

export function checkRun(run: RunDecl, env: Env): Type {
  const axes = run.vary.map((vary) => vary.name.text);
  const over = infer(run.over, {
    ...env,
    slot: slots.table,
    barred: { run: run.name.text, axes: new Set(axes) },
  });
  if (over.kind !== "unknown" && !isTable(over))
    env.report("E204", run.over.span, {
      what: `what run '${run.name.text}' goes over`,
      wanted: "a Table",
      got: show(over),
    });
  const columns = columnsOf(over);
  const asks = run.items.flatMap((item) =>
    item.kind === "Ask" ? [item] : item.kind === "RunStep" && item.value.kind === "Ask" ? [item.value] : [],
  );
  const props = run.items.filter((item) => item.kind === "Prop");
  const added = checkBody(run, columns, { ...env, asks: asks.length > 0 });
  checkProps(props, "run", `run '${run.name.text}'`, env);
  checkSeeds(run, props, asks, env);
  if (!run.items.some((item) => item.kind !== "Prop"))
    env.report("E010", run.name.span, {
      what: `run '${run.name.text}' does nothing; it needs 'ask ... with ...' or 'step ... = ...'`,
    });
  const answers: Fields =
    asks.length > 0
      ? {
          ...(run.items.some((item) => item.kind === "Ask") && { output: text }),
          ...asked,
          ...(seedsOf(props) && { seed: int }),
        }
      : {};
  checkColumns(run, over, Object.keys(answers), env);
  checkUse(run, env);
  return {
    kind: "run",
    axes: [...(over.kind === "run" ? over.axes : []), ...axes],
    seeded: (over.kind === "run" && over.seeded) || seedsOf(props) !== undefined,
    columns: columns && { ...columns, ...Object.fromEntries(added), ...answers },
  };
}

/** Axes, steps and asks in order, each seeing those before it; the columns that axes and steps make. */
function checkBody(run: RunDecl, columns: Fields | null, env: Env): ReadonlyMap<string, Type> {
  const name = nameOf(run.over);
  let inner: Env = withRow(env, { name, columns });
  const added = new Map<string, Type>();
  for (const vary of run.vary) {
    const type = axisType(vary, inner);
    inner = withLocals(inner, [[vary.name.text, type]]);
    added.set(vary.name.text, type.kind === "messages" || type.kind === "model" ? text : type);
  }
  let unnamed = 0;
  for (const item of run.items) {
    if (item.kind === "RunStep") {
      added.set(item.name.text, stepType(item, inner));
      inner = withRow(inner, { name, columns: columns && { ...columns, ...Object.fromEntries(added) } });
    } else if (item.kind === "Ask") {
      checkAsk(item, inner);
      if (++unnamed === 2) env.report("E306", item.span, { run: run.name.text });
    }
  }
  return added;
}

function stepType(step: RunStep, env: Env): Type {
  const type = step.value.kind === "Ask" ? checkAsk(step.value, env) : infer(step.value, env);
  if (step.when) want(infer(step.when, env), bool, "'when'", step.when, env);
  return step.when ? merge([{ kind: "null" }, type]) : type;
}

/** E214: no two columns of one name. What a run adds for its asks replaces the same columns of a run it goes over. */
function checkColumns(run: RunDecl, over: Type, answers: readonly string[], env: Env): void {
  const given = new Set(Object.keys(columnsOf(over) ?? {}));
  const made = new Set<string>();
  const make = (name: string, at: Span): void => {
    const table = given.has(name) ? nameOf(run.over) : null;
    if (table !== null || made.has(name))
      env.report("E214", at, { maker: `run '${run.name.text}'`, name, table });
    made.add(name);
  };
  const seeds = seedsOf(run.items.filter((item) => item.kind === "Prop"));
  for (const name of answers)
    if (over.kind === "run" && name !== "output") made.add(name);
    else make(name, name === "seed" && seeds ? seeds.name.span : run.name.span);
  const named: readonly Name[] = [
    ...run.vary.map(({ name }) => name),
    ...run.items.flatMap((item) => (item.kind === "RunStep" ? [item.name] : [])),
  ];
  for (const name of named)
    if (FORBIDDEN.has(name.text)) env.report("E210", name.span, { name: name.text });
    else if (name.text !== "") make(name.text, name.span);
}

/** E302: an axis that nothing mentions makes copies. A single value makes none. */
function checkUse(run: RunDecl, env: Env): void {
  for (const { name, in: values } of run.vary) {
    const count =
      values.kind === "List" ? values.items.length : values.kind === "Record" ? values.entries.length : null;
    if (name.text === "" || (count !== null && count < 2)) continue;
    const others = run.vary.flatMap((vary) => (vary.name === name ? [] : [vary.in]));
    if ([...others, ...run.items].some((node) => mentions(node, name.text))) continue;
    env.report("E302", name.span, {
      message: `axis '${name.text}' is varied but never used in '${run.name.text}': the grid would be ${count ?? "made of"} identical copies`,
      hint: "use it, or remove it",
    });
  }
}

/** An axis is read by its name, in later steps also as a column of the row. */
function mentions(root: Expr | RunDecl["items"][number], name: string): boolean {
  let found = false;
  walk(root, (node) => {
    if (node.kind === "Ref" || node.kind === "Field") found ||= node.name.text === name;
    return !found;
  });
  return found;
}

/** E209: a value that stands twice in a written list gives every row twice. */
function checkRepeats(values: Expr, env: Env): void {
  const seen = new Set<string>();
  for (const item of values.kind === "List" ? values.items : []) {
    const value = constant(item);
    const written = value === undefined ? undefined : JSON.stringify(value);
    const key = item.kind === "Ref" ? `name ${item.name.text}` : written;
    if (key === undefined || key === "name ") continue;
    const name = item.kind === "Ref" ? item.name.text : String(value);
    if (seen.has(key)) env.report("E209", item.span, { name });
    seen.add(key);
  }
}

/** An axis is a list of values, or a record of named arms. */
function axisType(vary: Vary, env: Env): Type {
  const { in: values } = vary;
  if (values.kind === "Record") {
    const types = values.entries.map((entry) => infer(entry.value, env));
    infer(values, {
      ...env,
      report: (code, ...rest) => void ((code === "E209" || code === "E210") && env.report(code, ...rest)),
    });
    if (types.length === 0)
      env.report("E010", values.span, { what: `axis '${vary.name.text}' has no values` });
    return merge(types);
  }
  const type = infer(values, env);
  if (values.kind === "List" && values.items.length === 0)
    env.report("E010", values.span, { what: `axis '${vary.name.text}' has no values` });
  checkRepeats(values, env);
  if (type.kind === "list") return type.of;
  want(type, union(list(unknown), { kind: "record", fields: {} }), `axis '${vary.name.text}'`, values, env);
  return unknown;
}

function checkAsk(ask: Ask, env: Env): Type {
  const prompt = infer(ask.prompt, env);
  if (!fits(prompt, messages()))
    env.report("E204", ask.prompt.span, {
      what: "what is asked",
      wanted: "a prompt applied to its arguments",
      got: show(prompt),
    });
  want(infer(ask.with, { ...env, slot: slots.model }), anyModel, "what answers", ask.with, env);
  checkProps(ask.props, "ask", "ask", env);
  return text;
}

const seedsOf = (props: readonly Prop[]): Prop | undefined => props.find(({ name }) => name.text === "seeds");

/** E304: several seeds with greedy decoding give copies of one answer. What the run leaves open, its models and prompts may set. */
function checkSeeds(run: RunDecl, props: readonly Prop[], asks: readonly Ask[], env: Env): void {
  const seeds = seedsOf(props);
  if (!seeds) return;
  checkRepeats(seeds.value, env);
  if (asks.length === 0)
    return env.report("E010", seeds.span, {
      what: `'seeds' repeats what a model is asked, and run '${run.name.text}' asks none`,
    });
  const own = temperatures([...props, ...asks.flatMap((ask) => ask.props)]);
  const all =
    own.length > 0 ? own : [...references(run)].flatMap((name) => temperatures(settings(name, env)));
  if (all.every((prop) => constant(prop.value) === 0)) env.report("E304", seeds.span, {});
}

const temperatures = (props: readonly Prop[]): Prop[] =>
  props.filter((prop) => prop.name.text === "temperature");

/** Settings of generation that a declared model or prompt brings along. */
function settings(name: string, env: Env): readonly Prop[] {
  const statement = env.names.get(name);
  if (statement?.kind === "ModelDecl") return statement.props;
  return statement?.kind === "PromptDecl" ? statement.items.filter((item) => item.kind === "Prop") : [];
}
