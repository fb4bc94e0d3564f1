// Expressions followed before anything runs: names to what they stand for, arithmetic to numbers, axes to each of their values.
import type { Expr, RunDecl, Vary } from "../syntax/ast.ts";
import { calledBody, calledOf } from "./calls.ts";
import {
  type Case,
  type Chosen,
  declaredBy,
  type House,
  type Local,
  none,
  type Place,
  type Term,
  topOf,
  typesIn,
} from "./place.ts";
import { located } from "../check/model-decl.ts";
import type { Json } from "../plan/plan.ts";
import { walk } from "../syntax/walk.ts";

/** Inside a run, before its item number `before`: its axes, each seeing those before it, and the columns made so far. */
export function placeIn(run: RunDecl, before: number, house: House): Place {
  let place: Place = { house: house.homeOf(run), locals: new Map(), row: { kind: "run", run, before } };
  for (const vary of run.vary) {
    const locals = new Map([...place.locals, [vary.name.text, axisOf(vary, place)] as const]);
    place = { ...place, locals };
  }
  return place;
}

function axisOf({ name, in: values }: Vary, place: Place): Local {
  const [only, ...more] = heads({ expr: values, place }, none);
  if (!only || more.length > 0) return { kind: "open" };
  const { expr, place: there } = only.term;
  const items =
    expr.kind === "List"
      ? expr.items
      : expr.kind === "Record"
        ? expr.entries.map(({ value }) => value)
        : null;
  if (!items) return { kind: "open" };
  return { kind: "axis", name: name.text, values: items.map((item) => ({ expr: item, place: there })) };
}

/** Steps from a name to what it stands for; more is a circle, which is reported elsewhere. */
const DEEP = 64;

/**
 * What a term can be, names followed: one case where it is certain, one per value of an axis that is not chosen yet, one per
 * branch of an `if` that only the rows decide.
 */
export function heads(term: Term, chosen: Chosen, deep = 0): readonly Case[] {
  const { expr, place } = term;
  const self = [{ term, chosen }];
  if (deep > DEEP) return self;
  const on = (next: Term, how = chosen): readonly Case[] => heads(next, how, deep + 1);
  switch (expr.kind) {
    case "Ref": {
      const local = place.locals.get(expr.name.text);
      if (local?.kind === "term") return on(local.term);
      if (local?.kind === "axis") return chosenOf(local, chosen).flatMap(([value, how]) => on(value, how));
      const value = valueNamed(term);
      return value ? on(value) : self;
    }
    case "If": {
      const test = valueOf({ expr: expr.test, place }, chosen);
      if (typeof test === "boolean") return on({ expr: test ? expr.then : expr.else, place });
      return [expr.then, expr.else].flatMap((branch) => on({ expr: branch, place }));
    }
    case "Get": {
      const value = valueNamed(term);
      if (value) return on(value);
      return on({ expr: expr.of, place }).flatMap((one) => {
        const { expr: of, place: there } = one.term;
        const entry = of.kind === "Record" && of.entries.find(({ key }) => key.text === expr.name.text);
        return entry ? on({ expr: entry.value, place: there }, one.chosen) : [{ term, chosen: one.chosen }];
      });
    }
    case "Call":
    case "Pipe": {
      const body = calledBody(term);
      return body ? on(body) : self;
    }
    default:
      return self;
  }
}

/** The only thing a term can be; null where there are several. */
export function headOf(term: Term, chosen: Chosen): Term | null {
  const [only, ...more] = heads(term, chosen);
  return only && more.length === 0 ? only.term : null;
}

function chosenOf(axis: Extract<Local, { kind: "axis" }>, chosen: Chosen): (readonly [Term, Chosen])[] {
  const at = chosen.get(axis.name);
  return axis.values.flatMap((value, i) =>
    at === undefined || at === i ? [[value, new Map([...chosen, [axis.name, i]])] as const] : [],
  );
}

/** The value that a name is declared to have, read in the file that declares it. */
function valueNamed(term: Term): Term | null {
  const declared = declaredBy(term);
  return declared?.kind === "LetDecl" || declared?.kind === "ParamDecl" || declared?.kind === "Assign"
    ? { expr: declared.value, place: topOf(term.place.house.homeOf(declared)) }
    : null;
}

/** An expression whose names were followed, and how the values of its parts are found. */
interface At {
  readonly head: Term;
  readonly chosen: Chosen;
  readonly part: (of: Expr) => Json | undefined;
}
type Value<K extends Expr["kind"]> = (expr: Extract<Expr, { kind: K }>, at: At) => Json | undefined;

/** Kinds of expressions that have a value before anything runs. */
const values: { readonly [K in Expr["kind"]]?: Value<K> } = {
  Num: ({ value }) => value,
  Str: ({ value }) => value,
  Bool: ({ value }) => value,
  Null: () => null,
  List: ({ items }, { part }) => {
    const all = items.map(part);
    return all.includes(undefined) ? undefined : (all as Json[]);
  },
  Record: ({ entries }, { part }) => {
    const all = entries.map(({ key, value }) => [key.text, part(value)] as const);
    return all.some(([, value]) => value === undefined)
      ? undefined
      : (Object.fromEntries(all) as { readonly [key: string]: Json });
  },
  Unary: ({ op, of }, { part }) => {
    const value = part(of);
    if (op === "-") return typeof value === "number" ? -value : undefined;
    return typeof value === "boolean" ? !value : undefined;
  },
  Binary: ({ op, left, right }, { part }) => binary(op, part(left), () => part(right)),
  Get: ({ of, name }, { head, chosen }) => memberOf({ ...head, expr: of }, name.text, chosen),
  Index: ({ of, at, to }, { part }) => {
    const [list, index] = [part(of), part(at)];
    return !to && Array.isArray(list) && typeof index === "number" ? (list as Json[]).at(index) : undefined;
  },
  Template: ({ parts }, { part }) => {
    const texts = parts.map((one) =>
      one.kind === "TextPart" ? one.text : one.kind === "Hole" ? written(part(one.value)) : undefined,
    );
    return texts.some((text) => text === undefined) ? undefined : texts.map((text) => text ?? "").join("");
  },
  Call: (_, at) => lengthOf(at) ?? wordOf(at),
  Pipe: (_, at) => lengthOf(at) ?? wordOf(at),
};

/** The value of a term that no row and no model can change; undefined for any other. */
export function valueOf(term: Term, chosen: Chosen): Json | undefined {
  const head = headOf(term, chosen);
  if (!head) return undefined;
  const part = (expr: Expr): Json | undefined => valueOf({ ...head, expr }, chosen);
  // the table is partial over kinds; TypeScript cannot correlate the key with the node
  const rule = values[head.expr.kind] as Value<Expr["kind"]> | undefined;
  return rule?.(head.expr as never, { head, chosen, part });
}

/** The one word that an operator can give: `hub(...)` of what is written out. */
function wordOf({ head }: At): string | undefined {
  const type = calledOf(head)?.declared === null ? typesIn(head.place.house)(head.expr) : undefined;
  return type?.kind === "literal" ? type.value : undefined;
}

/** `len` of what is known. */
function lengthOf({ head, chosen }: At): number | undefined {
  const called = calledOf(head);
  const [of] = called?.args.values().next().value ?? [];
  const value = called?.name === "len" && of ? valueOf(of, chosen) : undefined;
  return typeof value === "string" || Array.isArray(value) ? Array.from(value).length : undefined;
}

/** A value as a hole writes it; undefined for what a hole does not take. */
export const written = (value: Json | undefined): string | undefined =>
  typeof value === "string" || typeof value === "number" || typeof value === "boolean"
    ? String(value)
    : undefined;

/** `reader.window`. */
function memberOf(of: Term, name: string, chosen: Chosen): number | undefined {
  const head = headOf(of, chosen);
  const model = head && declaredBy(head);
  if (!head || name !== "window" || model?.kind !== "ModelDecl") return undefined;
  const { facts, file } = head.place.house.homeOf(model);
  return located(model, facts, file, typesIn(head.place.house)).window ?? undefined;
}

type Numeric = (a: number, b: number) => number | boolean;
const numeric: { readonly [op: string]: Numeric } = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "/": (a, b) => a / b,
  "%": (a, b) => a % b,
  "<": (a, b) => a < b,
  "<=": (a, b) => a <= b,
  ">": (a, b) => a > b,
  ">=": (a, b) => a >= b,
};

function binary(op: string, left: Json | undefined, right: () => Json | undefined): Json | undefined {
  if (left === undefined) return undefined;
  if (op === "??") return left ?? right();
  if (op === "and" && left === false) return false;
  if (op === "or" && left === true) return true;
  const other = right();
  if (other === undefined) return undefined;
  if (op === "and" || op === "or") return other;
  if (op === "==" || op === "!=") return (JSON.stringify(left) === JSON.stringify(other)) === (op === "==");
  if (op === "in") return Array.isArray(other) ? other.includes(left) : undefined;
  if (op === "+" && typeof left === "string" && typeof other === "string") return left + other;
  const made = typeof left === "number" && typeof other === "number" ? numeric[op]?.(left, other) : undefined;
  return typeof made === "number" && !Number.isFinite(made) ? undefined : made;
}

/** One value that a number can have, and the number of an axis that it follows from. */
export interface Amount {
  readonly value: number;
  readonly axis: { readonly name: string; readonly number: number; readonly at: Expr } | null;
}

/** Combinations of axis values that are looked at for one number. */
const MOST = 1_000;

/** All values a number can have as axes vary; null where one of them is not known. */
export function amountsOf(term: Term, chosen: Chosen): readonly Amount[] | null {
  const axes = axesIn(term);
  let cases: readonly Chosen[] = [chosen];
  for (const axis of axes) {
    if (chosen.has(axis.name)) continue;
    cases = cases.flatMap((one) => axis.values.map((_, i): Chosen => new Map([...one, [axis.name, i]])));
    if (cases.length > MOST) return null;
  }
  const amounts = cases.flatMap((one): Amount[] => {
    const value = valueOf(term, one);
    return typeof value === "number" ? [{ value, axis: largestAxis(axes, one) }] : [];
  });
  return amounts.length > 0 && amounts.length === cases.length ? amounts : null;
}

type Axis = Extract<Local, { kind: "axis" }>;

/** Of the axes whose value is a number, the one with the largest. */
function largestAxis(axes: readonly Axis[], chosen: Chosen): Amount["axis"] {
  const numbers = axes.flatMap(({ name, values }) => {
    const at = values[chosen.get(name) ?? -1];
    const number = at && valueOf(at, chosen);
    return at && typeof number === "number" ? [{ name, number, at: at.expr }] : [];
  });
  return numbers.toSorted((a, b) => b.number - a.number)[0] ?? null;
}

/** Axes that a term mentions, itself or through what its names stand for. */
function axesIn({ expr, place }: Term, found = new Map<string, Axis>()): readonly Axis[] {
  walk(expr, (node) => {
    const local = node.kind === "Ref" ? place.locals.get(node.name.text) : undefined;
    if (local?.kind === "term") axesIn(local.term, found);
    if (local?.kind !== "axis" || found.has(local.name)) return;
    found.set(local.name, local);
    for (const value of local.values) axesIn(value, found);
  });
  return [...found.values()];
}
