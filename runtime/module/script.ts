// Answers the compiler's questions about TypeScript cells. They follow from texts, so they are remembered: the compiler is loaded for what is new.
import type { Need, OutlineFact, ScriptFact } from "../../dsl/types/known.ts";
import type { Files } from "../files.ts";
import { recalled, remembered } from "./cache.ts";

export async function outlineFact(text: string): Promise<OutlineFact> {
  const known = await recalled<OutlineFact>("outline", text);
  if (known) return known;
  const { names, mentions, fault } = (await import("./outline.ts")).outlineOf(text);
  return remembered("outline", text, { names, mentions, fault });
}

export async function scriptOf(
  { scripts, values }: Extract<Need, { kind: "script" }>,
  files: Files,
): Promise<ScriptFact> {
  const question = JSON.stringify([scripts, values]);
  // modules of the folder are read anew, since they may have changed
  const alone = !scripts.some(({ text }) => RELATIVE.test(text));
  const known = alone ? await recalled<ScriptFact>("script", question) : null;
  if (known) return known;
  const fact = await (await import("./script-fact.ts")).scriptFact({ scripts, values }, files);
  return alone ? remembered("script", question, fact) : fact;
}

/** May be part of an import of a file. */
const RELATIVE = /["'`]\.\.?\//;
