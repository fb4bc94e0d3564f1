// Which named sets a name with parts in braces means: `longbench/{model}/{task}` is all of them, a column for each part.
import { near } from "../../dsl/tell/near.ts";
import { dataError } from "../problem.ts";
import { namedSets } from "../named-sets.ts";

export interface Match {
  /** The set's own name. */
  readonly name: string;
  /** What stands in it at each part in braces: the values of these columns. */
  readonly parts: { readonly [column: string]: string };
}

const PART = /\{([A-Za-z_]\w*)\}/g;

/**
 * The sets that a name means, in the order of `data/sources.json`: a part in braces stands for one or more characters that are no `/`.
 * A name without such parts is the set of that name, whether there is one or not. Errors: E110 for parts that no set fits, or two
 * of one name.
 */
export async function matching(name: string): Promise<readonly Match[]> {
  const columns = [...name.matchAll(PART)].map(([, column = ""]) => column);
  if (columns.length === 0) return [{ name, parts: {} }];
  const twice = columns.find((column, at) => columns.indexOf(column) < at);
  if (twice !== undefined)
    throw dataError("E110", `'${name}' has two parts called '${twice}'`, "each is a column: name them apart");
  const shape = new RegExp(`^${name.split(PART).map(between).join("")}$`);
  const all = Object.keys(await namedSets());
  const found = all.flatMap((set) => {
    const parts = shape.exec(set)?.slice(1);
    return parts
      ? [{ name: set, parts: Object.fromEntries(columns.map((c, at) => [c, parts[at] ?? ""])) }]
      : [];
  });
  if (found.length > 0) return found;
  const likely = near(name.replace(PART, ""), all);
  throw dataError(
    "E110",
    `no dataset is called like '${name}'`,
    `${likely === undefined ? "" : `there is '${likely}'; `}strux data list names them all`,
  );
}

/** Of a split at parts in braces, every second piece is the name of one. */
const between = (piece: string, at: number): string =>
  at % 2 === 1 ? "([^/]+)" : piece.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");

/** Why tables of sets cannot lie one under the other. Errors: E112 for a part that is a column already, or for other columns. */
export function alike(
  pattern: string,
  sets: readonly (readonly [match: Match, columns: readonly string[]])[],
): void {
  const [first] = sets;
  for (const [match, columns] of sets) {
    const taken = Object.keys(match.parts).find((part) => columns.includes(part));
    if (taken !== undefined)
      throw dataError(
        "E112",
        `'${match.name}' has a column '${taken}' already`,
        `call the part of '${pattern}' otherwise`,
      );
    const odd = [...columns, ...(first?.[1] ?? [])].find(
      (column) => !columns.includes(column) || !first?.[1].includes(column),
    );
    if (odd !== undefined)
      throw dataError(
        "E112",
        `the columns of '${first?.[0].name}' and '${match.name}' differ: '${odd}' is in one of them alone`,
        "take each for itself",
      );
  }
}
