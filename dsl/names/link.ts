// The files of a program: every `use` is followed to what it brings in, and each file gets the names it sees.
//
//   Statement[] of the program --use--> ModuleFact --cells--> Statement[] of that file --use--> ...
//
// Cells of used files come after the program's own, so that the program's cells keep their numbers.
import type { Name, Statement, Use } from "../syntax/ast.ts";
import type { Diagnostic, Fix, Report } from "../tell/diagnostic.ts";
import {
  type Facts,
  type HostFact,
  type Need,
  needKey,
  type ProgramFact,
  type Signature,
} from "../types/known.ts";
import type { Memo } from "../syntax/memo.ts";
import { near, swap } from "../tell/near.ts";
import { own } from "../own.ts";
import { parseCell } from "../syntax/parse.ts";
import { declares, namesOf, references, type Used, type View } from "./scope.ts";
import type { Cell, Source } from "../source.ts";

export interface Linked {
  /** The program's own cells, then those of the files it uses. */
  readonly source: Source;
  /** Statements of the used files. */
  readonly used: readonly Statement[];
  /** Syntax errors of the used files. */
  readonly syntax: readonly Diagnostic[];
  /** Of each file, the program itself first. */
  readonly views: readonly [View, ...View[]];
  readonly needs: readonly Need[];
  /** Files in which a name was looked for in vain: their syntax errors may be why. */
  readonly missed: ReadonlySet<string>;
}

/** Files that one program may consist of, and how deep they may use each other. */
const FILES = 64;
const DEPTH = 12;
/** What can be used, by the end of the name. */
const KINDS = /\.(?:strux|ipynb|ts|mts)$/;

/** A file of the program while its names are gathered. */
interface File {
  readonly file: string;
  readonly statements: readonly Statement[];
  readonly uses: Map<Statement, Used>;
}
interface Linking {
  readonly facts: Facts;
  readonly report: Report;
  readonly memo: Memo | undefined;
  readonly cells: Cell[];
  readonly files: Map<string, File>;
  readonly syntax: Diagnostic[];
  readonly needs: Map<string, Need>;
}

/** Follows every `use`. Reports what is wrong with it: E110 to E112, E120 to E127, W121, W122; and E102 of each file. */
export function link(
  source: Source,
  statements: readonly Statement[],
  facts: Facts,
  report: Report,
  memo?: Memo,
): Linked {
  const linking: Linking = {
    facts,
    report,
    memo,
    cells: [...source.cells],
    files: new Map(),
    syntax: [],
    needs: new Map(),
  };
  follow({ file: "", statements, uses: new Map() }, [], linking);
  const whole = { cells: linking.cells };
  const missed = new Set<string>();
  const views = [...linking.files.values()].map((file) => viewOf(file, whole, missed, report));
  return {
    source: whole,
    used: [...linking.files.values()].slice(1).flatMap((file) => file.statements),
    syntax: linking.syntax,
    // the program itself was followed first
    views: views as unknown as readonly [View, ...View[]],
    needs: [...linking.needs.values()],
    missed,
  };
}

/** Settles the uses of a file, depth first. `path`: the files on the way to it. */
function follow(file: File, path: readonly string[], linking: Linking): void {
  linking.files.set(file.file, file);
  for (const statement of file.statements)
    if (statement.kind === "Use") file.uses.set(statement, settle(statement, file, path, linking));
}

function settle(use: Use, { file }: File, path: readonly string[], linking: Linking): Used {
  const { report } = linking;
  const lost: Used = { kind: "lost" };
  if (use.from === "") return lost;
  if (!KINDS.test(use.from)) {
    report("E125", use.path.span, unsupported(use.from));
    return lost;
  }
  if (!use.as && use.names.length === 0) report("E120", use.span, { path: use.from }, alias(use));
  const key = needKey("use", { path: use.from }, file);
  const fact = own(linking.facts.modules, key);
  if (!fact) {
    const need: Need = { kind: "module", key, cell: use.span.cell, path: use.from };
    linking.needs.set(key, file === "" ? need : { ...need, file });
    return { kind: "pending" };
  }
  if ("error" in fact) {
    const { code, message, hint } = fact.error;
    report(code, use.path.span, { message, hint });
    return lost;
  }
  return "program" in fact
    ? enter(fact, use, [...path, file], linking)
    : { kind: "host", file: fact.file, fact };
}

/** Takes a used program in, unless it is there already. */
function enter(fact: ProgramFact, use: Use, path: readonly string[], linking: Linking): Used {
  const { report, files } = linking;
  const at = path.indexOf(fact.file);
  if (at >= 0) {
    report("E121", use.path.span, { chain: [...path.slice(at), fact.file] });
    return { kind: "lost" };
  }
  if (path.length > DEPTH || files.size >= FILES) {
    report(
      "E008",
      use.path.span,
      path.length > DEPTH
        ? { what: "the depth of files that use files", limit: DEPTH }
        : { what: "the number of files", limit: FILES },
    );
    return { kind: "lost" };
  }
  let file = files.get(fact.file);
  if (!file) {
    file = taken(fact, linking);
    follow(file, path, linking);
  }
  const scripts = file.statements.some(({ kind }) => kind === "Script");
  return { kind: "program", file: fact.file, members: membersOf(file.statements), scripts };
}

function taken({ file, program }: ProgramFact, { cells, syntax, memo }: Linking): File {
  const statements = program.cells.flatMap((cell) => {
    const parsed = parseCell(cell, cells.length, memo);
    cells.push({ ...cell, file });
    syntax.push(...parsed.diagnostics);
    return parsed.statements;
  });
  return { file, statements, uses: new Map() };
}

/** What other files may take: everything declared, but names that are local to their cell. */
const membersOf = (statements: readonly Statement[]): ReadonlyMap<string, Statement> =>
  new Map(
    statements.flatMap((statement) => {
      const name = declares(statement)?.text;
      return name === undefined || name.startsWith("_") ? [] : [[name, statement] as const];
    }),
  );

function viewOf({ file, statements, uses }: File, source: Source, missed: Set<string>, report: Report): View {
  const { names: declared, defaults } = namesOf(statements, source, report);
  const names = new Map(declared);
  const functions = new Map<string, Signature>();
  const elsewhere = new Set<string>();
  const mentioned = new Set(statements.flatMap((statement) => [...references(statement)]));
  for (const [statement, used] of uses) {
    if (statement.kind !== "Use" || used.kind === "pending" || used.kind === "lost") continue;
    const found = wanted(statement, mentioned);
    if (used.kind === "program") {
      for (const [path, name] of found) {
        const member = used.members.get(name.text);
        if (member) {
          names.set(path, member);
          elsewhere.add(path);
        } else {
          missed.add(used.file);
          if (statement.as === null) noMember(name, statement.from, [...used.members.keys()], report);
        }
      }
    } else host(statement, used.fact, found, functions, names, report);
  }
  return { file, names, defaults, elsewhere, functions, uses };
}

/** What a `use` is asked for: by the path it is called, `f` or `lab.f`, the name in the module and where it was written. */
function wanted(use: Use, mentioned: ReadonlySet<string>): (readonly [path: string, name: Name])[] {
  if (!use.as) return use.names.filter(({ text }) => text !== "").map((name) => [name.text, name]);
  const head = `${use.as.text}.`;
  return [...mentioned]
    .filter((path) => path.startsWith(head))
    .map((path) => [path, { kind: "Name", text: path.slice(head.length), span: use.path.span }]);
}

function host(
  use: Use,
  fact: HostFact,
  found: readonly (readonly [path: string, name: Name])[],
  functions: Map<string, Signature>,
  names: Map<string, Statement>,
  report: Report,
): void {
  const told = new Set<string>();
  for (const [path, name] of found) {
    const signature = fact.operators.find((one) => one.name === name.text);
    const refused = fact.refused.find((one) => one.name === name.text);
    if (signature) functions.set(path, signature);
    else if (refused) report("E122", name.span, { name: name.text, path: use.from, why: refused.why });
    else if (use.as === null)
      noMember(
        name,
        use.from,
        fact.operators.map((one) => one.name),
        report,
      );
    if (signature || refused) names.set(path, use);
    told.add(name.text);
  }
  const silent = fact.refused.filter((one) => one.callable && !told.has(one.name));
  if (use.as && silent.length > 0)
    report("W121", use.path.span, {
      path: use.from,
      names: silent.map(({ name, why }) => `${name} (${why})`),
    });
  if (fact.faults.length > 0) report("W122", use.path.span, { path: use.from, faults: fact.faults });
}

/** E123, with the nearest name that the module has. */
export function noMember(name: Name, path: string, names: readonly string[], report: Report): void {
  const meant = near(name.text, names);
  report("E123", name.span, { path, name: name.text, near: meant, names }, swap(name.span, meant));
}

/** `use "metrics.ts"` alone brings in no name: the one that is meant. */
function alias({ from, path: { span } }: Use): readonly Fix[] {
  const word = (from.split("/").at(-1) ?? "").replace(/\.\w+$/, "").replaceAll(/\W+/g, "_");
  if (!/^[a-zA-Z]\w*$/.test(word)) return [];
  return [{ title: `insert 'as ${word}'`, span: { ...span, start: span.end }, text: ` as ${word}` }];
}

function unsupported(path: string): { readonly message: string; readonly hint: string } {
  const end = /\.\w+$/.exec(path)?.[0];
  return {
    message:
      end === undefined
        ? `'${path}' has no ending that says what it is`
        : `'use' does not read '${end}' files`,
    hint: /^\.[mc]?jsx?$/.test(end ?? "")
      ? "JavaScript says no types: name the file .ts and write the types of its functions"
      : "it takes .strux files, .ipynb notebooks and .ts modules; data is read by csv(...), jsonl(...)",
  };
}
