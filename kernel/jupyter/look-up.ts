// What is known of a name, as a front end shows it beside the code or in a pager.
import { hover, markdown, plain } from "../../dsl/service/hover.ts";
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
  const { analysis, cell } = await session.look(code);
  // a cursor behind a name is at the name
  const found = hover(analysis, cell, at) ?? hover(analysis, cell, Math.max(0, at - 1));
  return found
    ? { found: true, data: { "text/plain": plain(found), "text/markdown": markdown(found) } }
    : { found: false, data: {} };
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
