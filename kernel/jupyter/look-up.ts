// What is known of a name, as a front end shows it beside the code or in a pager.
import { type Hover, hover, markdown, plain } from "../../dsl/service/hover.ts";
import type { ScriptHover } from "../../runtime/script.ts";
import type { Session } from "../session.ts";
import { hoverIn } from "./script-help.ts";

/** What is known of the name at a place: found, and the texts. */
export async function lookedUp(
  code: string,
  at: number,
  session: Session,
): Promise<{ readonly found: boolean; readonly data: { readonly [mime: string]: string } }> {
  const typescript = await hoverIn(code, at, session);
  if (typescript !== undefined) return typescriptForms(typescript);
  const found = (await seen(code, at, session)) ?? (await seen(called(code, at), at, session));
  return found
    ? { found: true, data: { "text/plain": plain(found), "text/markdown": markdown(found) } }
    : { found: false, data: {} };
}

async function seen(code: string, at: number, session: Session): Promise<Hover | null> {
  const { analysis, cell } = await session.look(code);
  // a cursor behind a name is at the name
  return hover(analysis, cell, at) ?? hover(analysis, cell, Math.max(0, at - 1));
}

/** The code with the name at a place called: that is where operators are known. */
function called(code: string, at: number): string {
  const end = at + (/^[\p{L}\p{N}_]*/u.exec(code.slice(at))?.[0].length ?? 0);
  return `${code.slice(0, end)}()${code.slice(end)}`;
}

type LookedUp = Awaited<ReturnType<typeof lookedUp>>;

function typescriptForms(hover: ScriptHover | null): LookedUp {
  if (!hover) return { found: false, data: {} };
  const { code, doc } = hover;
  const more = doc === "" ? "" : `\n\n${doc}`;
  const fence = "```";
  return {
    found: true,
    data: {
      "text/plain": `${code}${more}`,
      "text/markdown": `${fence}typescript\n${code}\n${fence}${more}`,
    },
  };
}
