// The tokenizer that models of the world of records share, as it lies in models/tokenizer/.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Encoder, encoder, vocabularyOf } from "../world/records/tokenizer.ts";

export const FOLDER = "models/tokenizer";

export interface Tokens {
  /** tokenizer.json as it is written. */
  readonly text: string;
  readonly encoder: Encoder;
}

/** Read from the project's root, where the commands run. */
export function readTokens(): Tokens {
  const text = readFileSync(join(FOLDER, "tokenizer.json"), "utf8");
  return { text, encoder: encoder(vocabularyOf(JSON.parse(text) as Parameters<typeof vocabularyOf>[0])) };
}
