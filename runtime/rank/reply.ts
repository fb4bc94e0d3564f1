// What a model says of an order, read as one: always a permutation, whatever it says.

/** How a reply was written; rank_llm's names. `unread`: no number is in it. */
export const STATES = ["ok", "wrong_format", "repetition", "missing", "unread"] as const;
export type State = (typeof STATES)[number];

export interface Read {
  /** Positions from 0, each once. */
  readonly order: readonly number[];
  readonly state: State;
  /** Numbers that stand twice, that name nothing, and positions that no number names. */
  readonly repeated: number;
  readonly beyond: number;
  readonly missing: number;
  /** Numbers were taken that stand in no brackets. */
  readonly bare: boolean;
}

const FORMAT = /^\[\d+\](?: > \[\d+\])*$/;

/**
 * Reads `[2] > [1] > [3]`. What stands before `</think>` is no part of it; circled, raised and full-width digits are digits (NFKC). The
 * numbers in brackets count; where there are none, all numbers do. Of a number that stands twice the first counts, numbers that name
 * nothing are dropped, and what is missing follows in its old order (RankGPT's repair).
 */
export function readOrder(reply: string, size: number): Read {
  const text = (reply.split("</think>").at(-1) ?? "").normalize("NFKC").trim();
  const bracketed = numbersIn(text, /\[\s*(\d+)\s*\]/g);
  const said = bracketed.length > 0 ? bracketed : numbersIn(text, /(\d+)/g);
  const within = said.filter((at) => at >= 0 && at < size);
  const named = new Set(within);
  const left = Array.from({ length: size }, (_, at) => at).filter((at) => !named.has(at));
  const [repeated, beyond, missing] = [within.length - named.size, said.length - within.length, left.length];
  return {
    order: [...named, ...left],
    state: stateOf(text, { said: said.length, repeated, beyond, missing }),
    repeated,
    beyond,
    missing,
    bare: bracketed.length === 0 && said.length > 0,
  };
}

const numbersIn = (text: string, pattern: RegExp): number[] =>
  [...text.matchAll(pattern)].map(([, digits]) => Number(digits) - 1);

function stateOf(
  text: string,
  {
    said,
    repeated,
    beyond,
    missing,
  }: { readonly said: number } & Pick<Read, "repeated" | "beyond" | "missing">,
): State {
  if (said === 0) return "unread";
  if (!FORMAT.test(text) || beyond > 0) return "wrong_format";
  if (repeated > 0) return "repetition";
  return missing > 0 ? "missing" : "ok";
}
