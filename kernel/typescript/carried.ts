// Declarations that are carried from cell to cell: what earlier cells have declared, as text that the converter reads.
import type { Outline } from "../../runtime/module/outline.ts";
import { parsedCell } from "../../runtime/module/outline.ts";
import { ts, type TypeScript } from "../../runtime/module/typescript.ts";

/** The declarations without those of names that do not stay; imports stay, or go, whole. */
export function carried(declarations: string, stays: (name: string) => boolean, imports = true): string {
  const source = parsedCell(declarations);
  return source.statements
    .filter((statement) => imports || !ts.isImportDeclaration(statement))
    .map((statement) => kept(statement, stays, source))
    .filter((text) => text !== "")
    .join("\n");
}

function kept(
  statement: TypeScript.Statement,
  stays: (name: string) => boolean,
  source: TypeScript.SourceFile,
): string {
  if (!ts.isVariableStatement(statement)) {
    const { name } = statement as { readonly name?: TypeScript.Node };
    const text = statement.getText(source);
    return name && ts.isIdentifier(name) && !stays(name.text) ? "" : text;
  }
  const { declarationList: list } = statement;
  const left = list.declarations.filter(({ name }) => stays(name.getText(source)));
  if (left.length === 0) return "";
  const word = (list.flags & ts.NodeFlags.Const) !== 0 ? "const" : "let";
  return `declare ${word} ${left.map((one) => one.getText(source)).join(", ")};`;
}

/** The names that are declared. */
export function namesIn(declarations: string): ReadonlySet<string> {
  const found = new Set<string>();
  for (const statement of parsedCell(declarations).statements) {
    if (ts.isVariableStatement(statement))
      for (const { name } of statement.declarationList.declarations) found.add(name.getText());
    const { name } = statement as { readonly name?: TypeScript.Node };
    if (name && ts.isIdentifier(name)) found.add(name.text);
    if (ts.isImportDeclaration(statement)) {
      const { name: own, namedBindings: named } = statement.importClause ?? {};
      if (own) found.add(own.text);
      if (named && ts.isNamespaceImport(named)) found.add(named.name.text);
      if (named && ts.isNamedImports(named)) for (const one of named.elements) found.add(one.name.text);
    }
  }
  return found;
}

/** What is declared by a cell whose types nobody has looked at: its types as they are written, its values as `any`. */
export function unchecked({ names, source }: Outline): string {
  const types = source.statements.filter(
    (one) => ts.isInterfaceDeclaration(one) || ts.isTypeAliasDeclaration(one),
  );
  return [
    ...types.map((one) => one.getText(source).replace(/^export\s+/, "")),
    ...names.filter(({ kind }) => kind !== "type").map(({ name }) => `declare let ${name}: any;`),
  ].join("\n");
}
