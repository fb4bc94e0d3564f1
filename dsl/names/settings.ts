// What `set` knows, and the words that stand for the notebook itself: part of the language, whatever the library holds.
import type { Bare, Command } from "../syntax/ast.ts";
import { isSessionWord, type SessionWord } from "../syntax/session-words.ts";

/** Setting -> the words it takes; the first one holds where nothing is set. */
export const settings: { readonly [name: string]: readonly string[] } = {
  reactive: ["off", "pure"],
};

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
