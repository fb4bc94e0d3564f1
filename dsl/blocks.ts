// The three statements with a body: prompt, run, score.
import type { Ask, Expr, PromptDecl, Prop, RunDecl, ScoreDecl, Vary } from "./ast.ts";
import { type Env, slots, withLocals, withRow } from "./env.ts";
import { infer, inferParts } from "./infer.ts";
import { want } from "./lookup.ts";
import { near } from "./near.ts";
import { checkProps } from "./props.ts";
import { resolve } from "./resolve.ts";
import { constant, references } from "./scope.ts";
import {
  bool,
  columnsOf,
  type Fields,
  fits,
  int,
  isTable,
  list,
  merge,
  num,
  show,
  text,
  type Type,
  union,
  unknown,
} from "./types.ts";

export function checkPrompt(prompt: PromptDecl, env: Env): Type {
  const params = prompt.params.map((param) => {
    const type = resolve(param.type, new Set(), env.report);
    if (param.default)
      want(infer(param.default, env), type, `the default of ${param.name.text}`, param.default, env);
    return { name: param.name.text, type, optional: param.default !== null };
  });
  const inner = withLocals(
    env,
    params.map((param) => [param.name, param.type] as const),
  );
  const props: Prop[] = [];
  for (const item of prompt.items) {
    if (item.kind === "Message") inferParts(item.template.parts, inner);
    else if (item.kind === "Prop") props.push(item);
    else env.report("E601", item.span, { what: item.kind === "Shots" ? "'shots'" : "'messages'" });
  }
  checkProps(props, "prompt", `prompt '${prompt.name.text}'`, env);
  if (prompt.returns) {
    const returns = resolve(prompt.returns, new Set(), env.report);
    if (!fits(returns, text))
      env.report("E601", prompt.returns.span, { what: `a prompt that returns ${show(returns)}` });
  }
  if (!prompt.items.some((item) => item.kind === "Message"))
    env.report("E010", prompt.name.span, {
      what: `prompt '${prompt.name.text}' has no message; it needs user """...""" at least`,
    });
  return { kind: "prompt", params };
}

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
  let inner: Env = withRow({ ...env, asks: asks.length > 0 }, { name: nameOf(run.over), columns });
  const added: Record<string, Type> = {};
  for (const vary of run.vary) {
    const type = axisType(vary, inner);
    inner = withLocals(inner, [[vary.name.text, type]]);
    added[vary.name.text] = type.kind === "messages" || type.kind === "model" ? text : type;
  }
  const props = run.items.filter((item) => item.kind === "Prop");
  let unnamed = 0;
  for (const item of run.items) {
    if (item.kind === "RunStep") {
      const type = item.value.kind === "Ask" ? checkAsk(item.value, inner) : infer(item.value, inner);
      if (item.when) want(infer(item.when, inner), bool, "'when'", item.when, inner);
      added[item.name.text] = item.when ? { kind: "optional", of: type } : type;
      inner = withRow(inner, { name: nameOf(run.over), columns: columns && { ...columns, ...added } });
    } else if (item.kind === "Ask") {
      checkAsk(item, inner);
      if (++unnamed === 2) env.report("E306", item.span, { run: run.name.text });
    }
  }
  checkProps(props, "run", `run '${run.name.text}'`, env);
  checkSeeds(run, props, asks, env);
  if (!run.items.some((item) => item.kind !== "Prop"))
    env.report("E010", run.name.span, {
      what: `run '${run.name.text}' does nothing; it needs 'ask ... with ...' or 'step ... = ...'`,
    });
  const outputs: Fields =
    asks.length > 0
      ? { ...(unnamed > 0 && { output: text }), ...asked, ...(hasSeeds(props) && { seed: int }) }
      : {};
  collisions(
    run,
    over,
    columns,
    [
      ...Object.keys(added),
      ...(unnamed > 0 ? ["output"] : []),
      ...(asks.length > 0 && over.kind !== "run" ? Object.keys(asked) : []),
    ],
    env,
  );
  return {
    kind: "run",
    axes: [...axesOf(over), ...axes],
    columns: columns && { ...columns, ...added, ...outputs },
  };
}

/** E214: what a run makes must not hide a column it goes over. */
function collisions(
  run: RunDecl,
  over: Type,
  columns: Fields | null,
  made: readonly string[],
  env: Env,
): void {
  for (const name of made)
    if (columns && Object.hasOwn(columns, name))
      env.report("E214", run.name.span, {
        run: run.name.text,
        name,
        table: over.kind === "run" ? "the run" : nameOf(run.over),
      });
}

const axesOf = (type: Type): readonly string[] => (type.kind === "run" ? type.axes : []);
const hasSeeds = (props: readonly Prop[]): boolean => props.some((prop) => prop.name.text === "seeds");
const nameOf = (expr: Expr): string =>
  expr.kind === "Ref" ? expr.name.text : expr.kind === "Pipe" ? nameOf(expr.left) : "the table";

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
  if (type.kind === "list") return type.of;
  want(type, union(list(unknown), { kind: "record", fields: {} }), `axis '${vary.name.text}'`, values, env);
  return unknown;
}

function checkAsk(ask: Ask, env: Env): Type {
  const prompt = infer(ask.prompt, env);
  if (!fits(prompt, { kind: "messages" }))
    env.report("E204", ask.prompt.span, {
      what: "what is asked",
      wanted: "a prompt applied to its arguments",
      got: show(prompt),
    });
  want(infer(ask.with, { ...env, slot: slots.model }), { kind: "model" }, "what answers", ask.with, env);
  checkProps(ask.props, "ask", "ask", env);
  return text;
}

/** E304: several seeds with greedy decoding give copies of one answer. What the run leaves open, its models and prompts may set. */
function checkSeeds(run: RunDecl, props: readonly Prop[], asks: readonly Ask[], env: Env): void {
  const seeds = props.find((prop) => prop.name.text === "seeds");
  if (!seeds) return;
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

const present = (columns: Fields): Fields =>
  Object.fromEntries(
    Object.entries(columns).map(([name, type]) => [name, type.kind === "optional" ? type.of : type]),
  );

export function checkScore(score: ScoreDecl, env: Env): Type {
  const of = infer(score.of, { ...env, slot: slots.table });
  if (of.kind !== "unknown" && !isTable(of))
    env.report("E204", score.of.span, {
      what: `what score '${score.name.text}' is of`,
      wanted: "a Run or a Table",
      got: show(of),
    });
  const name = nameOf(score.of);
  const columns = columnsOf(of);
  // a row without a value (a step left out by 'when', a failed call) is counted, not measured
  const inner = withRow(env, { name, columns: columns && present(columns) });
  const allowed =
    of.kind === "run"
      ? [...of.axes, ...(columns && "seed" in columns ? ["seed"] : []), ...Object.keys(columns ?? {})]
      : Object.keys(columns ?? {});
  for (const column of score.by)
    if (columns && !allowed.includes(column.name.text) && column.name.text !== "") {
      const axes = of.kind === "run" ? of.axes : Object.keys(columns);
      const meant = near(column.name.text, allowed);
      env.report("E302", column.name.span, {
        message: `score groups by '${column.name.text}', which is not an axis of ${name}${meant === undefined ? "" : `; did you mean '${meant}'?`}`,
        hint: `${of.kind === "run" ? "axes" : "columns"}: ${axes.join(", ")}`,
      });
    }
  const metrics = score.items.filter((item) => item.kind === "Metric");
  for (const metric of metrics)
    want(infer(metric.value, inner), union(num, bool), `metric '${metric.name.text}'`, metric.value, inner);
  if (metrics.length === 0)
    env.report("E010", score.name.span, {
      what: `score '${score.name.text}' has no metric; write: metric f1 = token_f1(.output, .answers)`,
    });
  const props = score.items.filter((item) => item.kind === "Prop");
  checkProps(props, "score", `score '${score.name.text}'`, inner);
  return {
    kind: "score",
    by: score.by.map((column) => column.name.text),
    metrics: metrics.map((metric) => metric.name.text),
  };
}
