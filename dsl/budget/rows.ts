// Where a column comes from: through verbs and runs back to the expression that makes it, or to the rows that were measured.
import type { RunDecl } from "../syntax/ast.ts";
import { columnName } from "../types/bind.ts";
import { type Called, calledOf } from "./calls.ts";
import { declaredBy, type House, none, type Place, type RowOf, type Term, topOf } from "./place.ts";
import { headOf, placeIn, valueOf } from "./terms.ts";
import { type Longest, type Need, needKey, type RuleName } from "../types/known.ts";
import { own } from "../own.ts";

export type Column =
  /** Made by an expression of the program. */
  | { readonly kind: "term"; readonly term: Term }
  /** The answer of the ask at this position of a run. */
  | { readonly kind: "answer"; readonly run: RunDecl; readonly item: number }
  /** Values that rows hold, as far as they were looked at. */
  | { readonly kind: "rows"; readonly longest: Longest }
  /** The names of the arms or values of an axis. */
  | { readonly kind: "label" };

/** Asks for rows that only running a generator would show. */
export type Wants = (need: Need) => void;

/** The column `name` of a row; null where nothing is known about it. */
export function columnOf(row: RowOf, name: string, place: Place, wants: Wants): Column | null {
  return row.kind === "table"
    ? tableColumn(row.table, name, wants)
    : runColumn(row.run, row.before, name, place.house, wants);
}

function runColumn(run: RunDecl, before: number, name: string, house: House, wants: Wants): Column | null {
  for (const [at, item] of run.items.entries()) {
    if (at >= before) break;
    if (item.kind === "Ask" && name === "output") return { kind: "answer", run, item: at };
    if (item.kind !== "RunStep" || item.name.text !== name) continue;
    if (item.value.kind === "Ask") return { kind: "answer", run, item: at };
    return { kind: "term", term: { expr: item.value, place: placeIn(run, at, house) } };
  }
  if (run.vary.some((vary) => vary.name.text === name)) return { kind: "label" };
  return tableColumn({ expr: run.over, place: topOf(house.homeOf(run)) }, name, wants);
}

function tableColumn(table: Term, name: string, wants: Wants): Column | null {
  const head = headOf(table, none);
  if (!head) return null;
  const { expr, place } = head;
  const { house } = place;
  const declared = declaredBy(head);
  if (declared?.kind === "DataDecl")
    return tableColumn({ expr: declared.value, place: topOf(house.homeOf(declared)) }, name, wants);
  if (declared?.kind === "RunDecl") return runColumn(declared, declared.items.length, name, house, wants);
  if (expr.kind === "Ref") return null;
  // a half of a holdout
  if (expr.kind === "Get") return tableColumn({ expr: expr.of, place }, name, wants);
  const called = calledOf(head);
  const signature = called && own(house.known.operators, called.name);
  if (!called || !signature) return null;
  const { returns, effect } = signature;
  const rule = returns.kind === "rule" ? returns.rule : null;
  const verb = rule && own(verbs, rule);
  if (verb) return verb(called, name, wants);
  // operators that give some of the rows they are given
  if (signature.rows && ["all", "fewer", "first", "slice"].includes(signature.rows))
    return follow(called, name, wants);
  return effect === "reads" || (returns.kind === "table" && returns.columns)
    ? measured(called, name, house, wants)
    : null;
}

const follow = ({ args }: Called, name: string, wants: Wants): Column | null => {
  const [[table] = []] = [...args.values()];
  return table ? tableColumn(table, name, wants) : null;
};

/** What a verb's result has under a name, by the rule its columns follow. Rows that it leaves out only make values fewer. */
const verbs: {
  readonly [R in RuleName]?: (called: Called, name: string, wants: Wants) => Column | null;
} = {
  same: follow,
  select: follow,
  drop: follow,
  unroll: follow,
  derive: (called, name, wants) => {
    const made = called.rest.get(name);
    const [[table] = []] = [...called.args.values()];
    if (!made || !table) return follow(called, name, wants);
    return { kind: "term", term: { ...made, place: { ...made.place, row: { kind: "table", table } } } };
  },
  rename: (called, name, wants) => {
    const from = called.rest.get(name);
    return follow(called, (from && columnName(from.expr)?.text) ?? name, wants);
  },
  join: joined,
  left_join: joined,
  inline: ({ args }, name) => {
    const [[rows] = []] = [...args.values()];
    const value = rows && valueOf(rows, none);
    if (!Array.isArray(value)) return null;
    const given = value.map((row: unknown) => texted(member(row, name)));
    if (given.includes(null)) return null;
    const texts = given.flatMap((one) => one ?? []);
    return { kind: "rows", longest: { texts: [...new Set(texts)], all: true } };
  },
};

/** A column of the first table that has one of that name. */
function joined(called: Called, name: string, wants: Wants): Column | null {
  for (const [table] of called.args.values()) {
    const found = table && tableColumn(table, name, wants);
    if (found) return found;
  }
  return null;
}

const member = (row: unknown, name: string): unknown =>
  typeof row === "object" && row !== null ? own(row as { readonly [key: string]: unknown }, name) : undefined;

/** The texts that a value puts into a prompt: itself, or each of a list; null where it is neither. */
function texted(value: unknown): readonly string[] | null {
  if (value === null || value === undefined) return [];
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean")
    return [String(value)];
  const all = Array.isArray(value) ? value.map(texted) : [null];
  return all.includes(null) ? null : all.flatMap((one) => one ?? []);
}

/** What was seen in a file or a generated table whose arguments are written out; the stand-in of a set where it has one. */
function measured(called: Called, name: string, house: House, wants: Wants): Column | null {
  const args: { [name: string]: unknown } = {};
  for (const [param, [term]] of called.args) {
    if (!term || param === "else") continue;
    const value = valueOf(term, none);
    if (value === undefined) return null;
    args[param] = value;
  }
  const { facts, file } = house;
  const key = needKey(called.name, args, file);
  const fact = own(facts.columns, key);
  if (!fact) {
    const need: Need = { kind: "columns", key, cell: called.call.span.cell, reader: called.name, args };
    wants(file === "" ? need : { ...need, file });
  }
  const [stand] = called.args.get("else") ?? [];
  if (fact && "absent" in fact && stand) return tableColumn(stand, name, wants);
  const longest = fact && "columns" in fact ? own(fact.longest, name) : undefined;
  return longest ? { kind: "rows", longest } : null;
}
