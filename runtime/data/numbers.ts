// Numbers of a file that a number here cannot hold: integers beyond 2^53 lose their last digits, others are too large.
import { textEnd } from "./fault.ts";

/** What becomes of such a number. */
export type Loss = "digits" | "size";

/** Of a text that is a number: whether it is one that cannot be held. */
export function lossOf(text: string): Loss | null {
  const value = Number(text);
  if (!Number.isFinite(value)) return "size";
  return /^[+-]?\d+$/.test(text) && !Number.isSafeInteger(value) && BigInt(text) !== BigInt(value)
    ? "digits"
    : null;
}

const TOKEN = /["[{}\]]|-?\d[\d.eE+-]*/g;
const COLON = /\s*:/y;

/** The numbers of a JSON object that cannot be held, by its keys, at any depth. The text is sound JSON. */
export function* lossesIn(object: string): Generator<readonly [column: string, loss: Loss]> {
  // what follows is slow, and hardly ever needed
  if (!/\d{16}|[eE]\+?\d{3}/.test(object)) return;
  let [depth, column] = [0, ""];
  TOKEN.lastIndex = 0;
  for (let found = TOKEN.exec(object); found !== null; found = TOKEN.exec(object)) {
    const [token] = found;
    if (token === "{" || token === "[") depth++;
    else if (token === "}" || token === "]") depth--;
    else if (token === '"') {
      const end = textEnd(object, found.index);
      COLON.lastIndex = TOKEN.lastIndex = end;
      if (depth === 1 && COLON.test(object)) column = String(JSON.parse(object.slice(found.index, end)));
    } else {
      const loss = lossOf(token);
      if (loss !== null) yield [column, loss];
    }
  }
}
