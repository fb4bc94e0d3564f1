// BLEU and chrF of all outputs together: counts are added up, where a mean over items would weigh short and long ones alike.
import * as types from "../../dsl/types/types.ts";
import { listed } from "../metric/answers.ts";
import { type BleuCounts, bleuCounts, bleuOf, brevity } from "../metric/bleu.ts";
import { type ChrfCounts, chrfCounts, chrfOf } from "../metric/chrf.ts";
import { bool, choice } from "../operator.ts";
import { typeError } from "../problem.ts";
import type { Value } from "../value.ts";
import {
  complete,
  doc,
  drawing,
  drawnInterval,
  each,
  figures,
  json,
  operator,
  opt,
  record,
  rowsOf,
} from "./shared.ts";

const params = {
  rows: rowsOf,
  output: doc("what the model said", each(json)),
  answers: doc("the references of an item: a text, or several", each(json)),
};
const interval = { lo: types.num, hi: types.num, n: types.int };

/** An output with its references. Errors: E204. */
function textsOf(
  what: string,
  [output = null, answers = null]: readonly Value[],
): readonly [string, readonly string[]] {
  const list = Array.isArray(answers) ? (answers as readonly Value[]) : [answers];
  if (typeof output === "string" && list.every((one) => typeof one === "string"))
    return [output, listed(list, what)];
  throw typeError(
    "E204",
    `'${what}' takes an output and its references as Text, got ${JSON.stringify(output)}`,
  );
}

const sums = (all: readonly (readonly number[])[]): readonly number[] =>
  all[0]!.map((_, at) => all.reduce((sum, one) => sum + one[at]!, 0));

const bleuSum = (all: readonly BleuCounts[]): BleuCounts => ({
  totals: sums(all.map(({ totals }) => totals)),
  hits: sums(all.map(({ hits }) => hits)),
  said: all.reduce((sum, one) => sum + one.said, 0),
  right: all.reduce((sum, one) => sum + one.right, 0),
});

/**
 * `corpus_bleu(rows, .output, .answers)`: BLEU of all rows together, 0 to 1, with the interval of rows drawn again, as sacreBLEU has it (M. Post 2018, mjpost/sacrebleu 2):
 * tokenizer 13a, exponential smoothing, no effective order, which `signature` says. `brevity` is its penalty. sacreBLEU's tokenizers of FLORES need a
 * SentencePiece model and are not there. Errors: E204 for other than texts, or no reference; E113.
 */
export const corpus_bleu = operator({
  name: "corpus_bleu",
  family: "statistics",
  doc: "BLEU of all outputs together, as sacreBLEU computes it for a corpus, 0 to 1",
  params: { ...params, lowercase: doc("whether case is dropped", opt(bool, false)), ...drawing },
  returns: record({ bleu: types.num, ...interval, brevity: types.num, signature: types.text }),
  run: async ({ rows, output, answers, lowercase, ...how }, reach) => {
    const texts = (await complete("corpus_bleu", rows, [output, answers], reach)).map((row) =>
      textsOf("corpus_bleu", row),
    );
    const items = texts.map(([said, right]) => bleuCounts(said, right, lowercase));
    const whole = bleuSum(items);
    const of = (some: readonly BleuCounts[]): number => bleuOf(bleuSum(some), false) / 100;
    const refs = new Set(texts.map(([, right]) => right.length));
    return figures({
      bleu: of(items),
      ...drawnInterval("corpus_bleu", items, of, how, reach.note),
      n: items.length,
      brevity: brevity(whole.said, whole.right),
      signature: `nrefs:${refs.size === 1 ? [...refs][0] : "var"}|case:${lowercase ? "lc" : "mixed"}|eff:no|tok:13a|smooth:exp`,
    });
  },
});

const chrfSum = (all: readonly ChrfCounts[]): ChrfCounts =>
  all[0]!.map((_, at) => {
    const of = (place: 0 | 1 | 2): number => all.reduce((sum, one) => sum + one[at]![place], 0);
    return [of(0), of(1), of(2)];
  });

/**
 * `corpus_chrf(rows, .output, .answers, variant)`: chrF of all rows together, 0 to 1, with the interval of rows drawn again, as sacreBLEU has it: of several references the one with the highest score counts.
 * Errors: E204 for other than texts, or no reference; E113.
 */
export const corpus_chrf = operator({
  name: "corpus_chrf",
  family: "statistics",
  doc: "chrF of all outputs together, as sacreBLEU computes it for a corpus, 0 to 1",
  params: {
    ...params,
    variant: doc("characters, or words beside them", opt(choice("chrf", "chrf++"), "chrf")),
    ...drawing,
  },
  returns: record({ chrf: types.num, ...interval }),
  run: async ({ rows, output, answers, variant, ...how }, reach) => {
    const items = (await complete("corpus_chrf", rows, [output, answers], reach)).map((row) => {
      const [said, right] = textsOf("corpus_chrf", row);
      const all = right.map((one) => chrfCounts(said, one, variant));
      return all.reduce((best, one) => (chrfOf(one) > chrfOf(best) ? one : best));
    });
    const of = (some: readonly ChrfCounts[]): number => chrfOf(chrfSum(some)) / 100;
    return figures({
      chrf: of(items),
      ...drawnInterval("corpus_chrf", items, of, how, reach.note),
      n: items.length,
    });
  },
});
