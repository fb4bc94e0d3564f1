// Exported functions of a TypeScript module as operators, from their types. Nothing is run.
import type { HostFact, Signature } from "../../dsl/types/known.ts";
import { dataError } from "../problem.ts";
import { functionOf } from "./exported.ts";
import type { Found } from "./found.ts";
import { moduleDigest, type ModuleText } from "./texts.ts";
import { typedProgram, wording } from "./typed.ts";
import { ts, type TypeScript } from "./typescript.ts";

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
const programOf = (texts: readonly ModuleText[]): TypeScript.Program =>
  typedProgram(new Map(texts.map((one, at) => [pathOf(at), one.text] as const)), [pathOf(0)], (path, from) =>
    resolved(path, from, texts),
  );

function resolved(path: string, from: string, texts: readonly ModuleText[]): string | undefined {
  const importer = texts[Number(/^\/(\d+)\.ts$/.exec(from)?.[1] ?? -1)];
  const found = importer?.imports.find((one) => one.path === path);
  return found && pathOf(found.at);
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
