// Tokenizers inside the runner, each read once and again when its files have changed.
import { readTemplate } from "./chat.ts";
import { filesDigest } from "./digest.ts";
import { readDirectory, tokenizerPart } from "./directory.ts";
import { readTokenizer, type Tokenizer } from "./tokenizer.ts";

/** A tokenizer with its chat template, and the digest of the files both came from. */
export interface Texts {
  readonly digest: string;
  readonly template: string;
  readonly tokenizer: Tokenizer;
}

const texts = new Map<string, Texts>();

/** The tokenizer of a directory. */
export async function readTexts(dir: string): Promise<Texts> {
  readDirectory(dir);
  const digest = await filesDigest(tokenizerPart(dir));
  const known = texts.get(dir);
  if (known?.digest === digest) return known;
  const template = readTemplate(dir);
  const read = { digest, template, tokenizer: readTokenizer(dir, template) };
  texts.set(dir, read);
  return read;
}
