// The statement of an experiment: its axes, its steps and asks, its seeds; every column it makes has one maker.
import type { Ask, Name, Prop, RunDecl, RunStep } from "../syntax/ast.ts";
import {
  asked,
  asksOf,
  checkAsk,
  checkSeeds,
  choosesModel,
  failing,
  inherited,
  partsOf,
  seedsOf,
} from "./ask.ts";
import { axisType, checkUse } from "./axes.ts";
import { checkClashes } from "./clash.ts";
import { FORBIDDEN } from "../types/bind.ts";
import { type Env, slots, withLocals, withRow } from "../infer/env.ts";
import { infer } from "../infer/infer.ts";
import { nameOf, want } from "../infer/lookup.ts";
import { overlap } from "../infer/origin.ts";
import { narrowed } from "../infer/narrow.ts";
import { checkProps } from "./props.ts";
import { references } from "../names/scope.ts";
import type { Span } from "../source.ts";
import {
  anyModel,
  bool,
  columnsOf,
  type Fields,
  fits,
  int,
  hasRows,
  merge,
  messages,
  show,
  text,
  type Type,
  union,
  unknown,
} from "../types/types.ts";

export function checkRun(run: RunDecl, env: Env): Type {
  const axes = run.vary.map((vary) => vary.name.text);
  const over = infer(run.over, {
    ...env,
    slot: slots.table,
    barred: { run: run.name.text, axes: new Set(axes) },
  });
  if (over.kind !== "unknown" && !hasRows(over))
    env.report("E204", run.over.span, {
      what: `what run '${run.name.text}' goes over`,
      wanted: "a Table",
      got: show(over),
    });
  const columns = columnsOf(over);
  const asks = asksOf(run);
  const props = run.items.filter((item) => item.kind === "Prop");
  const made = checkBody(run, columns, { ...env, asks: asks.length > 0 });
  checkProps(props, "run", `run '${run.name.text}'`, env);
  checkSeeds(run, props, asks, env);
  checkClashes(run, asks, env);
  if (!run.items.some((item) => item.kind !== "Prop"))
    env.report("E010", run.name.span, {
      what: `run '${run.name.text}' does nothing; it needs 'ask ... with ...' or 'step ... = ...'`,
    });
  checkColumns(run, over, env);
  checkUse(run, env);
  checkShared(run, env);
  const seeded = seedsOf(props) !== undefined && asks.length > 0;
  return {
    kind: "run",
    axes: [...(over.kind === "run" ? over.axes : []), ...axes],
    seeded: (over.kind === "run" && over.seeded) || seeded,
    columns: columns && { ...columns, ...made, ...failing, ...(seeded && { seed: int }) },
  };
}

/** Axes, steps and asks in order, each seeing those before it; the columns they make. */
function checkBody(run: RunDecl, columns: Fields | null, env: Env): Fields {
  const name = nameOf(run.over);
  let made: Fields = {};
  let inner: Env = withRow(env, { name, columns });
  for (const vary of run.vary) {
    const type = axisType(vary, inner);
    inner = withLocals(inner, [[vary.name.text, type]]);
    made = { ...made, [vary.name.text]: labelType(type) };
  }
  const outer = inherited(run, env);
  let unnamed = 0;
  for (const item of run.items) {
    if (item.kind === "Prop") continue;
    if (item.kind === "Ask" && ++unnamed === 2) env.report("E306", item.span, { run: run.name.text });
    made = {
      ...made,
      ...(item.kind === "Ask" ? outputColumns(item, outer, inner) : stepColumns(item, outer, made, inner)),
    };
    inner = withRow(inner, { name, columns: columns && { ...columns, ...made } });
  }
  return made;
}

/** A model or a prompt is told by its name. */
const labelType = (type: Type): Type =>
  type.kind !== "unknown" && fits(type, union(messages(unknown), anyModel)) ? text : type;

function outputColumns(ask: Ask, outer: readonly Prop[], env: Env): Fields {
  const type = checkAsk(ask, outer, env);
  return {
    output: type,
    ...partsOf("output", type, ask),
    ...asked,
    ...(choosesModel(ask) && { model: text }),
  };
}

/** What a step makes is null where its `when` is not true. */
function stepColumns(
  { name, value, when }: RunStep,
  outer: readonly Prop[],
  before: Fields,
  env: Env,
): Fields {
  // the value is computed where the condition holds
  const held = when ? narrowed(env, when, true) : env;
  const type = value.kind === "Ask" ? checkAsk(value, outer, held) : infer(value, held);
  const own = { [name.text]: type, ...(value.kind === "Ask" && partsOf(name.text, type, value)) };
  const about = value.kind === "Ask" ? asked : {};
  if (!when) return { ...own, ...about };
  want(infer(when, env), bool, "'when'", when, env);
  return { ...nullable(own), ...nullable(about), ...only(before, about) };
}

const nullable = (columns: Fields): Fields =>
  Object.fromEntries(Object.entries(columns).map(([name, type]) => [name, merge([{ kind: "null" }, type])]));

/** Those of the columns that have the names of others. */
const only = (columns: Fields, names: Fields): Fields =>
  Object.fromEntries(Object.entries(columns).filter(([name]) => Object.hasOwn(names, name)));

/** E214: no two columns of one name. What a run adds about its asks replaces the same columns of a run it goes over. */
function checkColumns(run: RunDecl, over: Type, env: Env): void {
  const given = new Set(Object.keys(columnsOf(over) ?? {}));
  const made = new Set<string>();
  const make = (name: string, at: Span): void => {
    const table = given.has(name) ? nameOf(run.over) : null;
    if (table !== null || made.has(name))
      env.report("E214", at, { maker: `run '${run.name.text}'`, name, table });
    made.add(name);
  };
  const asks = asksOf(run);
  const plain = run.items.filter((item) => item.kind === "Ask");
  if (plain.length > 0) make("output", run.name.span);
  for (const ask of plain.slice(0, 1)) if (choosesModel(ask)) make("model", ask.with.span);
  for (const name of Object.keys(asks.length > 0 ? asked : failing))
    if (over.kind === "run") made.add(name);
    else make(name, run.name.span);
  const seeds = seedsOf(run.items.filter((item) => item.kind === "Prop"));
  if (seeds && asks.length > 0) make("seed", seeds.name.span);
  const named: readonly Name[] = [
    ...run.vary.map(({ name }) => name),
    ...run.items.flatMap((item) => (item.kind === "RunStep" ? [item.name] : [])),
  ];
  for (const name of named)
    if (FORBIDDEN.has(name.text)) env.report("E210", name.span, { name: name.text });
    else if (name.text !== "") make(name.text, name.span);
}

/** W304: demonstrations from the rows that are asked about. */
function checkShared(run: RunDecl, env: Env): void {
  for (const name of references(run)) {
    const prompt = env.names.get(name);
    const shots = prompt?.kind === "PromptDecl" ? prompt.items.filter((item) => item.kind === "Shots") : [];
    if (shots.some(({ from }) => overlap(run.over, from, env)))
      env.report("W304", run.over.span, { run: run.name.text, prompt: name, over: nameOf(run.over) });
  }
}
