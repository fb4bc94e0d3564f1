// Numbers of a file that a number here cannot hold: integers beyond 2^53 lose their last digits, others are too large.
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

const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"(\s*:)?|-?\d[\d.eE+-]*|[[{}\]]/g;

/** The numbers of a JSON object that cannot be held, by its keys, at any depth. The text is sound JSON. */
export function* lossesIn(object: string): Generator<readonly [column: string, loss: Loss]> {
  // what follows is slow, and hardly ever needed
  if (!/\d{16}|[eE]\+?\d{3}/.test(object)) return;
  let [depth, column] = [0, ""];
  for (const [token, colon = ""] of object.matchAll(TOKEN)) {
    if (token === "{" || token === "[") depth++;
    else if (token === "}" || token === "]") depth--;
    else if (token.startsWith('"')) {
      if (colon !== "" && depth === 1) column = String(JSON.parse(token.slice(0, -colon.length)));
    } else {
      const loss = lossOf(token);
      if (loss !== null) yield [column, loss];
    }
  }
}
