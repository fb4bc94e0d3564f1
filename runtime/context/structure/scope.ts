// What a text is about, as a model says it in ten words: the scope of parts that were structured apart, or of a text without a structure.
// Source: alibaba/struxgpt (struxgpt_v2.py, summarize_sentence_scope).
import { squeezed } from "../../text/squeezed.ts";
import type { Say } from "./say.ts";

/** Words of a scope, at most; the original only asks for so few. */
const WORDS = 10;
/** Letters of a scope, at most: not every language has blanks between words. */
const LETTERS = 200;
/** How often it is asked, how freely, and with how many tokens. */
const TRIES = 5;
const TEMPERATURE = 0.1;
const TOKENS = 128;

/** An answer that is a scope, for a model that is held to it. */
const GRAMMAR = String.raw`root ::= "[" [^\x00-\x2f:-@\[-\x60{-\x7f] [^\x00-\x1f\[\]\x60\x7f]{2,60} "]"`;

const asking = (text: string): string =>
  `Say in at most ten words, and in the language of the text, what all of this text is about.

Text:
${text}

Answer with the words alone, in this form:
\`\`\`[what the text is about]\`\`\``;

/** The scope that a model gives, null where it gives none. Every try is a call; a prompt that cannot be asked is none. */
export async function askedScope(text: string, say: Say): Promise<string | null> {
  for (let seed = 0; seed < TRIES; seed++) {
    const reply = await say(asking(text), { temperature: TEMPERATURE, seed, tokens: TOKENS, form: GRAMMAR });
    if (reply === null) return null;
    const scope = scopeIn(reply);
    if (scope !== null) return scope;
  }
  return null;
}

/** What stands in brackets, else in the last fence, else between quotes that are all of the reply; null for anything longer or empty. */
export function scopeIn(reply: string): string | null {
  const bracketed = [...reply.matchAll(/\[([^[\]\n]*)\]/g)].map(([, inner = ""]) => inner);
  const fenced = reply.split("```").slice(0, -1).at(-1);
  const quoted = /^"([^"]+)"$/.exec(reply.trim())?.[1];
  const found = [...bracketed, ...(reply.includes("```") ? [fenced ?? ""] : []), ...(quoted ? [quoted] : [])]
    .map(squeezed)
    .find((one) => one !== "");
  if (found === undefined || found.length > LETTERS || found.split(" ").length > WORDS) return null;
  return found;
}
