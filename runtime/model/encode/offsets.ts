// Where in a text each of its pieces stands: pieces are laid over the text as the tokenizer's normalizer writes it, letter by letter.
import { ModelError } from "../error.ts";
import type { Tokenizer } from "../tokenizer.ts";

/** UTF-16 offsets, the end not included. */
export type Span = readonly [start: number, end: number];

/** A letter of the normalized text, or a byte of one, and where in the text it comes from. */
interface Unit {
  readonly is: string;
  readonly at: Span;
  /** White space stands before it. */
  readonly parted: boolean;
}

type Of = Pick<Tokenizer, "normal" | "decoder" | "unknown">;

/** @throws ModelError E516 where a piece is not what the text has at its place */
export function offsets(text: string, pieces: readonly string[], tokenizer: Of): Span[] {
  const bytes = tokenizer.decoder.includes("ByteLevel");
  const units = unitsOf(text, tokenizer, bytes);
  let next = 0;
  return pieces.map((piece) => {
    const first = next;
    if (piece === tokenizer.unknown) next = wordEnd(units, next);
    else
      for (const one of lettersOf(piece, tokenizer, bytes)) {
        if (units[next]?.is !== one) throw misfit(text, piece, units[next]);
        next++;
      }
    const [from, to] = [units[first], units[next - 1]];
    const edge = units[first - 1]?.at[1] ?? 0;
    return from && to && next > first ? [from.at[0], to.at[1]] : [edge, edge];
  });
}

const misfit = (text: string, piece: string, unit: Unit | undefined): ModelError =>
  new ModelError(
    "E516",
    `the token '${piece}' is not what the text has at '${text.slice(unit?.at[0] ?? text.length).slice(0, 20)}'`,
    "its places in the text cannot be told; use a tokenizer of words, word pieces or bytes",
  );

/** White space is no unit: tokenizers leave it out, mark it or move it. */
function unitsOf(text: string, { normal }: Of, bytes: boolean): Unit[] {
  const units: Unit[] = [];
  const known = new Map<string, string>();
  let [start, parted] = [0, true];
  for (const letter of text) {
    const at: Span = [start, start + letter.length];
    start = at[1];
    const written = known.get(letter) ?? normal(letter);
    known.set(letter, written);
    parted ||= /^\s/u.test(written);
    for (const is of bytes ? bytesOf(written) : Array.from(spaceless(written))) {
      units.push({ is, at, parted });
      parted = false;
    }
    parted ||= /\s$/u.test(written);
  }
  return units;
}

const spaceless = (text: string): string => text.replaceAll(/[\s▁]/gu, "");
const bytesOf = (text: string): string[] =>
  [...Buffer.from(text)].filter((byte) => !SPACES.has(byte)).map(String);
const SPACES: ReadonlySet<number> = new Set([0x20, 0x09, 0x0a, 0x0d]);

function lettersOf(piece: string, { decoder }: Of, bytes: boolean): readonly string[] {
  const letters = Array.from(piece, (letter) => byteOf.get(letter));
  // an added token is written as it is
  if (bytes && letters.includes(undefined)) return bytesOf(piece);
  if (bytes) return letters.filter((byte) => !SPACES.has(byte!)).map(String);
  return Array.from(spaceless(decoder.includes("WordPiece") ? piece.replace(/^##/, "") : piece));
}

/**
 * A word that is not known ends where white space or punctuation begins, as in BERT (Devlin et al. 2019): of signs those of ASCII are
 * words of their own, and Han letters have white space around them where the normalizer parts them.
 */
function wordEnd(units: readonly Unit[], first: number): number {
  const alone = ({ is }: Unit): boolean => /^[\p{P}$+<=>^`|~]$/u.test(is);
  let end = first + 1;
  if (units[first] && alone(units[first])) return end;
  for (; end < units.length; end++) {
    const unit = units[end]!;
    if (unit.parted || alone(unit)) break;
  }
  return Math.min(end, units.length);
}

/** GPT-2's letters for bytes (Radford et al. 2019): printable ones stand for themselves, the others follow from 256 on. */
const byteOf: ReadonlyMap<string, number> = new Map(
  (() => {
    const printable = (byte: number): boolean =>
      (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174;
    let more = 256;
    return Array.from({ length: 256 }, (_, byte): [string, number] => [
      String.fromCodePoint(printable(byte) ? byte : more++),
      byte,
    ]);
  })(),
);
