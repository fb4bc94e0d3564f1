// Chinese texts as words: the door of jieba-wasm (jieba-rs with its dictionary, and the hidden Markov model for words that it lacks).
import { createRequire } from "node:module";

interface Jieba {
  cut(text: string, hmm: boolean): string[];
}

let made: Jieba | undefined;

/**
 * The words of a text, in order, nothing left out. It is jieba-rs and not Python's jieba: where a text mixes scripts they now and then differ,
 * so that what is scored with one is not quite what is scored with the other. Four megabytes, loaded when first asked for.
 */
export function jiebaWords(text: string): string[] {
  made ??= createRequire(import.meta.url)("jieba-wasm") as Jieba;
  return made.cut(text, true);
}
