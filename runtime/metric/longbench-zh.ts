// The Chinese datasets of LongBench v1: the metrics of its metrics.py on words of jieba.
import { jiebaWords } from "../text/jieba.ts";
import { integersIn } from "./python.ts";
import { pltrdyL } from "./rouge/pltrdy.ts";
import { overlapF1 } from "./token-f1.ts";

/** Marks that are dropped besides ASCII's: the script's own list. */
const MARKS = new Set([
  ..."!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~".split(""),
  ..."！？｡。＂＃＄％＆＇（）＊＋，－／：；＜＝＞＠［＼］＾＿｀｛｜｝～｟｠｢｣､、〃》「」『』【】〔〕〖〗〘〙〚〛〜〝〞〟〰〾〿–—‘’‛“”„‟…‧﹏.".split(
    "",
  ),
]);

/** Of a word: small letters, without marks and blanks; "" where nothing is left. */
const bare = (word: string): string =>
  Array.from(word.toLowerCase())
    .filter((sign) => !MARKS.has(sign))
    .join("")
    .replaceAll(/\s+/gu, "");

const words = (text: string): string[] =>
  jiebaWords(text)
    .map(bare)
    .filter((word) => word !== "");

/** Bag F1 of the words of two texts. */
export const chineseF1 = (output: string, answer: string): number => overlapF1(words(output), words(answer));

/** ROUGE-L of pltrdy/rouge on words between blanks; an error of the package counts as 0. */
export const chineseRouge = (output: string, answer: string): number =>
  pltrdyL(jiebaWords(output).join(" "), jiebaWords(answer).join(" "))?.f ?? 0;

/** The share of the integers of the reply that are the number of the right paragraph, 段落. */
export function chineseRetrieval(output: string, answer: string): number {
  const right = /段落(\p{Nd}+)/u.exec(answer)?.[1] ?? "";
  const all = integersIn(output);
  return all.length === 0 ? 0 : all.filter((one) => one === right).length / all.length;
}
