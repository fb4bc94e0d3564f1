// What `set` knows, and the words that stand for the notebook itself: part of the language, whatever the library holds.
import type { Bare, Command } from "../syntax/ast.ts";

/** Setting -> the words it takes; the first one holds where nothing is set. */
export const settings: { readonly [name: string]: readonly string[] } = {
  reactive: ["off", "pure"],
};

/** Built-in values of a notebook: each is shown by a cell of its own, or by `show`. A declaration of that name hides it. */
export const sessionWords = {
  refresh: "computes what is stale, and says what it did",
  names: "every name with its kind, type, rows, cell and state",
} as const;
export type SessionWord = keyof typeof sessionWords;
export const isSessionWord = (name: string): name is SessionWord => Object.hasOwn(sessionWords, name);

/** The word that a statement shows where it is one of these, else undefined. */
export function sessionWord(
  statement: Bare | Command,
  declared: Pick<ReadonlyMap<string, unknown>, "has">,
): SessionWord | undefined {
  const { value } = statement;
  if (value?.kind !== "Ref" || (statement.kind === "Command" && statement.verb !== "show")) return undefined;
  const name = value.name.text;
  return isSessionWord(name) && !declared.has(name) ? name : undefined;
}
