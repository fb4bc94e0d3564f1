// Exported functions of a TypeScript module as operators, from their types. Nothing is run.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { HostFact, Signature } from "../../dsl/types/known.ts";
import { dataError } from "../problem.ts";
import { ambient } from "./ambient.ts";
import { functionOf } from "./exported.ts";
import type { Found } from "./found.ts";
import { moduleDigest, type ModuleText } from "./texts.ts";
import { libraryFolder, ts, type TypeScript } from "./typescript.ts";

const options: TypeScript.CompilerOptions = {
  // without it null and undefined would not be told apart from the rest
  strict: true,
  noEmit: true,
  lib: ["lib.es2023.d.ts"],
  types: [],
  target: ts.ScriptTarget.ES2023,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  allowImportingTsExtensions: true,
  skipLibCheck: true,
};

/** What a module offers, and what of it cannot be called. Errors: E127 with the first syntax error. */
export function signatures(texts: readonly ModuleText[]): HostFact {
  const program = programOf(texts);
  const [main] = texts;
  const source = program.getSourceFile(pathOf(0));
  const checker = program.getTypeChecker();
  const symbol = source && checker.getSymbolAtLocation(source);
  if (!main || !source) throw dataError("E127", "the module is empty");
  mustParse(program, texts);
  const digest = moduleDigest(texts);
  const operators: Signature[] = [];
  const refused: HostFact["refused"][number][] = [];
  for (const exported of symbol ? checker.getExportsOfModule(symbol).toSorted(asWritten) : []) {
    const found: Found | null = functionOf(exported, checker);
    if (!found) continue;
    if ("why" in found) refused.push({ name: exported.name, ...found });
    else {
      const { version, ...signature } = found;
      const key = version === null ? digest : `version ${version}`;
      operators.push({
        ...signature,
        version: version ?? 1,
        host: { file: main.name, export: exported.name, digest, key },
      });
    }
  }
  return { file: main.name, digest, operators, refused, faults: faults(program, texts) };
}

/** In the order of the text. */
const asWritten = (a: TypeScript.Symbol, b: TypeScript.Symbol): number => startOf(a) - startOf(b);
const startOf = ({ declarations }: TypeScript.Symbol): number => declarations?.[0]?.pos ?? 0;

/** Files by number: where they lie is no matter of types. */
const pathOf = (at: number): string => `/${at}.ts`;
const AMBIENT = "/ambient.d.ts";

function programOf(texts: readonly ModuleText[]): TypeScript.Program {
  const own = new Map([
    ...texts.map((one, at) => [pathOf(at), one.text] as const),
    [AMBIENT, ambient] as const,
  ]);
  const read = (path: string): string | undefined => own.get(path) ?? library(path);
  const host: TypeScript.CompilerHost = {
    getSourceFile: (path, target) =>
      own.has(path) ? parsed(path, own.get(path) ?? "", target) : libraryFile(path),
    getDefaultLibFileName: () => join(libraryFolder, "lib.d.ts"),
    getDefaultLibLocation: () => libraryFolder,
    getCurrentDirectory: () => "/",
    getCanonicalFileName: (path) => path,
    useCaseSensitiveFileNames: () => true,
    getNewLine: () => "\n",
    writeFile: () => undefined,
    fileExists: (path) => read(path) !== undefined,
    readFile: read,
    resolveModuleNameLiterals: (literals, containing) =>
      literals.map(({ text }) => ({ resolvedModule: resolved(text, containing, texts) })),
  };
  return ts.createProgram({ rootNames: [AMBIENT, pathOf(0)], options, host });
}

function resolved(
  path: string,
  from: string,
  texts: readonly ModuleText[],
): TypeScript.ResolvedModuleFull | undefined {
  const importer = texts[Number(/^\/(\d+)\.ts$/.exec(from)?.[1] ?? -1)];
  const found = importer?.imports.find((one) => one.path === path);
  return (
    found && {
      resolvedFileName: pathOf(found.at),
      extension: ts.Extension.Ts,
      isExternalLibraryImport: false,
    }
  );
}

const parsed = (
  path: string,
  text: string,
  target: TypeScript.ScriptTarget | TypeScript.CreateSourceFileOptions,
) => ts.createSourceFile(path, text, target, true);

const libraryFiles = new Map<string, TypeScript.SourceFile | undefined>();

/** Files of JavaScript's own library, parsed once per process: half a megabyte. */
function libraryFile(path: string): TypeScript.SourceFile | undefined {
  if (!libraryFiles.has(path)) {
    const text = library(path);
    libraryFiles.set(path, text === undefined ? undefined : parsed(path, text, ts.ScriptTarget.ES2023));
  }
  return libraryFiles.get(path);
}

function library(path: string): string | undefined {
  if (!path.startsWith(libraryFolder)) return undefined;
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

/** E127 for the first syntax error of any of the files. */
function mustParse(program: TypeScript.Program, texts: readonly ModuleText[]): void {
  for (const [at] of texts.entries()) {
    const source = program.getSourceFile(pathOf(at));
    const [first] = source ? program.getSyntacticDiagnostics(source) : [];
    if (first)
      throw dataError(
        "E127",
        `${place(first, texts)}: ${wording(first)}`,
        "it is read as TypeScript, and not run",
      );
  }
}

/** Type errors, in the words of the type checker. */
const faults = (program: TypeScript.Program, texts: readonly ModuleText[]): readonly string[] =>
  texts.flatMap((_, at) => {
    const source = program.getSourceFile(pathOf(at));
    const found = source ? program.getSemanticDiagnostics(source) : [];
    return found
      .filter(({ category }) => category === ts.DiagnosticCategory.Error)
      .map((one) => `${place(one, texts)}: ${wording(one)}`);
  });

function place({ file, start = 0 }: TypeScript.Diagnostic, texts: readonly ModuleText[]): string {
  const at = Number(/^\/(\d+)\.ts$/.exec(file?.fileName ?? "")?.[1] ?? 0);
  const line = (file?.getLineAndCharacterOfPosition(start).line ?? 0) + 1;
  return `'${texts[at]?.name ?? ""}' line ${line}`;
}

const wording = ({ messageText }: TypeScript.Diagnostic): string =>
  ts.flattenDiagnosticMessageText(messageText, " ").replace(/\.$/, "");
