// Stopping rules and the text of an answer: stop texts are found across token borders and cut off.

/** Ids -> text, special tokens left out. */
export type Decode = (ids: readonly number[]) => string;

/** Prompt tokens decoded together with the answer, so that its first token keeps its leading space. */
const context = 8;

/** Tokens that may add no text of their own (bytes of an unfinished character, special tokens). */
const slack = 8;

/** The text that `tokens` add after `prompt`. */
export function continuation(decode: Decode, prompt: readonly number[], tokens: readonly number[]): string {
  const tail = prompt.slice(-context);
  const before = decode(tail);
  const both = decode([...tail, ...tokens]);
  return both.startsWith(before) ? both.slice(before.length) : decode(tokens);
}

/** Text up to the first stop text, or undefined when none occurs. */
export function cutAtStop(text: string, stops: readonly string[]): string | undefined {
  const found = stops.map((stop) => text.indexOf(stop)).filter((at) => at >= 0);
  return found.length === 0 ? undefined : text.slice(0, Math.min(...found));
}

/**
 * Watches an answer grow: `(tokens) => true` once a stop text is complete.
 * Only as many tokens are decoded as can carry the longest stop text: every other token gives a byte or more.
 */
export function stopWatch(
  stops: readonly string[],
  decode: Decode,
  prompt: readonly number[],
): (tokens: readonly number[]) => boolean {
  if (stops.length === 0) return () => false;
  const reach = Math.max(...stops.map((stop) => Buffer.byteLength(stop))) + slack;
  return (tokens) =>
    cutAtStop(decode(tokens.slice(-reach)), stops) !== undefined &&
    cutAtStop(continuation(decode, prompt, tokens), stops) !== undefined;
}
