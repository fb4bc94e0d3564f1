// A TypeScript cell: what it gives to the program, as types of what it exports tell, and what of the program it reads.
import { fnType } from "../infer/use.ts";
import { isLocal, keyOf } from "../names/local.ts";
import { VALUES } from "../names/scripts.ts";
import type { Scope } from "../names/scope.ts";
import { own } from "../own.ts";
import type { Script, Statement } from "../syntax/ast.ts";
import { faultOf } from "../syntax/script.ts";
import type { Report } from "../tell/diagnostic.ts";
import {
  type Facts,
  type Host,
  type Need,
  needKey,
  type ScriptFact,
  type ScriptText,
  type Signature,
} from "../types/known.ts";
import { type Fields, type Type, unknown } from "../types/types.ts";
import { causeOf, rootOf, type Seen } from "./seen.ts";

/** A cell that may be run. */
export interface ScriptSeen {
  /** What messages call the cell. */
  readonly label: string;
  /** Of the files it imports. */
  readonly digest: string;
  /** Keys of the values it reads, by name. */
  readonly reads: ReadonlyMap<string, string>;
  readonly types: Fields;
  /** The cells whose names it uses. */
  readonly uses: readonly Script[];
}
type Offer = Exclude<ScriptFact, { readonly error: unknown }>;

interface Work {
  readonly scope: Scope;
  readonly facts: Facts;
  readonly report: Report;
  readonly need: (need: Need) => void;
  readonly scripts: Map<Script, ScriptSeen>;
  readonly causes: Map<Statement, Statement>;
}

/** The values of a program that its cells can read, as far as their types are known. */
export const valuesIn = ({ names }: Scope, types: ReadonlyMap<string, Type>): Fields =>
  Object.fromEntries(
    [...names].flatMap(([key, { kind }]) => {
      const type = types.get(key);
      return type && VALUES.has(kind) && !isLocal(key) && !key.includes(".") ? [[key, type] as const] : [];
    }),
  );

/** The step of a cell: there is one. */
export const scriptStep = ({ span }: Script): string => `script#${span.cell}.1`;

/**
 * Enters what a cell exports; true where it may be run. `spoilt`: its first line has an error. Reports E020, E110 to E112, E127, E131,
 * W111, W112, W123.
 */
export function seeScript(script: Script, spoilt: boolean, here: Seen, work: Work): boolean {
  const mine = script.names
    .map(({ text }) => keyOf(text, script.span.cell))
    .filter((key) => here.view.names.get(key) === script);
  const wait = (): false => {
    for (const key of mine) here.pending.add(key);
    return false;
  };
  const fail = (root?: string): false => {
    for (const key of mine) here.broken.set(key, root ?? key);
    return false;
  };
  if (!script.outline) return wait();
  if (script.outline.fault || spoilt) return fail();
  const { cells, values, open } = question(script, here, work.scope);
  const asked = { scripts: texts(cells, work.scope), values };
  const key = needKey("script", asked);
  const fact = open ? undefined : own(work.facts.scripts, key);
  if (!fact) {
    if (!open) work.need({ kind: "script", key, cell: script.span.cell, ...asked });
    return wait();
  }
  if ("error" in fact) {
    const { code, message, hint } = fact.error;
    work.report(code, script.head, { message, hint });
    return fail();
  }
  const wrong = script.checks ? fact.faults : [];
  for (const fault of wrong) work.report(...faultOf(fault, script.span.cell));
  offer(script, fact, here, work);
  const left = rests(script, fact, cells, here, work);
  return left === null && wrong.length === 0 ? true : fail(wrong.length === 0 ? left?.root : undefined);
}

/** The cell and all that it can see of others, and the values that any of them may read. */
function question(
  script: Script,
  here: Seen,
  { sights }: Scope,
): { readonly cells: readonly Script[]; readonly values: Fields; readonly open: boolean } {
  const cells = [script];
  const values: { [name: string]: Type } = {};
  let open = false;
  for (const cell of cells) {
    const sight = sights.get(cell);
    for (const one of sight?.cells.values() ?? []) if (!cells.includes(one)) cells.push(one);
    for (const name of sight?.values.keys() ?? []) {
      const key = keyOf(name, cell.span.cell);
      values[name] = here.types.get(key) ?? unknown;
      open ||= here.pending.has(key);
    }
  }
  return { cells, values, open };
}

const texts = (cells: readonly Script[], { sights }: Scope): readonly ScriptText[] =>
  cells.map((cell) => ({
    text: cell.text,
    from: Object.fromEntries(
      [...(sights.get(cell)?.cells ?? [])].map(([name, one]) => [name, cells.indexOf(one)] as const),
    ),
  }));

/** The names of a cell: functions, values, and those that cannot be used. */
function offer(script: Script, fact: Offer, here: Seen, { report }: Work): void {
  const file = scriptStep(script);
  const key = (name: string): string => keyOf(name, script.span.cell);
  const mine = (name: string): boolean => here.view.names.get(key(name)) === script;
  const value = (name: string, returns: Type, doc: string, more: Partial<Host>): Signature => {
    const host: Host = { file, export: name, digest: fact.digest, key: "", script: true, ...more };
    return { name, doc, family: "typescript", params: [], returns, effect: "host", version: 1, host };
  };
  const enter = (signature: Signature, type: Type): void => {
    here.functions.set(key(signature.name), signature);
    here.types.set(key(signature.name), type);
    here.guesses.set(key(signature.name), type);
  };
  for (const one of fact.operators)
    if (one.host && mine(one.name)) enter({ ...one, host: { ...one.host, file, script: true } }, fnType(one));
  for (const { name, type, doc } of fact.constants)
    if (mine(name)) enter(value(name, type, doc, { constant: true }), type);
  for (const { name, why, callable } of fact.refused) {
    if (mine(name)) enter(value(name, unknown, "", { refused: why }), unknown);
    const at = script.names.find(({ text }) => text === name)?.span ?? script.head;
    if (callable) report("W123", at, { name, why });
  }
}

/** Null where all that a cell reads and uses is sound, else the name whose error it rests on, where a name is why. */
function rests(
  script: Script,
  fact: Offer,
  cells: readonly Script[],
  here: Seen,
  { report, scope, scripts, causes }: Work,
): { readonly root: string | undefined } | null {
  const reads = new Map(fact.reads.map((name) => [name, keyOf(name, script.span.cell)] as const));
  const uses = fact.uses.flatMap((at) => cells[at] ?? []);
  const name = "this cell";
  const bad = [...reads.values()].find((key) => here.broken.has(key));
  const lost = [...reads.values()].find((key) => here.skipped.has(key));
  const broken = uses.find((one) => !scripts.has(one));
  const cell = broken && scope.labels[broken.span.cell];
  if (bad !== undefined) report("W112", script.head, { name, ...causeOf(here.broken, bad) });
  else if (cell !== undefined) report("W112", script.head, { name, because: cell, by: null });
  const root = bad === undefined ? broken : rootOf(here, bad);
  if (root) causes.set(script, root);
  if (bad === undefined && lost !== undefined)
    report("W111", script.head, { name, ...causeOf(here.skipped, lost) });
  if (bad !== undefined || lost !== undefined || broken)
    return { root: bad === undefined ? undefined : here.broken.get(bad) };
  const types = Object.fromEntries(
    [...reads].map(([name, key]) => [name, here.types.get(key) ?? unknown] as const),
  );
  const label = scope.labels[script.span.cell] ?? "";
  scripts.set(script, { label, digest: fact.digest, reads, types, uses });
  return null;
}
