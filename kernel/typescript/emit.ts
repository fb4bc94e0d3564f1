// A cell as JavaScript. The converter's own is wrong for `{ x }` and `{ x: y } = z` where `x` comes from an earlier cell, so that only its types are used.
import { type Outline, outlineOf } from "../../runtime/module/outline.ts";
import { ts, type TypeScript } from "../../runtime/module/typescript.ts";
import { type Edit, edited } from "./specifiers.ts";

export interface Emitted {
  /** The body of a function of `exports, require, $import, $bind, $last`. */
  readonly code: string;
  /** It is a generator: an `await` at the top is a `yield`. Else it is an async function. */
  readonly turns: boolean;
  /** A source map of it, back to a text with the same lines as the cell. */
  readonly map: string;
  readonly text: string;
  /** From an offset of that text to one of the cell. */
  readonly back: (offset: number) => number;
}

/** `export` is of no use to what follows, and is blanked: no offset moves. */
export function unexported(text: string, { exports }: Pick<Outline, "exports">): string {
  let made = text;
  for (const { start, end } of exports)
    made = made.slice(0, start) + made.slice(start, end).replaceAll(/[^\n]/g, " ") + made.slice(end);
  return made;
}

export function emit(text: string, outline: Outline = outlineOf(text)): Emitted {
  const values = outline.names.filter(({ kind }) => kind !== "type");
  const variables = values.filter(({ kind }) => kind === "variable").map(({ name }) => name);
  // one name, one place: what a later cell sets is what functions of this cell see
  const bind = `$bind({ ${variables.map((name) => `${name}: ($value) => { ${name} = $value; }`).join(", ")} });`;
  const start: Edit[] = variables.length > 0 ? [{ start: 0, end: 0, text: bind }] : [];
  const list = `\nexport { ${values.map(({ name }) => name).join(", ")} };`;
  const body = edited(unexported(text, outline), [...start, ...lastKept(outline.source)]);
  const turns = !awaitsLoops(outline.source);
  const made = ts.transpileModule(body.text + list, {
    compilerOptions: options,
    fileName: "cell.ts",
    transformers: { before: [placed(turns)] },
  });
  const code = made.outputText.replace(/\/\/# sourceMappingURL=.*$/m, "");
  return { code, turns, map: made.sourceMapText ?? "{}", text: body.text, back: body.back };
}

const options: TypeScript.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.CommonJS,
  esModuleInterop: true,
  sourceMap: true,
};

/** The last statement's value is handed out, where it is an expression. */
function lastKept(source: TypeScript.SourceFile): readonly Edit[] {
  const last = source.statements.findLast((one) => !ts.isExportDeclaration(one));
  if (!last || !ts.isExpressionStatement(last)) return [];
  const { expression } = last;
  const start = expression.getStart(source);
  return [
    { start, end: start, text: "$last((" },
    { start: expression.end, end: expression.end, text: "))" },
  ];
}

/** `import(x)` looks for modules where the notebook lies; `await x` at the top is a `yield`, where the code takes turns. */
const placed =
  (turns: boolean): TypeScript.TransformerFactory<TypeScript.SourceFile> =>
  (context) =>
  (source) => {
    const visitor =
      (top: boolean): TypeScript.Visitor =>
      (node) => {
        const inner = visitor(top && !ts.isFunctionLike(node));
        if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
          return ts.factory.updateCallExpression(
            node,
            ts.factory.createIdentifier("$import"),
            undefined,
            node.arguments.map((one) => ts.visitNode(one, inner) as TypeScript.Expression),
          );
        const made = ts.visitEachChild(node, inner, context);
        return top && ts.isAwaitExpression(made)
          ? ts.factory.createParenthesizedExpression(
              ts.factory.createYieldExpression(undefined, made.expression),
            )
          : made;
      };
    return ts.visitEachChild(source, visitor(turns), context);
  };

/** `for await` at the top, which a generator does not have. */
const awaitsLoops = (source: TypeScript.SourceFile): boolean => {
  const visit = (node: TypeScript.Node): boolean =>
    (ts.isForOfStatement(node) && node.awaitModifier !== undefined) ||
    (!ts.isFunctionLike(node) && (ts.forEachChild(node, visit) ?? false));
  return visit(source);
};
