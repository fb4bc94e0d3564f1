// What an expression may be: names, columns, members, calls, arguments, words.
import type { Expr } from "../syntax/ast.ts";
import type { Analysis } from "../compile.ts";
import type { Env } from "../infer/env.ts";
import { membersOf, partNames } from "../infer/infer.ts";
import { show, text, type Type } from "../types/types.ts";
import { paramOf, type Site, siteOf } from "./callee.ts";
import type { Hole, Seen } from "./hole.ts";
import { moduleMembers } from "./members.ts";
import {
  columnsIn,
  expressions,
  fields,
  labelsOf,
  literals,
  type Offer,
  ranks,
  simple,
  stages,
  subjectOf,
  word,
} from "./offers.ts";
import { slotOf } from "./path.ts";
import { wanted } from "./wanted.ts";

/** Of the slots that take one kind of thing: only what is of it. */
const strict: ReadonlySet<string> = new Set(["Ask.with", "RunDecl.over", "ScoreDecl.of"]);

export function value(hole: Hole, analysis: Analysis): readonly Offer[] {
  const at = hole.path.length - 2;
  const [expr, parent] = [hole.path[at], hole.path[at - 1]];
  const env = hole.seen.get(expr as Expr)?.env ?? envOf(hole)?.env ?? null;
  const want = wanted(hole.path, at, analysis);
  const site = siteOf(hole.path, at - 2, analysis);
  if (parent?.kind === "Arg" && site) {
    const param = paramOf(site, parent);
    const names = parent.name ? [] : argumentsOf(hole, at - 2, analysis);
    const words = literals(param?.type).map((one) => word(one, false, param?.name ?? ""));
    if (param?.column) {
      const bare = words.map((offer) => ({
        ...offer,
        label: JSON.parse(offer.label) as string,
        insert: JSON.parse(offer.insert) as string,
      }));
      return [...bare, ...columnArgument(site, param.name, hole), ...names];
    }
    const labels = parent.name ? axisValues(site, parent.name.text, false, analysis) : [];
    return [...words, ...labels, ...names, ...fitting(expressions(hole, env, want, analysis), want)];
  }
  const offers = expressions(hole, env, want, analysis);
  const slot = parent && expr ? `${parent.kind}.${slotOf(parent, expr)}` : "";
  const axis = list(hole, analysis, false);
  if (axis.length > 0) return axis;
  if (parent?.kind === "Prop")
    return [...literals(want).map((one) => word(one, false, parent.name.text)), ...offers];
  return strict.has(slot)
    ? offers.filter(({ rank, kind }) => rank < ranks.unfit && (kind !== "operator" || slot !== "Ask.with"))
    : offers;
}

/** Where a location, a model or a chart is wanted, nothing else is offered. */
const fitting = (offers: readonly Offer[], want: Type | null): readonly Offer[] =>
  want?.kind === "model" || want?.kind === "modelSource" || want?.kind === "chart"
    ? offers.filter(({ rank }) => rank < ranks.unfit)
    : offers;

/** The nearest expression around the hole that the checker has looked at. */
function envOf(hole: Hole): Seen | undefined {
  const around = hole.path.findLast((node) => hole.seen.has(node as Expr));
  return around && hole.seen.get(around as Expr);
}

function columnArgument(site: Site, param: string, hole: Hole): Offer[] {
  const subject = subjectOf(site, hole);
  if (subject) return columnsIn(subject, site, param, null);
  return fields(envOf(hole)?.env.row?.columns ?? null, "column", null, true);
}

/** `.name`: of the row in context, or of the table whose column is named. */
export function columns(hole: Hole, analysis: Analysis): readonly Offer[] {
  const at = hole.path.length - 2;
  const [field, arg] = [hole.path[at], hole.path[at - 1]];
  const want = wanted(hole.path, at, analysis);
  const row = hole.seen.get(field as Expr)?.env.row;
  if (row) return fields(row.columns, "column", want, false);
  const site = arg?.kind === "Arg" ? siteOf(hole.path, at - 2, analysis) : undefined;
  const subject = site && subjectOf(site, hole);
  if (site && subject) return columnsIn(subject, site, "", false);
  return fields(envOf(hole)?.env.row?.columns ?? null, "column", want, false);
}

/** Behind the dot of `x.`: what `x` has, and what is known of an answer besides its text. */
export function parts(hole: Hole, analysis: Analysis): readonly Offer[] {
  const get = hole.path.at(-2);
  if (get?.kind !== "Get") return [];
  const seen = hole.seen.get(get.of);
  if (!seen) return get.of.kind === "Ref" ? moduleMembers(get.of.name, analysis) : [];
  const more = partNames(get.of, seen.env).map((name) => simple(name, "member", ""));
  return [...members(seen.type, seen.env.shapes), ...more];
}

/** `x.`: fields of a record, members of a value. */
const members = (of: Type, shapes: Env["shapes"]): readonly Offer[] =>
  of.kind === "optional" ? members(of.of, shapes) : fields(membersOf(of, shapes), "member", null, false);

export function called(hole: Hole, analysis: Analysis): readonly Offer[] {
  const at = hole.path.length - 2;
  const [call, above] = [hole.path[at], hole.path[at - 1]];
  if (call?.kind !== "Call") return [];
  const [head, member] = call.path;
  if (head && member) return moduleMembers(head, analysis);
  const want = wanted(hole.path, at, analysis);
  if (above?.kind === "Pipe" && above.call === call)
    return stages(hole.seen.get(above.left)?.type ?? { kind: "unknown" }, hole.span.cell, want, analysis);
  return expressions(hole, null, want, analysis).filter(({ kind }) =>
    ["operator", "prompt", "function"].includes(kind),
  );
}

/** Names of the arguments that a call does not have yet. */
export function argumentsOf(hole: Hole, at: number, analysis: Analysis): readonly Offer[] {
  const site = siteOf(hole.path, at, analysis);
  if (!site) return [];
  const { call, callee, left } = site;
  const named = new Set(call.args.map(({ name }) => name?.text));
  const here = hole.path[at + 1];
  const placed = call.args.filter((arg) => arg.name === null && arg !== here).length + (left ? 1 : 0);
  // where a value must stand, values come before what may be left out
  const optionalHere = callee.is !== "operator" || (callee.params[placed]?.optional ?? true);
  const params = callee.params.filter(({ name }, i) => i >= placed && !named.has(name));
  const offers = params.map(({ name, type, doc, optional }, i): Offer => {
    return {
      label: `${name}:`,
      kind: "argument",
      detail: show(type),
      doc,
      insert: `${name}: `,
      rank: (optional && !optionalHere ? ranks.name : 0) + (i + 1) / 100,
    };
  });
  return [
    ...offers,
    ...axesOf(site, hole)
      .filter((axis) => !named.has(axis))
      .map((axis) => ({ ...simple(`${axis}:`, "argument", "axis"), insert: `${axis}: ` })),
  ];
}

/** Names that pick axes of a score. */
function axesOf(site: Site, hole: Hole): readonly string[] {
  const subject = subjectOf(site, hole);
  const { rest } = site.callee;
  return rest && !rest.row && !rest.column && subject?.kind === "score" ? (subject.by ?? []) : [];
}

function axisValues(site: Site, axis: string, quoted: boolean, analysis: Analysis): readonly Offer[] {
  const { rest, params } = site.callee;
  if (!rest || rest.row || rest.column || params.some(({ name }) => name === axis)) return [];
  return labelsOf(axis, site.left ?? site.call.args[0]?.value, analysis).flatMap((label) =>
    typeof label === "string"
      ? [word(label, quoted, axis)]
      : quoted
        ? []
        : [simple(String(label), "word", axis)],
  );
}

/** Items of a list that names values of an axis. */
function list(hole: Hole, analysis: Analysis, quoted: boolean): readonly Offer[] {
  const at = hole.path.findLastIndex(({ kind }) => kind === "List");
  const arg = hole.path[at - 1];
  if (at < 0 || at < hole.path.length - 3 || arg?.kind !== "Arg" || !arg.name) return [];
  const site = siteOf(hole.path, at - 2, analysis);
  return site ? axisValues(site, arg.name.text, quoted, analysis) : [];
}

/** In quotes: words of a closed set, labels of an axis. */
export function strings(hole: Hole, analysis: Analysis): readonly Offer[] {
  const at = hole.path.length - 1;
  const arg = hole.path[at - 1];
  const want = wanted(hole.path, at, analysis);
  const site = arg?.kind === "Arg" ? siteOf(hole.path, at - 2, analysis) : undefined;
  const labels =
    site && arg?.kind === "Arg" && arg.name ? axisValues(site, arg.name.text, true, analysis) : [];
  return [
    ...literals(want).map((one) => word(one, true, show(want ?? text))),
    ...labels,
    ...list(hole, analysis, true),
  ];
}
