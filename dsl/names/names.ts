// Who declares what in one file of a program, and what a `use` brings into it.
import type { Assign, Name, ParamDecl, Statement, Use } from "../syntax/ast.ts";
import type { Report } from "../tell/diagnostic.ts";
import type { HostFact, Signature } from "../types/known.ts";
import { keyOf } from "./local.ts";
import { places } from "../tell/messages.ts";
import type { Source, Span } from "../source.ts";

/** What a declaration is, in the user's words. */
const nouns: { readonly [K in Statement["kind"]]: string | null } = {
  Pragma: null,
  Setting: null,
  Use: null,
  ParamDecl: "a parameter",
  DataDecl: "data",
  LetDecl: "a value",
  FnDecl: "a function",
  ModelDecl: "a model",
  ShapeDecl: "a shape",
  PromptDecl: "a prompt",
  RunDecl: "a run",
  ScoreDecl: "a score",
  ChartDecl: "a chart",
  CheckStmt: null,
  Command: null,
  Bare: null,
  Assign: "a parameter",
  Script: null,
};
export const noun = ({ kind }: Statement): string =>
  nouns[kind] ?? (kind === "Script" ? "TypeScript" : "a statement");

/** The name a statement declares, or null. */
export function declares(statement: Statement): Name | null {
  if (nouns[statement.kind] === null || !("name" in statement)) return null;
  return statement.name !== null && statement.name.text !== "" ? statement.name : null;
}

/** What one file of a program sees. */
export interface View {
  /** "" is the program itself. */
  readonly file: string;
  /** Key of a name (local.ts) -> the statement that declares it: of two, the one that counts. A member of a module that is mentioned is `lib.x`. */
  readonly names: ReadonlyMap<string, Statement>;
  /** Parameters whose value another cell injects: name -> the declaration with the default. */
  readonly defaults: ReadonlyMap<string, ParamDecl | Assign>;
  /** Those of these names whose declaration lies in another file. */
  readonly elsewhere: ReadonlySet<string>;
  /** Functions of TypeScript, by the path they are called by: `f`, `lab.f`. */
  readonly functions: ReadonlyMap<string, Signature>;
  readonly uses: ReadonlyMap<Statement, Used>;
}
/** What became of a `use`. */
export type Used =
  /** Asked about and not yet answered, or told to be impossible: its names are there, and nothing is known of them. */
  | { readonly kind: "pending" }
  | { readonly kind: "lost" }
  | {
      readonly kind: "program";
      readonly file: string;
      readonly members: ReadonlyMap<string, Statement>;
      /** It has cells of TypeScript, which are not taken over. */
      readonly scripts: boolean;
    }
  | { readonly kind: "host"; readonly file: string; readonly fact: HostFact };

/** Names that statements bring in: of a `use`, its alias or its list; of a TypeScript cell, what it exports. */
export const brings = (statement: Statement): readonly Name[] => {
  if (statement.kind === "Use") return useNames(statement);
  return statement.kind === "Script"
    ? statement.names
    : [declares(statement)].filter((name) => name !== null);
};

const useNames = ({ as, names }: Use): readonly Name[] =>
  (as ? [as] : names).filter(({ text }) => text !== "");

/**
 * Who declares what in one file. Of two definitions in cells that were run one by one, the one run last counts (W102), unless it failed. Reports
 * E102 (defined twice), W102.
 */
export function namesOf(
  statements: readonly Statement[],
  source: Source,
  report: Report,
): Pick<View, "names" | "defaults"> {
  const names = new Map<string, Statement>();
  const defaults = new Map<string, ParamDecl | Assign>();
  const pairs = statements.flatMap((statement) =>
    brings(statement).map((name) => [statement, name] as const),
  );
  for (const [statement, name] of pairs) {
    const key = keyOf(name.text, statement.span.cell);
    const before = names.get(key);
    // an injected parameter replaces the default it was injected for
    const pair = [before, statement].find((one) => one?.kind === "ParamDecl");
    if (before && pair?.kind === "ParamDecl" && (before.kind === "Assign" || statement.kind === "Assign")) {
      defaults.set(key, pair);
      names.set(key, before.kind === "Assign" ? before : statement);
      continue;
    }
    const both = before?.kind === "Assign" && statement.kind === "Assign";
    if (both && isInjected(statement, source)) defaults.set(key, before);
    names.set(key, before && !both ? counting(name.text, before, statement, source, report) : statement);
  }
  return { names, defaults };
}

const isInjected = ({ span }: Statement, { cells }: Source): boolean =>
  cells[span.cell]?.tags?.includes("injected-parameters") === true;

/** Which of two definitions counts. */
function counting(
  name: string,
  before: Statement,
  statement: Statement,
  source: Source,
  report: Report,
): Statement {
  const [a, b] = [before, statement].map(({ span }) => source.cells[span.cell]);
  const alone = before.span.cell === statement.span.cell || a?.ran === undefined || b?.ran === undefined;
  if (alone) {
    twice("E102", name, statement, before, source, report);
    return statement;
  }
  const [left, taken] = [a, b].map(({ yields }) => yields?.includes(name) === true);
  if (left !== taken) return left ? statement : before;
  const [first, last] = a.ran < b.ran ? [before, statement] : [statement, before];
  if (!a.replaced && !b.replaced) twice("W102", name, last, first, source, report);
  return last;
}

function twice(
  code: "E102" | "W102",
  name: string,
  at: Statement,
  before: Statement,
  source: Source,
  report: Report,
): void {
  const label = source.cells[before.span.cell]?.label ?? "another cell";
  const other = `${label}${from(before)}${from(at, " here")}`;
  const place = (statement: Statement): Span =>
    brings(statement).find(({ text }) => text === name)?.span ?? statement.span;
  report(code, place(at), { name, other }, [], [{ span: place(before), message: places.defined(name) }]);
}

/** Where a name that was not declared but used comes from. */
const from = (statement: Statement, here = ""): string =>
  statement.kind === "Use" ? `${here === "" ? "" : ", and comes"} from "${statement.from}"${here}` : "";

/** Whether a name, or `lib.x`, is one that a `use` brings in. */
export const gives = ({ as, names }: Use, path: string): boolean =>
  as ? path === as.text || path.startsWith(`${as.text}.`) : names.some(({ text }) => text === path);
