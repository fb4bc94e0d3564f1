// A module's texts as JavaScript that Node can import: types off, imports by number, packages linked from where the module lies.
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, rename, rm, symlink, writeFile } from "node:fs/promises";
import { isBuiltin } from "node:module";
import { dirname, join } from "node:path";
import { runFolder } from "./cache.ts";
import type { ModuleText } from "./texts.ts";
import { ts, type TypeScript } from "./typescript.ts";

const options: TypeScript.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.ESNext,
  sourceMap: true,
};

/**
 * Writes the module as `0.mjs`, `1.mjs` and so on, with a source map each: whole or not at all.
 * @param path where the module lies on disk
 */
export async function emit(texts: readonly ModuleText[], path: string): Promise<void> {
  const folder = runFolder(path, texts);
  const part = `${folder}.${randomBytes(4).toString("hex")}.part`;
  await mkdir(part, { recursive: true });
  try {
    const packages = new Set<string>();
    for (const [at, text] of texts.entries()) {
      const { code, map } = javascript(text, packages);
      await writeFile(join(part, `${at}.mjs`), code);
      await writeFile(join(part, `${at}.mjs.map`), map);
    }
    for (const name of packages) await link(name, dirname(path), part);
    await rename(part, folder).catch((error: unknown) => {
      // another process was quicker
      if (!existsSync(join(folder, "0.mjs"))) throw error;
    });
  } finally {
    await rm(part, { recursive: true, force: true });
  }
}

function javascript(
  text: ModuleText,
  packages: Set<string>,
): { readonly code: string; readonly map: string } {
  const made = ts.transpileModule(text.text, {
    compilerOptions: options,
    fileName: "module.ts",
    transformers: { before: [renamed(text, packages)] },
  });
  // at the end, so that no line moves; a function is there before its line is run
  const operator =
    /\boperator\s*\(/.test(text.text) &&
    !/\bfunction\s+operator\b|\bimport\b[^;]*\boperator\b/.test(text.text);
  const code = made.outputText.replace(/\/\/# sourceMappingURL=.*$/m, "");
  return {
    code: operator ? `${code}\nfunction operator(about, run) { return run; }\n` : code,
    map: made.sourceMapText ?? "{}",
  };
}

/** Specifiers of relative imports become the numbers of the files; of packages, the names are noted. */
const renamed =
  (text: ModuleText, packages: Set<string>): TypeScript.TransformerFactory<TypeScript.SourceFile> =>
  (context) =>
  (source) => {
    const specifier = (node: TypeScript.Expression | undefined): TypeScript.StringLiteral | undefined => {
      if (!node || !ts.isStringLiteralLike(node)) return undefined;
      const found = text.imports.find(({ path }) => path === node.text);
      if (!found && !node.text.startsWith(".") && !isBuiltin(node.text)) packages.add(packageOf(node.text));
      return found && ts.factory.createStringLiteral(`./${found.at}.mjs`);
    };
    const visit = (node: TypeScript.Node): TypeScript.Node => {
      if (ts.isImportDeclaration(node)) {
        const to = specifier(node.moduleSpecifier);
        return to
          ? ts.factory.updateImportDeclaration(node, node.modifiers, node.importClause, to, node.attributes)
          : node;
      }
      if (ts.isExportDeclaration(node)) {
        const to = specifier(node.moduleSpecifier);
        return to
          ? ts.factory.updateExportDeclaration(
              node,
              node.modifiers,
              node.isTypeOnly,
              node.exportClause,
              to,
              node.attributes,
            )
          : node;
      }
      if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
        const to = specifier(node.arguments[0]);
        if (to) return ts.factory.updateCallExpression(node, node.expression, node.typeArguments, [to]);
      }
      return ts.visitEachChild(node, visit, context);
    };
    return ts.visitEachChild(source, visit, context);
  };

/** `@scope/name/part` and `name/part` are packages `@scope/name` and `name`. */
const packageOf = (path: string): string => path.split("/", path.startsWith("@") ? 2 : 1).join("/");

/** Links a package from the nearest `node_modules` above the module; one that is nowhere is told by Node when it is imported. */
async function link(name: string, from: string, folder: string): Promise<void> {
  for (let at = from; ; at = dirname(at)) {
    const found = join(at, "node_modules", name);
    if (existsSync(found)) {
      const to = join(folder, "node_modules", name);
      await mkdir(dirname(to), { recursive: true });
      return symlink(found, to, "junction");
    }
    if (dirname(at) === at) return;
  }
}
