// Languages of random automata, and strings of each: what a model learns of them in its context.
import * as types from "../../dsl/types/types.ts";
import { doc, int, listOf, operator, opt, type Param, text } from "../operator.ts";
import { typeError } from "../problem.ts";
import { paced } from "../progress.ts";
import { type Random, stream } from "../random.ts";
import { ranged } from "../ranged.ts";
import { fromRows } from "../table.ts";
import { plainly, type Row } from "../value.ts";
import { after, type Automaton, randomAutomaton, walk } from "./automaton.ts";

const pair: Param<readonly number[]> = {
  ...listOf(int),
  is: (value) => listOf(int).is(value) && (value as readonly number[]).length === 2,
};
/** Tries for an automaton that was not there yet. */
const TRIES = 100;

/**
 * `automata(n: 100, seed: 1)`: a row per language: {id, states, automaton, strings, prompt, allowed}. An automaton has `states` (from, to) states before it is made least, symbols a, b, ... of which it uses as many as it
 * has states at most, and `edges` ways out of each state; no two rows have the same. Of each there are `strings`, of `lengths` symbols, walked with every next symbol as likely as the others; the prompt is the
 * strings with `|` between them. `allowed` has for each character of the prompt the symbols that may stand there, in their order, none for a `|`: `dfa_accuracy` and
 * `next_symbol_distance` score what a model says against it. Numbers as in ICLL (Akyürek et al. 2024, arXiv 2401.12973; berlino/seq_icl), whose generator is another; both ends are included here. Each symbol must be one token of
 * the model that is asked: check with `tokens`. Automata that come twice are drawn anew. Errors: E203.
 */
export const automata = operator({
  name: "automata",
  family: "construct",
  doc: "languages of random automata with strings of each",
  params: {
    n: doc("how many languages", ranged(int, { least: 1, most: 100_000 })),
    seed: doc("the same seed gives the same rows", int),
    states: doc("states at least and at most, from 2", opt(pair, [4, 12])),
    symbols: doc("how many symbols there are, 1 to 26", opt(ranged(int, { least: 1, most: 26 }), 18)),
    edges: doc("ways out of a state at least and at most", opt(pair, [1, 3])),
    strings: doc("strings of a language at least and at most", opt(pair, [10, 20])),
    lengths: doc("symbols of a string at least and at most", opt(pair, [1, 49])),
    between: doc("what stands between two strings, one character", opt(text, "|")),
  },
  returns: types.table({
    id: types.int,
    states: types.int,
    automaton: types.json,
    strings: types.list(types.text),
    prompt: types.text,
    allowed: types.list(types.list(types.text)),
  }),
  run: async ({ n, seed, symbols, between, ...ranges }, reach) => {
    const [states, edges, strings, lengths] = (["states", "edges", "strings", "lengths"] as const).map(
      (name) => {
        const [least, most] = ranges[name] as [number, number];
        const floor = name === "states" ? 2 : 1;
        if (least < floor || most < least || most > 10_000)
          throw typeError(
            "E203",
            `'automata' takes ${name}: two numbers from ${floor} up, but got ${least} and ${most}`,
          );
        return [least, most] as const;
      },
    );
    if (Array.from(between).length !== 1 || /[a-z]/.test(between))
      throw typeError(
        "E203",
        `'automata' takes between: one character that is no symbol, but got ${JSON.stringify(between)}`,
      );
    const all = Array.from({ length: symbols }, (_, at) => String.fromCharCode(97 + at));
    const seen = new Set<string>();
    const rows: Row[] = [];
    for await (const id of paced(
      Array.from({ length: n }, (_, at) => at),
      n,
      reach,
    )) {
      const random = stream(seed, "automata", id);
      const automaton = fresh(seen, () => {
        const count = within(states!, random);
        return randomAutomaton(
          { states: count, alphabet: picked(all, count, random), edges: edges! },
          random,
        );
      });
      const said = Array.from({ length: within(strings!, random) }, () =>
        walk(automaton, within(lengths!, random), random),
      );
      rows.push({ id, ...told(automaton, said, between) });
    }
    return fromRows(rows);
  },
});

const within = ([least, most]: readonly [number, number], random: Random): number =>
  least + random.below(most - least + 1);

/** Some of the symbols, in their order. */
function picked(all: readonly string[], count: number, random: Random): string[] {
  const keys = all.map((symbol) => ({ symbol, key: random.next() }));
  const kept = keys.sort((a, b) => a.key - b.key).slice(0, count);
  return kept.map(({ symbol }) => symbol).sort();
}

/** Errors: E203 where none that is new is found. */
function fresh(seen: Set<string>, make: () => Automaton): Automaton {
  for (let tries = 0; tries < TRIES; tries++) {
    const made = make();
    const key = JSON.stringify(made);
    if (seen.has(key)) continue;
    seen.add(key);
    return made;
  }
  throw typeError(
    "E203",
    `'automata' finds no ${seen.size + 1} different languages of these sizes`,
    "allow more states, symbols or edges",
  );
}

const told = (automaton: Automaton, strings: readonly (readonly string[])[], between: string): Row => ({
  states: automaton.length,
  automaton: plainly(automaton),
  strings: strings.map((one) => one.join("")),
  prompt: strings.map((one) => one.join("")).join(between),
  allowed: strings.flatMap((one, nth) => [
    ...(nth > 0 ? [[]] : []),
    ...one.map((_, at) => [...(after(automaton, one.slice(0, at)) ?? [])]),
  ]),
});
