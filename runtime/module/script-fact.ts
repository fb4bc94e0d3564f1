// What a TypeScript cell gives to the program, from the types of what it exports. Nothing of it is run.
import type { Fault, HostFact, Need, ScriptFact, ScriptText, Signature } from "../../dsl/types/known.ts";
import type { Files } from "../files.ts";
import { Problem } from "../problem.ts";
import { crossing } from "./cross.ts";
import { asking, declarations, prelude } from "./declarations.ts";
import { functionOf } from "./exported.ts";
import { importsOf } from "./imports.ts";
import { type Outline, outlineOf } from "./outline.ts";
import { moduleDigest, type ModuleText, moduleTexts } from "./texts.ts";
import { typedProgram, wording } from "./typed.ts";
import { ts, type TypeScript } from "./typescript.ts";

type Question = Pick<Extract<Need, { kind: "script" }>, "scripts" | "values">;
type Told = Exclude<ScriptFact, { readonly error: unknown }>;

/** Never throws for what a user can cause. */
export async function scriptFact(question: Question, files: Files): Promise<ScriptFact> {
  try {
    const local = await localModules(question.scripts, files);
    return offerOf(question, local);
  } catch (error) {
    // TypeScript itself gives up on some texts
    if (!(error instanceof Problem))
      return { error: { code: "E127", message: `the cell cannot be read: ${String(error)}`, hint: "" } };
    const { message, hint } = error;
    return { error: { code: codes.find((code) => code === error.code) ?? "E112", message, hint } };
  }
}
const codes = ["E110", "E111", "E112", "E127"] as const;

/** Modules that the cells import by a relative path: as it is written -> its texts. */
type Local = ReadonlyMap<string, readonly ModuleText[]>;

async function localModules(scripts: readonly ScriptText[], files: Files): Promise<Local> {
  const paths = new Set(scripts.flatMap(({ text }) => importsOf(text, "")));
  const found = new Map<string, readonly ModuleText[]>();
  for (const path of paths) {
    // what is no TypeScript has no types here, and is left to the run
    if (/\.(?:js|mjs|cjs|json)$/.test(path)) continue;
    found.set(path, await moduleTexts(await files.name(written(path)), files, importsOf));
  }
  return found;
}

/** The ending of a TypeScript file may be left out. */
export const written = (path: string): string => (/\.m?ts$/.test(path) ? path : `${path}.ts`);

/** @param local modules of the folder that the cells import */
export function offerOf(question: Question, local: Local = new Map()): ScriptFact {
  const [script] = question.scripts;
  const cells = question.scripts.map(({ text }) => outlineOf(text));
  const [outline] = cells;
  if (!script || !outline) throw new Error("a question about no cell");
  const own = importsOf(script.text, "").flatMap((path) => local.get(path) ?? []);
  const digest = own.length > 0 ? moduleDigest(own) : "";
  const texts = cells.map((cell, at) => fileOf(question, cell, at));
  const make = (strict: boolean): TypeScript.Program => programOf(question, texts, local, strict);
  const program = make(true);
  const offers = offered(program, outline, digest);
  const prefix = texts[0]?.prefix ?? "";
  const wrong = (program: TypeScript.Program): readonly Fault[] =>
    faults(program, prefix, script.text).flatMap((fault) => unimported(fault, script, cells));
  // a notebook is no library: what only strictness forbids is let through
  const found = wrong(program).length > 0 ? wrong(make(false)) : [];
  return { digest, ...offers, faults: found, ...mentioned(program, question, prefix) };
}

/** That names of other cells are imports here is nobody's business: variables may be set, the others are constants. */
function unimported(fault: Fault, { text, from }: ScriptText, cells: readonly Outline[]): readonly Fault[] {
  if (fault.code !== IMPORT_IS_SET) return [fault];
  const name = text.slice(fault.start, fault.end);
  const { names } = cells[from[name] ?? -1] ?? { names: [] };
  if (names.some((one) => one.name === name && one.kind !== "constant")) return [];
  return [
    { ...fault, code: CONSTANT_IS_SET, message: `Cannot assign to '${name}' because it is a constant` },
  ];
}
const IMPORT_IS_SET = 2632;
const CONSTANT_IS_SET = 2588;

interface CellFile {
  readonly prefix: string;
  readonly text: string;
}

/** A cell as a module: it imports what it mentions of other cells and of the program, and exports all it declares. */
function fileOf({ scripts, values }: Question, { names, mentions }: Outline, at: number): CellFile {
  const declared = new Set(names.map(({ name }) => name));
  const from = Object.entries(scripts[at]?.from ?? {}).filter(([name]) => !declared.has(name));
  const others = new Set(from.map(([name]) => name));
  const read = mentions.filter(
    (name) => Object.hasOwn(values, name) && !declared.has(name) && !others.has(name),
  );
  const prefix = [
    ...from.map(([name, cell]) => `import { ${name} } from "${pathOf(cell)}"; `),
    ...read.map((name) => `import { ${name} } from "${VALUES}"; `),
  ].join("");
  const hidden = names.filter(({ exported }) => !exported).map(({ name }) => name);
  const suffix = hidden.length > 0 ? `\nexport { ${hidden.join(", ")} };` : "\nexport {};";
  return { prefix, text: prefix + (scripts[at]?.text ?? "") + suffix };
}

const pathOf = (at: number): string => `/${at}.ts`;
const VALUES = "/values.d.ts";
const PRELUDE = "/strux.d.ts";
const localPath = (path: string, at: number): string => `/local/${encodeURIComponent(path)}/${at}.ts`;

function programOf(
  { values }: Question,
  texts: readonly CellFile[],
  local: Local,
  strict: boolean,
): TypeScript.Program {
  const files = new Map(texts.map(({ text }, at) => [pathOf(at), text] as const));
  for (const [path, module] of local) module.forEach(({ text }, at) => files.set(localPath(path, at), text));
  files
    .set(PRELUDE, `${prelude}${asking}`)
    .set(VALUES, `${declarations(values)}export { ${Object.keys(values).join(", ")} };`);
  const resolved = (specifier: string, from: string): string | undefined => {
    if (files.has(specifier)) return specifier;
    const [, path, at] = /^\/local\/([^/]*)\/(\d+)\.ts$/.exec(from) ?? [];
    if (path === undefined) return local.has(specifier) ? localPath(specifier, 0) : undefined;
    const module = local.get(decodeURIComponent(path));
    const found = module?.[Number(at)]?.imports.find((one) => one.path === specifier);
    return found && localPath(decodeURIComponent(path), found.at);
  };
  return typedProgram(files, [PRELUDE, pathOf(0)], resolved, strict ? {} : { strict: false });
}

function offered(
  program: TypeScript.Program,
  { names }: Outline,
  digest: string,
): Pick<Told, "operators" | "constants" | "refused"> {
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(pathOf(0));
  const module = source && checker.getSymbolAtLocation(source);
  const symbols = new Map(
    (module ? checker.getExportsOfModule(module) : []).map((one) => [one.name, one] as const),
  );
  const operators: Signature[] = [];
  const constants: Told["constants"][number][] = [];
  const refused: HostFact["refused"][number][] = [];
  for (const { name, exported } of names) {
    const symbol = exported ? symbols.get(name) : undefined;
    const found = symbol && functionOf(symbol, checker);
    if (!symbol || !found) continue;
    if (!("why" in found)) {
      const { version, ...signature } = found;
      const key = version === null ? "" : `version ${version}`;
      operators.push({ ...signature, version: version ?? 1, host: { file: "", export: name, digest, key } });
      continue;
    }
    const value = found.callable ? found : constantOf(symbol, checker);
    if ("why" in value) refused.push({ name, why: value.why, callable: found.callable });
    else constants.push({ name, ...value });
  }
  return { operators, constants, refused };
}

function constantOf(
  symbol: TypeScript.Symbol,
  checker: TypeScript.TypeChecker,
): Omit<Told["constants"][number], "name"> | { readonly why: string } {
  if ((symbol.flags & ts.SymbolFlags.Class) !== 0) return { why: "it is a class" };
  const crossed = crossing(checker.getTypeOfSymbol(symbol), "out", checker);
  if ("why" in crossed) return crossed;
  const doc = ts.displayPartsToString(symbol.getDocumentationComment(checker)).replaceAll(/\s+/g, " ").trim();
  return { type: crossed.type, doc };
}

/** What is wrong with the cell itself, by places in its own text. */
function faults(program: TypeScript.Program, prefix: string, text: string): readonly Fault[] {
  const source = program.getSourceFile(pathOf(0));
  const found = source
    ? [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)]
    : [];
  return found
    .filter(({ category, start = 0 }) => category === ts.DiagnosticCategory.Error && start >= prefix.length)
    .map((one) => {
      const start = Math.min((one.start ?? 0) - prefix.length, text.length);
      const end = Math.min(start + Math.max(one.length ?? 1, 1), text.length);
      return { start, end, message: wording(one), code: one.code };
    });
}

/** Which of the offered names the cell really means: a parameter of the same name hides one. */
function mentioned(
  program: TypeScript.Program,
  { scripts, values }: Question,
  prefix: string,
): Pick<Told, "reads" | "uses"> {
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(pathOf(0));
  const found = new Set<string>();
  const visit = (node: TypeScript.Node): void => {
    if (ts.isIdentifier(node) && node.getStart(source) >= prefix.length && !found.has(node.text)) {
      const symbol = ts.isShorthandPropertyAssignment(node.parent)
        ? checker.getShorthandAssignmentValueSymbol(node.parent)
        : checker.getSymbolAtLocation(node);
      if (symbol?.declarations?.some((one) => one.getSourceFile() === source && one.pos < prefix.length))
        found.add(node.text);
    }
    ts.forEachChild(node, visit);
  };
  if (source) visit(source);
  const from = scripts[0]?.from ?? {};
  const uses = [...found].flatMap((name) => (Object.hasOwn(from, name) ? [from[name] ?? 0] : []));
  const reads = [...found].filter((name) => Object.hasOwn(values, name) && !Object.hasOwn(from, name));
  return { uses: [...new Set(uses)].toSorted((a, b) => a - b), reads: reads.toSorted() };
}
