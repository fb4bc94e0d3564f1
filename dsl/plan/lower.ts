// Checked statements -> plan steps. Nothing is reported here: what could be wrong was found before.
import type {
  Ask,
  Message,
  Param,
  Prop,
  PromptDecl,
  PromptItem,
  RunDecl,
  ScoreDecl,
  Statement,
  Vary,
} from "../syntax/ast.ts";
import { cite } from "./cite.ts";
import { withAxes } from "./free.ts";
import { lowerExpr, type Lowering, lowerTemplate, named, withLocals } from "./lower-expr.ts";
import type { Checked } from "../check/check.ts";
import { filesOf, labels, lowering, modulesOf, stepId } from "./lower-files.ts";
import type { Known } from "../types/known.ts";
import { settled } from "../names/local.ts";
import {
  canonical,
  type Ex,
  type Plan,
  type PlanAsk,
  type PlanAxis,
  type PlanColumn,
  type PlanItem,
  type PlanMessage,
  type PromptStep,
  type Step,
} from "./plan.ts";
import type { Scope } from "../names/scope.ts";
import { lowerScript, scriptsOf } from "./lower-script.ts";
import { columnsShown } from "./lower-show.ts";
import { asked, settingWords } from "./lower-words.ts";
import { text, type Type } from "../types/types.ts";

/** A step without what is computed from the rest of it. */
type Draft = Step extends infer S
  ? S extends Step
    ? Omit<S, "needs" | "hash" | "id" | "span">
    : never
  : never;
type Rule<K extends Statement["kind"]> = (
  statement: Extract<Statement, { kind: K }>,
  low: Lowering,
) => Draft | null;
const nothing = (): null => null;
const options = (
  props: readonly Prop[],
  low: Lowering,
  but: readonly string[] = [],
): { [name: string]: Ex } =>
  Object.fromEntries(
    props
      .filter(({ name }) => !but.includes(name.text))
      .map(({ name, value }) => [name.text, lowerExpr(value, low)]),
  );
const propEx = (props: readonly Prop[], name: string, low: Lowering): Ex | null => {
  const prop = props.find((one) => one.name.text === name);
  return prop ? lowerExpr(prop.value, low) : null;
};

const rules: { readonly [K in Statement["kind"]]: Rule<K> } = {
  Pragma: nothing,
  Setting: nothing,
  Use: nothing,
  FnDecl: (statement, low) => ({
    kind: "fn",
    params: lowerParams(statement.params, low),
    // a function sees nothing of the place it is called at
    body: lowerExpr(
      statement.body,
      withLocals(
        { ...low, locals: new Map(), runModel: null },
        statement.params.map(({ name }) => name.text),
      ),
    ),
  }),
  ShapeDecl: nothing,
  ParamDecl: (statement, low) => ({ kind: "param", value: lowerExpr(statement.value, low) }),
  Assign: (statement, low) => ({ kind: "param", value: lowerExpr(statement.value, low) }),
  DataDecl: (statement, low) => ({ kind: "data", value: lowerExpr(statement.value, low) }),
  LetDecl: (statement, low) => ({ kind: "let", value: lowerExpr(statement.value, low) }),
  ModelDecl: (statement, low) => ({
    kind: "model",
    value: lowerExpr(statement.value, low),
    devices: statement.devices.map((device) => ({ kind: device.name.text, index: device.index })),
    options: options(statement.props, low),
  }),
  PromptDecl: lowerPrompt,
  RunDecl: lowerRun,
  ScoreDecl: lowerScore,
  ChartDecl: (statement, low) => ({
    kind: "chart",
    value: lowerExpr(statement.value, low),
    options: options(statement.props, low),
  }),
  CheckStmt: (statement, low) => ({
    kind: "check",
    value: lowerExpr(statement.value, low),
    label: statement.label ?? "",
  }),
  Command: (statement, low) => {
    const { verb, value, for: row } = statement;
    const word = asked(statement, low.declared);
    if (word) return word;
    const of = value && lowerExpr(value, low);
    if (verb !== "preview") return { kind: verb, value: of };
    return of && { kind: verb, value: of, for: row && lowerExpr(row, low) };
  },
  Script: lowerScript,
  Bare: (statement, low) =>
    asked(statement, low.declared) ?? { kind: "show", value: lowerExpr(statement.value, low) },
};

const lowerParams = (params: readonly Param[], low: Lowering): PromptStep["params"] =>
  params.map((param) => ({
    name: param.name.text,
    default: param.default ? lowerExpr(param.default, low) : null,
  }));
function lowerPrompt(prompt: PromptDecl, low: Lowering): Draft {
  const inner = withLocals(
    low,
    prompt.params.map((param) => param.name.text),
  );
  const items = prompt.items;
  return {
    kind: "prompt",
    params: lowerParams(prompt.params, low),
    items: items.flatMap((item) => lowerItem(item, inner)),
    returns: returnsOf(prompt, low),
    options: options(
      items.filter((item) => item.kind === "Prop"),
      low,
    ),
  };
}

function returnsOf(prompt: PromptDecl, { types }: Lowering): Type {
  const type = types.get(prompt.name.text);
  return type?.kind === "prompt" ? type.returns : text;
}

function lowerItem(item: PromptItem, low: Lowering): PlanItem[] {
  switch (item.kind) {
    case "Prop":
      return [];
    case "Message":
      return [lowerMessage(item, low)];
    case "Splice":
      return [{ item: "splice", value: lowerExpr(item.value, low), at: item.span }];
    case "Shots":
      return [
        {
          item: "shots",
          count: lowerExpr(item.count, low),
          from: lowerExpr(item.from, low),
          messages: item.messages.map((message) => lowerMessage(message, low)),
          at: item.span,
        },
      ];
  }
}

const lowerMessage = ({ role, template }: Message, low: Lowering): PlanMessage => ({
  item: "message",
  role,
  template: lowerTemplate(template.parts, low),
});

function lowerRun(run: RunDecl, low: Lowering): Draft {
  const asks = run.items.flatMap((item) =>
    item.kind === "Ask" ? [item] : item.kind === "RunStep" && item.value.kind === "Ask" ? [item.value] : [],
  );
  const names = run.vary.map((vary) => vary.name.text);
  const props = run.items.filter((item) => item.kind === "Prop");
  const defaults = options(props, low, ["seeds", "limit", "id"]);
  // the asked model, for token counts that name no tokenizer; all names of the run are in scope for it
  const model = asks[0] ? lowerExpr(asks[0].with, withLocals(low, names)) : null;
  const axes: PlanAxis[] = [];
  let inner: Lowering = { ...low, runModel: model };
  for (const vary of run.vary) {
    const axis = lowerAxis(vary, inner);
    axes.push(axis);
    inner = withAxes(inner, axis, vary.name.text);
  }
  const column = (
    name: string,
    value: Ask | Exclude<RunDecl["items"][number], Prop>,
    when: Ex | null,
  ): PlanColumn =>
    value.kind === "RunStep" && value.value.kind !== "Ask"
      ? { name, ask: null, value: lowerExpr(value.value, inner), when }
      : {
          name,
          ask: lowerAsk(value.kind === "RunStep" ? (value.value as Ask) : value, defaults, inner),
          value: null,
          when,
        };
  return {
    kind: "run",
    over: lowerExpr(run.over, low),
    axes,
    columns: run.items.flatMap((item) => {
      if (item.kind === "Prop") return [];
      const when = item.kind === "RunStep" && item.when ? lowerExpr(item.when, inner) : null;
      return [column(item.kind === "RunStep" ? item.name.text : "output", item, when)];
    }),
    seeds: propEx(props, "seeds", low),
    limit: propEx(props, "limit", low),
  };
}

const lowerAsk = (ask: Ask, defaults: { readonly [name: string]: Ex }, low: Lowering): PlanAsk => ({
  at: ask.span,
  prompt: lowerExpr(ask.prompt, low),
  model: lowerExpr(ask.with, low),
  options: { ...defaults, ...options(ask.props, low) },
});

function lowerAxis(vary: Vary, low: Lowering): PlanAxis {
  const name = vary.name.text;
  const { in: values } = vary;
  if (values.kind === "Record")
    return {
      name,
      labels: values.entries.map((entry) => entry.key.text),
      values: values.entries.map((entry) => lowerExpr(entry.value, low)),
      names: values.entries.map((entry) => entry.key.text),
      of: null,
    };
  if (values.kind === "List")
    return {
      name,
      labels: null,
      values: values.items.map((item) => lowerExpr(item, low)),
      names: labels(values.items, low),
      of: null,
    };
  return { name, labels: null, values: [], names: [], of: lowerExpr(values, low) };
}

function lowerScore(score: ScoreDecl, low: Lowering): Draft {
  const props = score.items.filter((item) => item.kind === "Prop");
  return {
    kind: "score",
    of: lowerExpr(score.of, low),
    by: score.by.map((column) => column.name.text),
    metrics: score.items.flatMap((item) =>
      item.kind === "Metric" ? [{ name: item.name.text, value: lowerExpr(item.value, low) }] : [],
    ),
    ci: propEx(props, "ci", low),
    options: options(props, low, ["ci"]),
  };
}

/** Lowers all sound statements, in the order in which they can run. */
export function lower(checked: Checked, scope: Scope, known: Known): Plan {
  const hashes = new Map<string, string>();
  const params = new Map<string, readonly string[]>();
  const steps: Step[] = [];
  const counts = new Map<string, number>();
  for (const statement of checked.sound) {
    const { cell } = statement.span;
    const low = lowering(statement, scope, checked, known);
    const plain = (rules[statement.kind] as Rule<Statement["kind"]>)(statement as never, low);
    if (!plain) continue;
    const draft = settled(plain, cell) as Draft;
    const nth = `${statement.kind}#${cell}`;
    counts.set(nth, (counts.get(nth) ?? 0) + 1);
    const id = stepId(statement, scope) ?? `${draft.kind}#${cell}.${counts.get(nth)}`;
    const hash = known.digest(canonical(cite(draft, { hashes, params })));
    if (draft.kind === "prompt" || draft.kind === "fn")
      params.set(
        id,
        draft.params.map((param) => param.name),
      );
    hashes.set(id, hash);
    // a draft and the four computed members are a step of the same kind
    const more = { ...columnsShown(statement, checked.typeOf), id, span: statement.span, hash };
    steps.push({ ...draft, ...more, needs: [...named(draft)].toSorted() } as Step);
  }
  const set = settingWords(scope);
  const modules = [...modulesOf(steps, scope), ...scriptsOf(steps, checked)];
  const files = filesOf(checked.sound, scope);
  return {
    language: 1,
    ...(Object.keys(set).length > 0 && { settings: set }),
    steps,
    skipped: checked.skipped,
    ...(Object.keys(files).length > 0 && { files }),
    ...(modules.length > 0 && { modules }),
  };
}
