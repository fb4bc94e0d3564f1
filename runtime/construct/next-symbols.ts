// How near a model's next symbols are to those that an automaton allows.
import * as types from "../../dsl/types/types.ts";
import { choice, doc, listOf, maybe, operator, opt, type Reach, text } from "../operator.ts";
import { dataError } from "../problem.ts";
import { keyedNumbers, type KeyedNumbers } from "../keyed-numbers.ts";

const allowed = doc(
  "the symbols that may stand at each place; none: the place is not judged",
  listOf(listOf(text)),
);

/**
 * `dfa_accuracy(said, allowed)`: the share of the places whose symbol the automaton allows there: ICLL (Akyürek et al. 2024, arXiv 2401.12973; berlino/seq_icl analyze.py), where `said` is the likeliest symbol after the true ones before it.
 * Null is wrong, and counted. Errors: E204 for other numbers of places, or none that is judged.
 */
export const dfaAccuracy = operator({
  name: "dfa_accuracy",
  family: "score",
  doc: "the share of next symbols that an automaton allows, 0 to 1",
  params: { said: doc("the symbol that is said at each place", listOf(maybe(text))), allowed },
  returns: types.num,
  metric: { range: "graded" },
  run: ({ said, allowed: right }, { note }) => {
    const at = judged("dfa_accuracy", said.length, right);
    const none = at.filter((place) => said[place] === null).length;
    if (none > 0) note("dfa_accuracy: places without a symbol, which are wrong", none);
    return at.filter((place) => right[place]!.includes(said[place] ?? "")).length / at.length;
  },
});

/**
 * `next_symbol_distance(said, allowed, variant)`: how far the probabilities that are said are from those of the automaton, under which all symbols that may stand at a place are as likely; the mean over places. `l1` is the sum of the differences, 0 to 2; `tvd` half of it, the total
 * variation that ICLL reports (Akyürek et al. 2024, arXiv 2401.12973). Probabilities are taken as they are: what a model gives to other tokens is missing from their sum, and places where more than 0.01 is are counted.
 * Errors: E204 for other numbers of places, none that is judged, or a negative probability.
 */
export const nextSymbolDistance = operator({
  name: "next_symbol_distance",
  family: "score",
  doc: "how far probabilities of next symbols are from those of an automaton",
  params: {
    said: doc("the probability of each symbol at each place", listOf(keyedNumbers)),
    allowed,
    variant: doc("the sum of the differences, or half of it", opt(choice("l1", "tvd"), "l1")),
  },
  returns: types.num,
  metric: { range: "graded" },
  run: ({ said, allowed: right, variant }, reach) => {
    const at = judged("next_symbol_distance", said.length, right);
    const sum = at.reduce((total, place) => total + apart(said[place]!, right[place]!, reach), 0);
    return sum / at.length / (variant === "tvd" ? 2 : 1);
  },
});

function judged(metric: string, said: number, right: readonly (readonly string[])[]): number[] {
  const at = [...right.keys()].filter((place) => right[place]!.length > 0);
  if (said !== right.length || at.length === 0)
    throw dataError(
      "E204",
      at.length === 0
        ? `'${metric}' has no place to judge`
        : `'${metric}' has ${said} places said and ${right.length} allowed`,
    );
  return at;
}

function apart(said: KeyedNumbers, right: readonly string[], { note }: Pick<Reach, "note">): number {
  const all = new Set([...Object.keys(said), ...right]);
  const total = Object.values(said).reduce((sum, one) => sum + one, 0);
  if (Object.values(said).some((one) => one < 0))
    throw dataError("E204", "'next_symbol_distance' has a negative probability");
  if (Math.abs(total - 1) > 0.01) note("next_symbol_distance: places whose probabilities do not sum to 1");
  const of = (symbol: string): number => (Object.hasOwn(said, symbol) ? said[symbol]! : 0);
  return [...all].reduce(
    (sum, symbol) => sum + Math.abs(of(symbol) - (right.includes(symbol) ? 1 / right.length : 0)),
    0,
  );
}
