// What is said about the notebook itself, as the plan has it: its settings, and the words that stand for it.
import type { Bare, Command } from "../syntax/ast.ts";
import { own } from "../own.ts";
import type { SessionStep } from "./plan.ts";
import { constant, type Scope } from "../names/scope.ts";
import { sessionWord, settings } from "../names/settings.ts";

/** `refresh` and `names`: what they do is up to whoever runs the cells. Undefined for any other statement. */
export function asked(
  statement: Bare | Command,
  declared: ReadonlySet<string>,
): Pick<SessionStep, "kind" | "word"> | undefined {
  const word = sessionWord(statement, declared);
  return word && { kind: "session", word };
}

/** What `set` says, as far as it is sound. */
export const settingWords = (scope: Scope): { readonly [name: string]: string } =>
  Object.fromEntries(
    [...scope.settings].flatMap(([name, { value }]) => {
      const word = constant(value);
      return typeof word === "string" && own(settings, name)?.includes(word) ? [[name, word] as const] : [];
    }),
  );
