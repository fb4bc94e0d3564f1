// What each token writes, in the form that grammar masks are made from.
import type { Tokenizer } from "./tokenizer.ts";

export interface Vocabulary {
  /**
   * How `tokens` are to be read: as GPT-2 writes bytes, as SentencePiece writes words and bytes, or as they are.
   */
  readonly kind: "byte_level" | "byte_fallback" | "raw";
  /** By id; empty for tokens that write nothing. */
  readonly tokens: readonly string[];
}

/** Tokens that steer the model write nothing: no form can ask for them. */
export function vocabularyOf(tokenizer: Tokenizer): Vocabulary {
  const steering = new Set(tokenizer.special.values());
  const ids = [...tokenizer.tokens.entries()];
  const size = ids.reduce((most, [, id]) => Math.max(most, id + 1), 0);
  const tokens = new Array<string>(size).fill("");
  const kind = kindOf(tokenizer.decoder);
  // the text of a token that follows another: with the space that its first letter may bring
  const before = ids.find(([, id]) => !steering.has(id) && tokenizer.decode([id]).trim() !== "")?.[1] ?? 0;
  const anchor = tokenizer.decode([before]);
  for (const [token, id] of ids) {
    if (steering.has(id)) continue;
    tokens[id] = kind === "raw" ? tokenizer.decode([before, id]).slice(anchor.length) : token;
  }
  return { kind, tokens };
}

function kindOf(decoders: readonly string[]): Vocabulary["kind"] {
  if (decoders.includes("ByteLevel")) return "byte_level";
  return decoders.includes("ByteFallback") ? "byte_fallback" : "raw";
}
