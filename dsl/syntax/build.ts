// CST -> AST: statements. One function per rule; a child that recovery dropped becomes Missing.
import type { CstNode } from "chevrotain";
import type * as ast from "./ast.ts";
import type { Place } from "./build-base.ts";
import { all, first, name, span, spanOf, textOf, whole } from "./build-base.ts";
import { binary, expr, postfix } from "./build-expr.ts";
import { template } from "./build-template.ts";
import { params, shapeBody, type } from "./build-type.ts";
import type * as cst from "./cst.ts";

type Base = { readonly span: ast.Node["span"]; readonly doc: string };
type Build<N> = (at: Place, node: N, base: Base) => ast.Statement;

/** The statement of a `statement`, `bare` or `assign` tree, or undefined where recovery kept nothing of it. */
export function build(at: Place, root: CstNode, doc: string): ast.Statement | undefined {
  const tree = root as cst.StatementCstNode | cst.BareCstNode | cst.AssignCstNode;
  const base = { span: span(at, tree), doc };
  if (tree.name === "bare")
    return { kind: "Bare", ...base, value: expr(at, first(tree.children.expr), tree) };
  if (tree.name === "assign") return assign(at, tree, base);
  for (const [rule, nodes] of Object.entries(tree.children)) {
    const node = first(nodes as readonly CstNode[]);
    if (node !== undefined && Object.hasOwn(builders, rule)) {
      return (builders as { readonly [rule: string]: Build<never> })[rule]!(at, node as never, base);
    }
  }
  return undefined;
}

const assign: Build<cst.AssignCstNode> = (at, node, base) => ({
  kind: "Assign",
  ...base,
  name: name(at, first(node.children.NAME), node),
  value: expr(at, first(node.children.expr), node),
});

/** Rule name -> builder. A rule of `statement` without one does not compile. */
const builders: {
  readonly [R in keyof Required<cst.StatementCstChildren>]: Build<
    NonNullable<cst.StatementCstChildren[R]>[number]
  >;
} = {
  pragma: (at, node, base) => ({ kind: "Pragma", ...base, version: whole(at, first(node.children.NUM)) }),
  setting: (at, node, base) => ({
    kind: "Setting",
    ...base,
    name: name(at, first(node.children.NAME), node),
    value: expr(at, first(node.children.expr), node),
  }),
  useDecl: (at, node, base) => {
    const list = first(node.children.useNames);
    const as = first(node.children.ID);
    const path = first((list ?? node).children.STR);
    return {
      kind: "Use",
      ...base,
      from: textOf(path),
      path: {
        kind: "Str",
        span: path && textOf(path) !== "" ? spanOf(at, path) : span(at, node),
        value: textOf(path),
      },
      as: as ? name(at, as, node) : null,
      names: all(list?.children.ID).map((id) => name(at, id, node)),
    };
  },
  paramDecl: (at, node, base) => ({ kind: "ParamDecl", ...base, ...typed(at, node) }),
  letDecl: (at, node, base) => ({ kind: "LetDecl", ...base, ...typed(at, node) }),
  dataDecl: (at, node, base) => ({
    kind: "DataDecl",
    ...base,
    name: name(at, first(node.children.ID), node),
    value: expr(at, first(node.children.expr), node),
  }),
  fnDecl: (at, node, base) => ({
    kind: "FnDecl",
    ...base,
    name: name(at, first(node.children.ID), node),
    params: params(at, first(node.children.params), expr),
    returns: node.children.RETURNS ? type(at, first(node.children.type), node) : null,
    body: expr(at, first(node.children.expr), node),
  }),
  modelDecl: (at, node, base) => ({
    kind: "ModelDecl",
    ...base,
    name: name(at, first(node.children.ID), node),
    value: postfix(at, first(node.children.postfix), node),
    devices: all(node.children.device).map((each) => device(at, each)),
    props: props(at, first(node.children.props)),
  }),
  shapeDecl: (at, node, base) => ({
    kind: "ShapeDecl",
    ...base,
    name: name(at, first(node.children.ID), node),
    fields: shapeBody(at, first(node.children.shapeBody)),
  }),
  promptDecl: (at, node, base) => ({
    kind: "PromptDecl",
    ...base,
    name: name(at, first(node.children.ID), node),
    params: params(at, first(node.children.params), expr),
    returns: node.children.RETURNS ? type(at, first(node.children.type), node) : null,
    items: all(node.children.promptItem).flatMap((item) => promptItem(at, item)),
  }),
  runDecl: (at, node, base) => ({
    kind: "RunDecl",
    ...base,
    name: name(at, first(node.children.ID), node),
    over: expr(at, first(node.children.expr), node),
    vary: all(node.children.vary).map((each) => vary(at, each)),
    items: all(node.children.runItem).flatMap((item) => runItem(at, item)),
  }),
  scoreDecl: (at, node, base) => ({
    kind: "ScoreDecl",
    ...base,
    name: name(at, first(node.children.ID), node),
    of: expr(at, first(node.children.expr), node),
    by: all(first(node.children.by)?.children.column).map((each) => column(at, each)),
    items: all(node.children.scoreItem).flatMap((item) => scoreItem(at, item)),
  }),
  chartDecl: (at, node, base) => ({
    kind: "ChartDecl",
    ...base,
    name: node.children.EQ ? name(at, first(node.children.ID), node) : null,
    value: expr(at, first(node.children.expr), node),
    props: props(at, first(node.children.props)),
  }),
  checkStmt: (at, node, base) => ({
    kind: "CheckStmt",
    ...base,
    value: expr(at, first(node.children.expr), node),
    label: node.children.STR ? textOf(first(node.children.STR)) : null,
  }),
  command: (at, node, base) => {
    const { SHOW, EXPLAIN, ESTIMATE, expr: values, FOR } = node.children;
    const [value, row] = all(values);
    return {
      kind: "Command",
      ...base,
      verb: SHOW ? "show" : EXPLAIN ? "explain" : ESTIMATE ? "estimate" : "preview",
      value: value ? expr(at, value, node) : null,
      for: FOR ? expr(at, row, node) : null,
    };
  },
};

function typed(
  at: Place,
  node: cst.ParamDeclCstNode | cst.LetDeclCstNode,
): Pick<ast.LetDecl, "name" | "type" | "value"> {
  const inner = first(node.children.typed);
  const of = inner?.children;
  return {
    name: name(at, first(of?.ID), inner ?? node),
    type: of?.COLON ? type(at, first(of.type), inner ?? node) : null,
    value: expr(at, first(of?.expr), inner ?? node),
  };
}

function device(at: Place, node: cst.DeviceCstNode): ast.Device {
  const number = first(node.children.NUM);
  return {
    kind: "Device",
    span: span(at, node),
    name: name(at, first(node.children.ID), node),
    index: number ? whole(at, number) : null,
  };
}

const props = (at: Place, node: cst.PropsCstNode | undefined): readonly ast.Prop[] =>
  all(node?.children.prop).map((each) => prop(at, each));

function prop(at: Place, node: cst.PropCstNode): ast.Prop {
  const value = expr(at, first(node.children.expr), node);
  const where = span(at, node);
  // Without the comma that may follow. What recovery made of no token at all has no place.
  const end = value.span.end > where.start ? value.span.end : where.end;
  return {
    kind: "Prop",
    span: { ...where, end },
    name: name(at, first(node.children.NAME), node),
    value,
  };
}

function promptItem(at: Place, node: cst.PromptItemCstNode): readonly ast.PromptItem[] {
  const { message: texts, splice, shots: blocks, prop: pairs } = node.children;
  return [
    ...all(texts).map((each) => message(at, each)),
    ...all(splice).map((each): ast.Splice => {
      return { kind: "Splice", span: span(at, each), value: expr(at, first(each.children.expr), each) };
    }),
    ...all(blocks).map((each) => shots(at, each)),
    ...all(pairs).map((each) => prop(at, each)),
  ];
}

function message(at: Place, node: cst.MessageCstNode): ast.Message {
  const { SYSTEM, USER, template: texts } = node.children;
  const text = first(texts);
  return {
    kind: "Message",
    span: span(at, node),
    role: SYSTEM ? "system" : USER ? "user" : "assistant",
    template: text ? template(at, text, expr) : { kind: "Template", span: span(at, node), parts: [] },
  };
}

const shots = (at: Place, node: cst.ShotsCstNode): ast.Shots => ({
  kind: "Shots",
  span: span(at, node),
  count: binary(at, first(node.children.binary), node),
  from: expr(at, first(node.children.expr), node),
  messages: all(node.children.message).map((each) => message(at, each)),
});

const vary = (at: Place, node: cst.VaryCstNode): ast.Vary => ({
  kind: "Vary",
  span: span(at, node),
  name: name(at, first(node.children.ID), node),
  in: expr(at, first(node.children.expr), node),
});

const runItem = (at: Place, node: cst.RunItemCstNode): readonly ast.RunItem[] => [
  ...all(node.children.step).map((each) => step(at, each)),
  ...all(node.children.ask).map((each) => ask(at, each)),
  ...all(node.children.prop).map((each) => prop(at, each)),
];

function step(at: Place, node: cst.StepCstNode): ast.RunStep {
  const asked = first(node.children.ask);
  const exprs = all(node.children.expr);
  const [value, when] = asked ? [undefined, exprs[0]] : exprs;
  return {
    kind: "RunStep",
    span: span(at, node),
    name: name(at, first(node.children.ID), node),
    value: asked ? ask(at, asked) : expr(at, value, node),
    when: node.children.WHEN ? expr(at, when, node) : null,
  };
}

function ask(at: Place, node: cst.AskCstNode): ast.Ask {
  const [prompt, model] = all(node.children.expr);
  return {
    kind: "Ask",
    span: span(at, node),
    prompt: expr(at, prompt, node),
    with: expr(at, model, node),
    props: props(at, first(node.children.props)),
  };
}

const scoreItem = (at: Place, node: cst.ScoreItemCstNode): readonly ast.ScoreItem[] => [
  ...all(node.children.metric).map((each): ast.Metric => {
    const value = expr(at, first(each.children.expr), each);
    return { kind: "Metric", span: span(at, each), name: name(at, first(each.children.ID), each), value };
  }),
  ...all(node.children.prop).map((each) => prop(at, each)),
];

const column = (at: Place, node: cst.ColumnCstNode): ast.Column => ({
  kind: "Column",
  span: span(at, node),
  name: name(at, first(node.children.NAME), node),
  field: node.children.DOT !== undefined,
});
