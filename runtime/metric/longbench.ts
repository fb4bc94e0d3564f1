// The score that LongBench v1 gives an item of each of its datasets: its metric, and what is cut of a reply before.
import { choice, doc, listOf, maybe, operator, text } from "../operator.ts";
import * as types from "../../dsl/types/types.ts";
import { dataError } from "../problem.ts";
import { type Answers, answers } from "./answers.ts";
import { difflibRatio } from "./edit/difflib.ts";
import { chineseF1, chineseRetrieval, chineseRouge } from "./longbench-zh.ts";
import { integersIn, roundHalfEven } from "./python.ts";
import { pltrdyL } from "./rouge/pltrdy.ts";
import { bagF1 } from "./token-f1.ts";

/** A reply and one answer. */
type Metric = (output: string, answer: string, classes: readonly string[]) => number;

/** ROUGE-L of pltrdy/rouge; the script counts an error of the package, of an empty text, as 0. */
const summary: Metric = (output, answer) => pltrdyL(output, answer)?.f ?? 0;

/** 1 of as many classes as the reply names, where the right one is among them. Classes that are a part of the right one are not counted. */
const classification: Metric = (output, answer, classes) => {
  const named = classes.filter((one) => output.includes(one));
  // the script removes from the list that it walks, and so passes over what follows each
  for (let at = 0; at < named.length; at++) {
    const one = named[at] ?? "";
    if (answer.includes(one) && one !== answer) named.splice(named.indexOf(one), 1);
  }
  return named.includes(answer) ? 1 / named.length : 0;
};

/** The share of the integers of the reply that are the right one. */
const share = (output: string, right: string): number => {
  const all = integersIn(output);
  return all.length === 0 ? 0 : all.filter((one) => one === right).length / all.length;
};
const count: Metric = share;
const retrieval: Metric = (output, answer) => share(output, /Paragraph (\p{Nd}+)/u.exec(answer)?.[1] ?? "");

/** The first line that is no comment and no fence, by fuzzywuzzy's ratio: a whole percentage. */
const code: Metric = (output, answer) => {
  const lines = output.replace(/^\n+/, "").split("\n");
  const line = lines.find((one) => !["`", "#", "//"].some((sign) => one.includes(sign))) ?? "";
  if (line === answer) return line === "" ? 0 : 1;
  return roundHalfEven(100 * difflibRatio(line, answer)) / 100;
};

const qa: Metric = bagF1;

const DATASETS = {
  narrativeqa: qa,
  qasper: qa,
  multifieldqa_en: qa,
  hotpotqa: qa,
  "2wikimqa": qa,
  musique: qa,
  gov_report: summary,
  qmsum: summary,
  multi_news: summary,
  trec: classification,
  triviaqa: qa,
  samsum: summary,
  passage_count: count,
  passage_retrieval_en: retrieval,
  lcc: code,
  "repobench-p": code,
} as const satisfies { readonly [dataset: string]: Metric };
/** Their words are those of a library: not those of Python's jieba, where the published figures come from. */
const CHINESE = {
  multifieldqa_zh: chineseF1,
  dureader: chineseRouge,
  vcsum: chineseRouge,
  lsht: classification,
  passage_retrieval_zh: chineseRetrieval,
} as const satisfies { readonly [dataset: string]: Metric };
const CUT: ReadonlySet<string> = new Set(["multifieldqa_zh", "dureader", "vcsum"]);

export type Dataset = keyof typeof DATASETS;
/** Those whose published figures are computed again: the English ones, and code. */
export const longbenchDatasets = Object.keys(DATASETS) as Dataset[];
export const chineseDatasets = Object.keys(CHINESE) as (keyof typeof CHINESE)[];

/** Datasets of which a reply counts up to the end of its first line. */
const FIRST_LINE: ReadonlySet<string> = new Set(["trec", "triviaqa", "samsum", "lsht"]);
/** Datasets of labels. */
const LABELS: ReadonlySet<string> = new Set(["trec", "lsht"]);
const ALL: { readonly [D in Dataset | keyof typeof CHINESE]: Metric } = { ...DATASETS, ...CHINESE };

export function longbenchScore(
  output: string,
  given: Answers,
  dataset: keyof typeof ALL,
  classes: readonly string[],
): number {
  const reply = FIRST_LINE.has(dataset) ? (output.replace(/^\n+/, "").split("\n")[0] ?? "") : output;
  return Math.max(0, ...[given].flat().map((answer) => ALL[dataset](reply, answer, classes)));
}

/**
 * `longbench(output, answers, dataset, classes)`: the score of an item by THUDM/LongBench (metrics.py and eval.py), 0 to 1, the best over
 * the answers, 0 without any. Words of its Chinese datasets are those of jieba-wasm, which is told with the score: Python's jieba, by which they
 * were published, cuts some texts otherwise. Errors: E204 where trec or lsht has no classes.
 */
export const longbench = operator({
  name: "longbench",
  family: "score",
  doc: "the score of LongBench v1 for an item of one of its datasets",
  params: {
    output: doc("what the model said", text),
    answers,
    dataset: doc("which of them", choice(...longbenchDatasets, ...chineseDatasets)),
    classes: doc("of trec and lsht: all labels, the column all_classes", maybe(listOf(text))),
  },
  returns: types.num,
  metric: { range: "graded", told: ["dataset"] },
  run: ({ output, answers, dataset, classes }, { note }) => {
    if (LABELS.has(dataset) && (classes ?? []).length === 0)
      throw dataError("E204", `'longbench' of ${dataset} needs the labels`, "classes: .all_classes");
    if (CUT.has(dataset)) note("longbench: Chinese words by jieba-wasm with its HMM, not by Python's jieba");
    return longbenchScore(output, answers, dataset, classes ?? []);
  },
});
