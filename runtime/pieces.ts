// Ids -> the text each stands for: decoded in the company of the one before, since a token alone may lose its space.
import type { Runner } from "./model/index.ts";

/** A stretch of the decoded text, and the tokens it came from: several where one character is spread over them. */
export interface Piece {
  readonly text: string;
  readonly ids: readonly number[];
}

/** Tokens beyond which boundaries are not looked for. */
const MOST = 20_000;
/** Characters within which the next boundary must be found again. */
const NEAR = 64;

/** The whole text of the ids, and its pieces in order; joined they are the text. Empty pieces: they could not be told apart. */
export async function piecesOf(
  ids: readonly number[],
  dir: string,
  runner: Runner,
): Promise<{ readonly text: string; readonly pieces: readonly Piece[] }> {
  const [text = ""] = await runner.decode(dir, [ids]);
  if (ids.length > MOST) return { text, pieces: [] };
  const alone = await runner.decode(
    dir,
    ids.map((id) => [id]),
  );
  const pairs = await runner.decode(
    dir,
    ids.map((id, at) => (at === 0 ? [id] : [ids[at - 1] ?? id, id])),
  );
  const own = ids.map((_, at) => {
    const [pair = "", before = ""] = [pairs[at], at === 0 ? "" : alone[at - 1]];
    return pair.startsWith(before) ? pair.slice(before.length) : (alone[at] ?? "");
  });
  return { text, pieces: aligned(text, ids, own) };
}

/** Each token's own text, found again in the whole; tokens without a place of their own join what they stand before. */
function aligned(text: string, ids: readonly number[], own: readonly string[]): Piece[] {
  const pieces: Piece[] = [];
  let [at, waiting] = [0, [] as number[]];
  for (const [n, id] of ids.entries()) {
    const said = own[n] ?? "";
    const found = said === "" || said.includes("\ufffd") ? -1 : text.indexOf(said, at);
    const here = waiting.length === 0 ? found === at : found >= at && found <= at + NEAR;
    if (!here) {
      waiting.push(id);
      continue;
    }
    if (waiting.length > 0) pieces.push({ text: text.slice(at, found), ids: waiting });
    pieces.push({ text: said, ids: [id] });
    [at, waiting] = [found + said.length, []];
  }
  if (waiting.length > 0) pieces.push({ text: text.slice(at), ids: waiting });
  else if (at < text.length) return [];
  return pieces;
}
