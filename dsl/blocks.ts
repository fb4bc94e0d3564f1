// Two statements with a body: prompt and score. The third, run, has a file of its own.
import type { PromptDecl, Prop, ScoreDecl } from "./ast.ts";
import { FORBIDDEN } from "./bind.ts";
import { type Env, slots, withLocals, withRow } from "./env.ts";
import { infer, inferParts } from "./infer.ts";
import { nameOf, want } from "./lookup.ts";
import { near } from "./near.ts";
import { checkParams } from "./params.ts";
import { checkProps } from "./props.ts";
import { resolve } from "./resolve.ts";
import { bool, columnsOf, type Fields, fits, isTable, num, show, text, type Type, union } from "./types.ts";

export function checkPrompt(prompt: PromptDecl, env: Env): Type {
  const params = checkParams(prompt.params, env);
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
    const returns = resolve(prompt.returns, env);
    if (!fits(returns, text))
      env.report("E601", prompt.returns.span, { what: `a prompt that returns ${show(returns)}` });
  }
  if (!prompt.items.some((item) => item.kind === "Message"))
    env.report("E010", prompt.name.span, {
      what: `prompt '${prompt.name.text}' has no message; it needs user """...""" at least`,
    });
  return { kind: "prompt", params, returns: text };
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
    of.kind === "run" ? [...of.axes, ...Object.keys(columns ?? {})] : Object.keys(columns ?? {});
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
  checkNames(score, env);
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

/** E209, E210, E214: no two columns of one name. Each metric makes three, and a score counts in `n` and pairs by `id`. */
function checkNames(score: ScoreDecl, env: Env): void {
  const maker = `score '${score.name.text}'`;
  const by = new Set<string>();
  for (const { name } of score.by) {
    if (by.has(name.text) && name.text !== "") env.report("E209", name.span, { name: name.text });
    by.add(name.text);
  }
  const taken = new Set(["n", "id", ...by]);
  const metrics = new Set<string>();
  for (const item of score.items) {
    if (item.kind !== "Metric" || item.name.text === "") continue;
    const { text: name, span } = item.name;
    const columns = ["", "_lo", "_hi"].map((suffix) => name + suffix);
    const twice = columns.find((column) => taken.has(column));
    if (FORBIDDEN.has(name)) env.report("E210", span, { name });
    else if (metrics.has(name)) env.report("E209", span, { name });
    else if (twice !== undefined) env.report("E214", span, { maker, name: twice, table: null });
    metrics.add(name);
    for (const column of columns) taken.add(column);
  }
}
