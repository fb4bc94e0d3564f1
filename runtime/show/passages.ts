// Passages: what was found or cut out, with its rank value.
import type { Passage } from "../value.ts";
import { counted, cut, decimals, type MimeBundle } from "./bundle.ts";
import { sheet } from "./sheet.ts";

const SHOWN = 20;
const WIDE = 200;
const WHOLE = 1500;

export function showPassages(passages: readonly Passage[], name: string): MimeBundle {
  const some = passages.slice(0, SHOWN);
  const scored = passages.some(({ score }) => score !== undefined);
  const texts = scored ? 2 : 1;
  return sheet({
    caption: `${cut(name, 200)}: ${counted(passages.length, "passage")}`,
    head: ["id", ...(scored ? ["score"] : []), "text"],
    body: some.map(({ id, score, text }) => [
      cut(id, 40),
      ...(scored ? [score === undefined ? "" : decimals(score)] : []),
      cut(text, WIDE),
    ]),
    numeric: scored ? [false, true, false] : [false, false],
    notes: passages.length > SHOWN ? [`… ${passages.length - SHOWN} more passages`] : [],
    look: {
      whole: (row, at) => {
        const text = at === texts ? (some[row]?.text ?? "") : "";
        return text.length > WIDE ? cut(text, WHOLE) : undefined;
      },
    },
  });
}
