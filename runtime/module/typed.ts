// Texts that the type checker reads as files: JavaScript's own library is there, packages are `any`, and nothing else is read.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ambient } from "./ambient.ts";
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
const AMBIENT = "/ambient.d.ts";

/**
 * @param files path -> text
 * @param resolved which of them an import means; undefined: a package
 * @param more options that differ
 */
export function typedProgram(
  files: ReadonlyMap<string, string>,
  roots: readonly string[],
  resolved: (specifier: string, from: string) => string | undefined,
  more: TypeScript.CompilerOptions = {},
): TypeScript.Program {
  const own = new Map([...files, [AMBIENT, ambient]]);
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
      literals.map(({ text }) => {
        const path = resolved(text, containing);
        if (path === undefined) return { resolvedModule: undefined };
        const extension = path.endsWith(".d.ts") ? ts.Extension.Dts : ts.Extension.Ts;
        return { resolvedModule: { resolvedFileName: path, extension, isExternalLibraryImport: false } };
      }),
  };
  return ts.createProgram({ rootNames: [AMBIENT, ...roots], options: { ...options, ...more }, host });
}

/** What the type checker says, in one line. */
export const wording = ({ messageText }: Pick<TypeScript.Diagnostic, "messageText">): string =>
  ts.flattenDiagnosticMessageText(messageText, " ").replace(/\.$/, "");

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
