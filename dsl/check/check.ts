// Statement -> what it declares, one rule per kind. All problems are reported; a broken statement has no type.
import type { Assign, Expr, LetDecl, ParamDecl, Script, Statement } from "../syntax/ast.ts";
import { FORBIDDEN } from "../types/bind.ts";
import { checkCommand } from "./command.ts";
import type { Report } from "../tell/diagnostic.ts";
import type { Env } from "../infer/env.ts";
import { checkFn } from "../infer/function.ts";
import { infer } from "../infer/infer.ts";
import type { Facts, Known, Need, Signature } from "../types/known.ts";
import { keyOf, nameIn } from "../names/local.ts";
import { want } from "../infer/lookup.ts";
import { located } from "./model-decl.ts";
import { near } from "../tell/near.ts";
import { checkPrompt } from "./prompt.ts";
import { checkProps } from "./props.ts";
import { resolve } from "../types/resolve.ts";
import { injected } from "./injected.ts";
import { checkRun } from "./run.ts";
import { brings, declares, references, type Scope, viewOf } from "../names/scope.ts";
import { checkScore } from "./score.ts";
import type { Shapes } from "../types/shape.ts";
import { seeing } from "./seeing.ts";
import { type ScriptSeen, seeScript } from "./script.ts";
import { causeOf, rootOf, type Seen, seenBy, seeUse, tellBroken } from "./seen.ts";
import { sessionWord } from "../names/settings.ts";
import { checkSetting } from "./setting-check.ts";
import { checkShape } from "../types/shapes.ts";
import { checkVega } from "./vega.ts";
import { anyModel, bool, isTable, show, type Type, unknown, widened } from "../types/types.ts";

export interface Checked {
  /** Statements that may be lowered: healthy, and resting on healthy ones only. */
  readonly sound: readonly Statement[];
  /** Of the names that the program's own cells see. */
  readonly types: ReadonlyMap<string, Type>;
  /** Types of broken statements too, as far as they can be told. */
  readonly guesses: ReadonlyMap<string, Type>;
  /** Types and shapes of the names that each file sees. */
  readonly seen: ReadonlyMap<
    string,
    Pick<Seen, "shapes"> & {
      readonly types: ReadonlyMap<string, Type>;
      readonly functions: ReadonlyMap<string, Signature>;
    }
  >;
  /** What each sound TypeScript cell reads and uses. */
  readonly scripts: ReadonlyMap<Script, ScriptSeen>;
  readonly needs: readonly Need[];
  /** Names that are left out because a set is not at hand. */
  readonly skipped: readonly string[];
  readonly shapes: Shapes;
  /** Statements that are left out -> the one whose error is why. */
  readonly causes: ReadonlyMap<Statement, Statement>;
  /** The type of each expression that was looked at. */
  readonly typeOf: ReadonlyMap<Expr, Type>;
}

type Rule<K extends Statement["kind"]> = (statement: Extract<Statement, { kind: K }>, env: Env) => Type;
const rules: { readonly [K in Statement["kind"]]: Rule<K> } = {
  Pragma: (statement, env) => {
    if (statement.version !== 1)
      env.report("E010", statement.span, {
        what: `language ${statement.version} is not known; this is language 1`,
      });
    return unknown;
  },
  Setting: checkSetting,
  // what these bring in is no single type: see `seeUse`, `seeScript`
  Use: () => unknown,
  Script: () => unknown,
  FnDecl: checkFn,
  ShapeDecl: (statement, env) => checkShape(statement, env.shapes, env.report),
  ParamDecl: (statement, env) => declared(statement.type, infer(statement.value, env), statement, env),
  LetDecl: (statement, env) => declared(statement.type, infer(statement.value, env), statement, env),
  Assign: (statement, env) => infer(statement.value, env),
  DataDecl: (statement, env) => {
    const type = infer(statement.value, env);
    if (isTable(type) || type.kind === "unknown") return type;
    env.report("E204", statement.value.span, {
      what: `data '${statement.name.text}'`,
      wanted: "a Table (let holds any other value)",
      got: show(type),
    });
    return unknown;
  },
  ModelDecl: (statement, env) => {
    want(infer(statement.value, env), { kind: "modelSource" }, "a model", statement.value, env);
    for (const { name } of statement.devices) {
      const { devices } = env.known;
      if (!devices.includes(name.text) && name.text !== "")
        env.report("E101", name.span, {
          what: "device",
          name: name.text,
          near: near(name.text, devices),
          inScope: devices,
        });
    }
    const { ref, fact, by, window } = located(statement, env.facts, env.file, env.typeOf);
    const states = fact && "found" in fact ? fact.window : null;
    const known = fact && "found" in fact ? (fact.does ?? null) : null;
    // servers and functions write, and do nothing else
    const does = by ? "gen" : known;
    // an encoder writes nothing, so the settings of an answer are none of its own
    const encodes = does !== null && does !== "gen";
    const where = `${encodes ? "encoder" : "model"} '${statement.name.text}'`;
    checkProps(statement.props, "model", where, env, { window: states }, encodes ? ["window"] : undefined);
    return { ...anyModel, ref, window, does };
  },
  PromptDecl: checkPrompt,
  RunDecl: checkRun,
  ScoreDecl: checkScore,
  ChartDecl: (statement, env) => {
    want(infer(statement.value, env), { kind: "chart" }, "a chart", statement.value, env);
    checkProps(statement.props, "chart", "chart", env);
    for (const prop of statement.props) if (prop.name.text === "vega") checkVega(prop, env);
    return { kind: "chart" };
  },
  CheckStmt: (statement, env) => {
    want(infer(statement.value, env), bool, "a check", statement.value, env);
    return { kind: "check" };
  },
  Command: (statement, env) => (sessionWord(statement, env.names) ? unknown : checkCommand(statement, env)),
  Bare: (statement, env) => (sessionWord(statement, env.names) ? unknown : infer(statement.value, env)),
};

function declared(
  written: Parameters<typeof resolve>[0] | null,
  got: Type,
  statement: ParamDecl | LetDecl | Assign,
  env: Env,
): Type {
  // what a run may set may become another word; a let stays what it is
  if (!written) return statement.kind === "ParamDecl" ? widened(got) : got;
  const wanted = resolve(written, env);
  want(got, wanted, `'${declares(statement)?.text ?? ""}'`, statement.value, env);
  return wanted;
}

/**
 * Checks every statement in dependency order.
 * @param spoiled statements with a syntax error: known by name, never planned
 */
export function check(
  scope: Scope,
  known: Known,
  facts: Facts,
  spoiled: ReadonlySet<Statement>,
  report: Report,
): Checked {
  const work: Work = {
    scope,
    known,
    facts,
    report,
    seen: seenBy(scope),
    typeOf: new Map(),
    needs: new Map(),
    scripts: new Map(),
    causes: new Map(),
  };
  const sound = scope.order.filter((statement) => isSound(statement, spoiled.has(statement), work));
  const { own, at } = work.seen;
  for (const view of scope.views) tellBroken(at(view), report);
  return {
    sound,
    types: own.types,
    guesses: own.guesses,
    shapes: own.shapes,
    seen: new Map(scope.views.map((view) => [view.file, at(view)])),
    needs: [...work.needs.values()],
    skipped: [...own.skipped.keys()].map(nameIn),
    typeOf: work.typeOf,
    scripts: work.scripts,
    causes: work.causes,
  };
}

/** What all statements of one check share, and what is found out about them. */
interface Work {
  readonly scope: Scope;
  readonly known: Known;
  readonly facts: Facts;
  readonly report: Report;
  readonly seen: ReturnType<typeof seenBy>;
  readonly typeOf: Map<Expr, Type>;
  readonly needs: Map<string, Need>;
  readonly scripts: Map<Script, ScriptSeen>;
  readonly causes: Map<Statement, Statement>;
}

/** Checks one statement; true where it may be planned. `spoilt`: it has a syntax error, and what that leads to is not told again. */
function isSound(statement: Statement, spoilt: boolean, work: Work): boolean {
  const { scope, known, facts, typeOf, needs } = work;
  const here = work.seen.at(viewOf(scope, statement));
  const { view, types, functions, shapes } = here;
  let errors = spoilt ? 1 : 0;
  const env = seeing(
    statement,
    { known, facts, scope, view, types, functions, shapes },
    {
      typed: (expr, type) => void typeOf.set(expr, type),
      typeOf: (expr) => typeOf.get(expr),
      need: (need) => void needs.set(need.key, view.file === "" ? need : { ...need, file: view.file }),
      report: (code, ...more) => {
        if (code.startsWith("E")) errors++;
        if (!spoilt) work.report(code, ...more);
      },
    },
  );
  for (const name of brings(statement))
    if (FORBIDDEN.has(name.text)) env.report("E210", name.span, { name: name.text, as: "name" });
  if (statement.kind === "Use") {
    seeUse(statement, here);
    return false;
  }
  if (statement.kind === "Script") return seeScript(statement, spoilt, here, { ...work, ...env });
  // the table is total over kinds; TypeScript cannot correlate the key with the statement
  const found = (rules[statement.kind] as Rule<Statement["kind"]>)(statement as never, env);
  const key = keyIn(statement);
  // a default that was replaced, or the earlier of two definitions: looked at, never planned
  if (key !== undefined && view.names.get(key) !== statement) return false;
  const type =
    statement.kind === "Assign" ? injected(view.defaults.get(key ?? ""), found, statement, env) : found;
  return settled(statement, type, { errors, skips: env.skipped.size > 0 }, here, work);
}

const keyIn = (statement: Statement): string | undefined => {
  const name = declares(statement)?.text;
  return name === undefined ? undefined : keyOf(name, statement.span.cell);
};

/** Enters what a statement came to, with all that it rests on, under each name it is seen by. */
function settled(
  statement: Statement,
  type: Type,
  { errors, skips }: { readonly errors: number; readonly skips: boolean },
  here: Seen,
  { report, seen, causes }: Work,
): boolean {
  const rests = [...references(statement)]
    .map((other) => keyOf(other, statement.span.cell))
    .filter((other) => here.view.names.has(other));
  const lost = rests.find((other) => here.skipped.has(other));
  const bad = rests.find((other) => here.broken.has(other));
  const open = rests.some((other) => here.pending.has(other));
  const left = skips || lost !== undefined;
  const fails = errors > 0 || bad !== undefined;
  const name = declares(statement)?.text;
  const said = name === undefined ? "this statement" : `'${name}'`;
  if (bad !== undefined && errors === 0) {
    report("W112", statement.span, { name: said, ...causeOf(here.broken, bad) });
    const root = rootOf(here, bad);
    if (root) causes.set(statement, root);
  }
  if (lost !== undefined && !fails)
    report("W111", statement.span, { name: said, ...causeOf(here.skipped, lost) });
  // another file does not see what is behind the names it takes
  const root = (
    each: Seen,
    causes: ReadonlyMap<string, string>,
    key: string | undefined,
  ): string | undefined => (each === here && key !== undefined ? causes.get(key) : undefined);
  for (const [each, as] of seen.binders(statement)) {
    each.guesses.set(as, type);
    if (fails) each.broken.set(as, (errors === 0 && root(each, here.broken, bad)) || as);
    else each.types.set(as, type);
    if (left) each.skipped.set(as, root(each, here.skipped, lost) ?? as);
    if (open) each.pending.add(as);
  }
  return !fails && !left && !open;
}

/** Looks at one more statement in a program that has been checked. Nothing is reported; each expression tells what it saw. */
export function look(
  statement: Statement,
  { known, facts, scope, checked }: { known: Known; facts: Facts; scope: Scope; checked: Checked },
  typed: Env["typed"],
): void {
  const silent = (): void => undefined;
  const { shapes } = checked;
  const { functions = scope.functions } = checked.seen.get(scope.file) ?? {};
  const outside = { known, facts, scope, view: scope, types: checked.guesses, functions, shapes };
  const seen = new Map<Expr, Type>();
  const env = seeing(statement, outside, {
    typed: (expr, type, at) => {
      seen.set(expr, type);
      typed(expr, type, at);
    },
    typeOf: (expr) => seen.get(expr),
    need: silent,
    report: silent,
  });
  (rules[statement.kind] as Rule<Statement["kind"]>)(statement as never, env);
}
