// Help while a cell of TypeScript is written, in the front end's words: what may stand there, what is known of a name, whether it is whole.
import { valuesIn } from "../../dsl/check/script.ts";
import { inHead, scriptText } from "../../dsl/syntax/script.ts";
import type { Completeness } from "../../dsl/syntax/is-complete.ts";
import type { ScriptHover, ScriptOffers } from "../../runtime/script.ts";
import type { Session } from "../session.ts";

const nothing = (at: number): ScriptOffers => ({ start: at, end: at, items: [] });

/** Null where the code is no cell of TypeScript, or the place is not in it yet. Where no TypeScript is run, none is helped with. */
export async function offersIn(code: string, at: number, session: Session): Promise<ScriptOffers | null> {
  const script = scriptText(code);
  if (!script || inHead(code, at)) return null;
  const { analysis } = await session.look(code);
  const types = valuesIn(analysis.scope, analysis.checked.types);
  return session.scripts ? session.scripts.complete(script.text, at, types) : nothing(at);
}

/** Undefined where the code is no cell of TypeScript, null where nothing is known. */
export async function hoverIn(
  code: string,
  at: number,
  session: Session,
): Promise<ScriptHover | null | undefined> {
  const script = scriptText(code);
  if (!script) return undefined;
  if (!session.scripts) return null;
  const { analysis } = await session.look(code);
  const types = valuesIn(analysis.scope, analysis.checked.types);
  const look = (place: number): Promise<ScriptHover | null> =>
    session.scripts ? session.scripts.inspect(script.text, place, types) : Promise.resolve(null);
  // a cursor behind a name is at the name
  return (await look(at)) ?? look(Math.max(0, at - 1));
}

/** Null where the code is no cell of TypeScript. */
export async function wholeIn(code: string, session: Session): Promise<Completeness | null> {
  const script = scriptText(code);
  return script && session.scripts ? session.scripts.isComplete(script.text) : null;
}
