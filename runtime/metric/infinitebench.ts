// The scores of InfiniteBench: what each of its tasks takes out of a reply, and compares with the label.
import { choice, doc, either, listOf, num, operator, text } from "../operator.ts";
import * as types from "../../dsl/types/types.ts";
import { pieces, strip } from "./normalize.ts";
import { bagF1, overlapF1 } from "./token-f1.ts";

type Label = string | number | readonly string[];
type Right = (reply: string, label: readonly string[], number: number | null) => boolean | number;

/** Each of the texts becomes a blank. */
const blanked = (text: string, ...signs: readonly string[]): string =>
  signs.reduce((left, sign) => left.replaceAll(sign, " "), text);
const squeezed = (text: string): string => text.replace(/ +/g, " ");

/** The first run of ASCII digits is the label. */
const firstDigits: Right = (reply, [label]) => (/[0-9]+/.exec(reply)?.[0] ?? null) === label;

const WORDS = ["\n", ":", '"', "'", ".", ",", "?", "!", "{", "}"];
const pair: Right = (reply, [label = ""]) => pieces(blanked(reply, ...WORDS)).includes(label);
const speaker: Right = (reply, [label = ""]) =>
  pieces(blanked(strip(reply), ...WORDS).toUpperCase()).includes(label);

/** Behind the first of the phrases that the text has: all from one character after it. */
function behind(text: string, phrases: readonly string[]): string | null {
  for (const phrase of phrases) {
    const at = text.indexOf(phrase);
    if (at >= 0) return text.slice(at + phrase.length + 1);
  }
  return null;
}

const LETTERS = "ABCD";
const option: Right = (given, label) => {
  const reply = strip(given);
  if (reply === "") return false;
  if (LETTERS.includes(reply[0] ?? "")) return label.includes(reply[0] ?? "");
  if (label.includes(reply)) return true;
  const left = squeezed(blanked(reply, "\n", '"', "'", ".", ",", "?", "!", "{", "}"));
  const said = behind(left, ["answer is:", "answer:", "answer is", "option is"]);
  if (said !== null) return label.some((one) => said.startsWith(one));
  const word = pieces(left).find((one) => LETTERS.includes(one));
  return word !== undefined && label.includes(word);
};

/** An integer is the label only where it is written as one. */
const firstNumber: Right = (reply, _, label) => {
  const found = /\d+\.\d+|\d+/.exec(reply)?.[0];
  if (found === undefined || label === null) return false;
  return (!Number.isInteger(label) || /^\d+$/.test(found)) && Number(found) === label;
};

const lastInteger: Right = (reply, _, label) => {
  const word = pieces(blanked(reply, "\n", ".", "`", "'", '"', ":")).at(-1);
  return word !== undefined && /^[+-]?\d+$/.test(word) && Number(word) === label;
};

const debug: Right = (reply, [name = "", letter = ""]) => {
  if (reply.startsWith(`${letter}.`) || reply.startsWith(`${letter}:`)) return true;
  const left = squeezed(blanked(reply, "\n", "`", "'", '"', "-", "*", "Option", "option"));
  const said = behind(left, ["answer is:", "is:", "answer:", "correct option is:"]);
  return said !== null && (said.startsWith(letter) || said.startsWith(name));
};

const english: Right = (reply, labels) => Math.max(0, ...labels.map((label) => bagF1(reply, label)));

/** Punctuation of ASCII and of Chinese texts. */
const MARKS =
  /[!-/:-@[-`{-~！？｡。＂＃＄％＆＇（）＊＋，－／：；＜＝＞＠［＼］＾＿｀｛｜｝～｟｠｢｣､、〃》「」『』【】〔〕〖〗〘〙〚〛〜〝〞〟〰〾〿–—‘’‛“”„‟…‧﹏.]/gu;
const characters = (text: string): string[] =>
  Array.from(pieces(text.toLowerCase().replaceAll(MARKS, "")).join(""));
const chinese: Right = (reply, labels) =>
  Math.max(0, ...labels.map((label) => overlapF1(characters(reply), characters(label))));

const TASKS = {
  passkey: firstDigits,
  number_string: firstDigits,
  kv_retrieval: pair,
  longbook_qa_eng: english,
  longbook_qa_chn: chinese,
  longbook_choice_eng: option,
  longdialogue_qa_eng: speaker,
  code_debug: debug,
  code_run: lastInteger,
  math_find: firstNumber,
} as const satisfies { readonly [task: string]: Right };
export type Task = keyof typeof TASKS;
export const infinitebenchTasks = Object.keys(TASKS) as Task[];

export function infinitebenchScore(reply: string, label: Label, task: Task): number {
  const texts = typeof label === "object" ? label : [String(label)];
  return Number(TASKS[task](reply, texts, typeof label === "number" ? label : null));
}

/**
 * `infinitebench(output, answers, task)`: the score of an item of a task of OpenBMB/InfiniteBench (src/compute_scores.py), 0 to 1. Of
 * longbook_choice_eng and code_debug the answers are the right one and its letter, of math_find and code_run a number. Its sum task is
 * `rouge(kind: "Lsum")`.
 */
export const infinitebench = operator({
  name: "infinitebench",
  family: "score",
  doc: "the score of InfiniteBench for an item of one of its tasks",
  params: {
    output: doc("what the model said", text),
    answers: doc("the column ground_truth", either(either(text, num), listOf(text))),
    task: doc("which of them", choice(...infinitebenchTasks)),
  },
  returns: types.num,
  metric: { range: "graded", told: ["task"] },
  run: ({ output, answers, task }) => infinitebenchScore(output, answers, task),
});
