// Expression -> type, reporting what does not fit on the way. The kinds are rows of one table.
import type { Expr, Name, Part } from "../syntax/ast.ts";
import type { Span } from "../source.ts";
import { inferBinary } from "./binary.ts";
import { FORBIDDEN } from "../types/bind.ts";
import { inferCall } from "./call.ts";
import { type Env, withLocals } from "./env.ts";
import { inferIndex } from "./position.ts";
import { inferColumn, unknownName, want } from "./lookup.ts";
import { strayFunction } from "./function.ts";
import { isPresent, narrowed } from "./narrow.ts";
import { near, swap } from "../tell/near.ts";
import { fieldsOf } from "../types/shape.ts";
import { own } from "../own.ts";
import { isSessionWord } from "../syntax/session-words.ts";
import { inferMember, isRefused } from "./use.ts";
import {
  bool,
  type Fields,
  fits,
  int,
  isTable,
  list,
  literal,
  merge,
  num,
  present,
  show,
  text,
  type Type,
  unknown,
} from "../types/types.ts";

type Rule<K extends Expr["kind"]> = (expr: Extract<Expr, { kind: K }>, env: Env) => Type;

const rules: { readonly [K in Expr["kind"]]: Rule<K> } = {
  Num: (expr) => (Number.isInteger(expr.value) ? int : num),
  Str: (expr) => literal(expr.value),
  Bool: () => bool,
  Null: () => ({ kind: "null" }),
  Missing: () => unknown,
  Template: (expr, env) => {
    inferParts(expr.parts, env);
    return text;
  },
  Field: (expr, env) => inferField(expr.name, env),
  Ref: (expr, env) => inferRef(expr.name, env),
  List: (expr, env) => list(merge(expr.items.map((item) => infer(item, env)))),
  Record: (expr, env) => {
    const fields: Record<string, Type> = {};
    for (const { key, value } of expr.entries) {
      if (FORBIDDEN.has(key.text)) env.report("E210", key.span, { name: key.text });
      else if (Object.hasOwn(fields, key.text)) env.report("E209", key.span, { name: key.text });
      else fields[key.text] = infer(value, env);
    }
    return { kind: "record", fields };
  },
  If: (expr, env) => {
    want(infer(expr.test, env), bool, "the condition of 'if'", expr.test, env);
    return merge([
      infer(expr.then, narrowed(env, expr.test, true)),
      infer(expr.else, narrowed(env, expr.test, false)),
    ]);
  },
  Lambda: (expr, env) => strayFunction(expr, env),
  Unary: (expr, env) => {
    const of = infer(expr.of, env);
    if (expr.op === "not") want(of, bool, "the operand of 'not'", expr.of, env);
    else want(of, num, "the operand of '-'", expr.of, env);
    return expr.op === "not" ? bool : of;
  },
  Binary: inferBinary,
  Pipe: (expr, env) => inferCall(expr.left, expr.call, env),
  Call: (expr, env) => inferCall(null, expr, env),
  Get: (expr, env) => {
    const member = inferMember(expr, env);
    if (member) return member;
    const of = infer(expr.of, env);
    return (
      answerPart(expr.of, of, expr.name.text, env) ?? inferGet(of, expr.name, env, partNames(expr.of, env))
    );
  },
  Index: inferIndex,
};

/** The type of an expression. Where something is wrong it is reported once and the type is `unknown`. */
export function infer(expr: Expr, given: Env): Type {
  // a slot is about the name that stands in it, not about what stands inside an expression
  const env = given.slot && expr.kind !== "Ref" ? { ...given, slot: null } : given;
  // the table is total over kinds; TypeScript cannot correlate the key with the node
  const found = (rules[expr.kind] as Rule<Expr["kind"]>)(expr as never, env);
  const type = isPresent(expr, env) ? present(found) : found;
  env.typed(expr, type, env);
  return type;
}

/** Checks template parts: holes hold text, numbers or booleans; blocks open their own names. */
export function inferParts(parts: readonly Part[], env: Env): void {
  for (const part of parts) {
    if (part.kind === "Hole") inferHole(part.value, env);
    else if (part.kind === "IfPart") {
      infer(part.test, env);
      inferParts(part.then, narrowed(env, part.test, true));
      inferParts(part.else, narrowed(env, part.test, false));
    } else if (part.kind === "EachPart") {
      const of = infer(part.of, env);
      if (of.kind !== "list") want(of, list(unknown), `what '{{#each}}' goes over`, part.of, env);
      for (const name of part.index ? [part.item, part.index] : [part.item])
        if (FORBIDDEN.has(name.text)) env.report("E210", name.span, { name: name.text, as: "name" });
      const names: (readonly [string, Type])[] = [[part.item.text, of.kind === "list" ? of.of : unknown]];
      if (part.index) names.push([part.index.text, int]);
      inferParts(part.body, withLocals(env, names));
    }
  }
}

function inferHole(value: Expr, env: Env): void {
  const type = infer(value, env);
  const printable: Type = { kind: "union", of: [text, num, bool, { kind: "id" }] };
  if (fits(type, printable) || wrongField(value, type, env)) return;
  if (type.kind === "tree" || type.kind === "list")
    env.report("E204", value.span, {
      what: "a hole",
      wanted: "Text; render(...) or join(...) makes it one",
      got: show(type),
    });
  else
    env.report("E204", value.span, {
      what: "a hole",
      wanted: "Text, a number or Bool",
      got: show(type),
      ...(type.kind === "node" && { hint: "name one of its fields" }),
    });
}

/** E401: a hole that takes one text, and a field of a shape that holds several, or a part. */
function wrongField(value: Expr, type: Type, env: Env): boolean {
  const owner = value.kind === "Get" ? env.typeOf(value.of) : undefined;
  if (value.kind !== "Get" || (owner?.kind !== "tree" && owner?.kind !== "node") || owner.shape === null)
    return false;
  const field = own(env.shapes.get(owner.shape)?.fields, value.name.text);
  if (!field) return false;
  const { card } = field;
  const many = card ? ` [${card.min}..${card.max ?? ""}]` : "";
  env.report("E401", value.name.span, {
    field: value.name.text,
    is: show(type) + many,
    how:
      type.kind !== "list"
        ? "name one of its fields"
        : fits(type.of, text)
          ? "use {{#each x in ...}} or join(...)"
          : "use {{#each x in ...}} and name a field of x",
  });
  return true;
}

function inferField(name: Name, env: Env): Type {
  if (name.text === "") return unknown;
  if (!env.row) {
    env.report("E107", name.span, { name: name.text });
    return unknown;
  }
  return inferColumn(name, env.row.name, env.row.columns, env);
}

function inferRef(name: Name, env: Env): Type {
  if (name.text === "") return unknown;
  const local = env.locals.get(name.text);
  if (local) return local;
  if (env.barred?.axes.has(name.text)) {
    env.report("E106", name.span, { axis: name.text, run: env.barred.run });
    return unknown;
  }
  if (isRefused(name, env)) return unknown;
  // a declaration without a type is broken: its own problem is reported at its place
  if (env.names.has(name.text)) return inferDeclared(name, env);
  if (env.shapes.has(name.text)) return { kind: "shape", shape: name.text };
  if (Object.hasOwn(env.known.operators, name.text)) {
    env.report("E105", name.span, { name: name.text, what: "an operator" });
    return unknown;
  }
  if (isSessionWord(name.text)) {
    const is = "a word about the notebook, for a cell of its own";
    env.report("E104", name.span, { name: name.text, is, wanted: "a value" });
    return unknown;
  }
  if (columnMeant(name, env)) return unknown;
  const { slot } = env;
  // what is being declared here is no help: it would rest on itself
  const fit = [...env.names].filter(
    ([, statement]) => !holds(statement.span, name.span) && (!slot || slot.kinds.includes(statement.kind)),
  );
  unknownName(name, slot?.what ?? "name", [...env.locals.keys(), ...fit.map(([other]) => other)], env);
  return unknown;
}

const holds = (whole: Span, part: Span): boolean =>
  whole.cell === part.cell && whole.start <= part.start && part.end <= whole.end;

/** A bare name that is a column of the row, as SQL writes it: E101 with the dot as its fix. */
function columnMeant(name: Name, env: Env): boolean {
  const columns = env.row?.columns;
  if (!columns || !Object.hasOwn(columns, name.text)) return false;
  const meant = `.${name.text}`;
  const inScope = Object.keys(columns).map((column) => `.${column}`);
  env.report(
    "E101",
    name.span,
    { what: "name", name: name.text, near: meant, inScope },
    swap(name.span, meant),
  );
  return true;
}

function inferDeclared(name: Name, env: Env): Type {
  const type = env.types.get(name.text) ?? unknown;
  if (type.kind === "module") {
    env.report("E124", name.span, { name: name.text, names: Object.keys(type.members) });
    return unknown;
  }
  if (type.kind !== "fn") return type;
  env.report("E105", name.span, { name: name.text, what: "a function" });
  return unknown;
}

/** Fields of the values that have some. */
const members: { readonly [kind: string]: Fields } = {
  estimate: {
    mean: num,
    lo: num,
    hi: num,
    n: int,
    p: num,
    r: { kind: "optional", of: num },
    mde: num,
    decisive: bool,
  },
  passage: { id: text, text, score: num, source: int, title: text },
  model: { window: { kind: "tokens" } },
};

/** What may be asked of a value by a dot: fields of a record, parts of a tree, numbers of an estimate. */
export const membersOf = (of: Type, shapes: Env["shapes"]): Fields =>
  (of.kind === "record" ? of.fields : (fieldsOf(of, shapes) ?? members[of.kind])) ?? {};

/** `.facts.tokens`: `.facts` is what was answered, and what else is known of the answer stands in columns beside it. */
function answerPart(column: Expr, of: Type, name: string, { row }: Env): Type | undefined {
  if (column.kind !== "Field") return undefined;
  const value = present(of);
  if (value.kind === "record" && Object.hasOwn(value.fields, name)) return undefined;
  return own(row?.columns, `${column.name.text}.${name}`);
}

export function partNames(column: Expr, { row }: Env): string[] {
  const before = column.kind === "Field" ? `${column.name.text}.` : "";
  return before === ""
    ? []
    : Object.keys(row?.columns ?? {}).flatMap((name) =>
        name.startsWith(before) ? [name.slice(before.length)] : [],
      );
}

function inferGet(of: Type, name: Name, env: Env, more: readonly string[] = []): Type {
  if (of.kind === "unknown" || of.kind === "json" || name.text === "")
    return of.kind === "json" ? of : unknown;
  if (of.kind === "optional") return inferGet(of.of, name, env, more);
  // a tree of which the shape is not known
  if (of.kind === "tree" && of.shape === null) return unknown;
  if (of.kind === "union") return merge(of.of.map((one) => inferGet(one, name, env)));
  const fields = membersOf(of, env.shapes);
  const found = Object.hasOwn(fields, name.text) ? fields[name.text] : undefined;
  if (found) return found;
  if (of.kind === "record" && of.rest) return of.rest;
  const columns = columnsIn(of);
  const names = [...Object.keys(fields), ...more, ...columns];
  const what = isTable(of) ? `a ${show(of)}` : of.kind === "node" ? `part '${show(of)}'` : show(of);
  const meant = near(name.text, names);
  env.report(
    "E208",
    name.span,
    {
      what,
      name: name.text,
      near: meant,
      names,
      ...(columns.length > 0 && { columns: of.kind === "score" ? "cells" : "rows" }),
    },
    // a column is no member: the name alone would not mend it
    columns.length > 0 ? [] : swap(name.span, meant),
  );
  return unknown;
}

/** What the rows of a table, or the cells of a score, have. */
function columnsIn(of: Type): readonly string[] {
  if (of.kind === "score") return [...(of.by ?? []), ...(of.metrics ?? [])];
  return of.kind === "table" || of.kind === "run" ? Object.keys(of.columns ?? {}) : [];
}
