// TypeScript cells among the names of a program: which cells' names, and which values of the program, each of them sees.
import type { Script, Statement } from "../syntax/ast.ts";
import { keyOf } from "./local.ts";
import type { View } from "./names.ts";
import type { Source } from "../source.ts";

/** What a cell may mean by the words it mentions. */
export interface Sight {
  /** Name -> the cell that declares it. */
  readonly cells: ReadonlyMap<string, Script>;
  /** Name -> the statement whose value it is. */
  readonly values: ReadonlyMap<string, Statement>;
}

/** What has a value that can be read: prompts, models and functions stay inside. */
export const VALUES: ReadonlySet<Statement["kind"]> = new Set([
  "ParamDecl",
  "Assign",
  "DataDecl",
  "LetDecl",
  "RunDecl",
  "ScoreDecl",
]);

/**
 * What each cell sees. A word may be a local name of the cell as well, so what is seen is never a reason to complain: a
 * cell does not see what rests on it.
 * @param hard what a statement that is no cell refers to
 */
export function sightsOf(
  statements: readonly Statement[],
  { names }: Pick<View, "names">,
  source: Source,
  hard: (statement: Statement) => readonly Statement[],
): ReadonlyMap<Script, Sight> {
  const scripts = statements.filter((one) => one.kind === "Script");
  const seen = new Map<Statement, Set<Statement>>(scripts.map((one) => [one, new Set()]));
  const below = (statement: Statement): Iterable<Statement> => seen.get(statement) ?? hard(statement);
  const declared = new Map(scripts.map((one) => [one, new Set(one.outline?.names.map(({ name }) => name))]));
  const sights = new Map<Script, Sight>();
  for (const script of scripts) {
    const cells = new Map<string, Script>();
    const values = new Map<string, Statement>();
    for (const word of script.outline?.mentions ?? []) {
      if (declared.get(script)?.has(word)) continue;
      const others = scripts.filter((one) => one !== script && declared.get(one)?.has(word));
      const cell = earlier(others, script, source).find((one) => !reaches(one, script, below));
      const value = names.get(keyOf(word, script.span.cell));
      if (cell) cells.set(word, cell);
      else if (value && VALUES.has(value.kind) && !reaches(value, script, below)) values.set(word, value);
      const found = cell ?? values.get(word);
      if (found) seen.get(script)?.add(found);
    }
    sights.set(script, { cells, values });
  }
  return sights;
}

/** Cells that come before another one, the last first: by place, or, where cells are run one by one, by when they ran. */
function earlier(cells: readonly Script[], script: Script, source: Source): readonly Script[] {
  const ran = ({ span }: Script): number => source.cells[span.cell]?.ran ?? span.cell;
  const above = cells.filter(({ span }) => span.cell < script.span.cell);
  const ranBefore = cells.filter((one) => !above.includes(one) && ran(one) < ran(script));
  const last = (list: readonly Script[]): readonly Script[] => list.toSorted((a, b) => ran(b) - ran(a));
  return [...last(above), ...last(ranBefore)];
}

function reaches(
  from: Statement,
  to: Statement,
  below: (statement: Statement) => Iterable<Statement>,
): boolean {
  const met = new Set<Statement>();
  const open = [from];
  for (let next = open.pop(); next; next = open.pop()) {
    if (next === to) return true;
    if (met.has(next)) continue;
    met.add(next);
    open.push(...below(next));
  }
  return false;
}
