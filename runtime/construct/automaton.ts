// Finite automata whose states all accept: made at random, made least, run. Pure.
import type { Random } from "../random.ts";
import { shuffled } from "./shuffled.ts";

/** Of each state where a symbol leads; state 0 is the first. Symbols stand in their order. */
export type Automaton = readonly { readonly [symbol: string]: number }[];

/** From how many states and symbols, and how many ways out of a state. */
export interface Sizes {
  readonly states: number;
  readonly alphabet: readonly string[];
  readonly edges: readonly [least: number, most: number];
}

/**
 * Of each state as many different symbols as are drawn, each to another state than itself and to different ones; then
 * states that cannot be reached are dropped and equal ones made one. As in ICLL (Akyürek et al. 2024, arXiv 2401.12973).
 */
export function randomAutomaton(
  { states, alphabet, edges: [least, most] }: Sizes,
  random: Random,
): Automaton {
  const made = Array.from({ length: states }, (_, state) => {
    const ways = Math.min(least + random.below(most - least + 1), alphabet.length, states - 1);
    const others = Array.from({ length: states }, (__, at) => at).filter((at) => at !== state);
    const targets = shuffled(others, random);
    return sorted(
      shuffled(alphabet, random)
        .slice(0, ways)
        .map((symbol, at) => [symbol, targets[at]!] as const),
    );
  });
  return minimal(made);
}

const sorted = (edges: readonly (readonly [string, number])[]): Automaton[number] =>
  Object.fromEntries([...edges].sort(([a], [b]) => (a < b ? -1 : 1)));

/** The least automaton of the same strings, its states numbered as a search in width by symbols meets them: equal ones are written alike. */
export function minimal(automaton: Automaton): Automaton {
  // Moore's refinement: states are equal that have the same symbols to equal states
  let group = automaton.map(() => 0);
  for (let groups = 0; ;) {
    const keys = automaton.map((edges, at) =>
      JSON.stringify([
        group[at],
        ...Object.keys(edges)
          .sort()
          .map((symbol) => [symbol, group[edges[symbol]!]]),
      ]),
    );
    const names = new Map([...new Set(keys)].map((key, at) => [key, at]));
    group = keys.map((key) => names.get(key)!);
    if (names.size === groups) break;
    groups = names.size;
  }
  const number = new Map([[group[0]!, 0]]);
  const made: { readonly [symbol: string]: number }[] = [];
  const queue = [0];
  for (const state of queue)
    made.push(
      sorted(
        Object.keys(automaton[state]!)
          .sort()
          .map((symbol) => {
            const target = automaton[state]![symbol]!;
            if (!number.has(group[target]!)) {
              number.set(group[target]!, number.size);
              queue.push(target);
            }
            return [symbol, number.get(group[target]!)!] as const;
          }),
      ),
    );
  return made;
}

/** The symbols that may come after a string; null where the automaton does not take the string. */
export function after(automaton: Automaton, string: readonly string[]): readonly string[] | null {
  let state = 0;
  for (const symbol of string) {
    const next: number | undefined = automaton[state]?.[symbol];
    if (next === undefined) return null;
    state = next;
  }
  return Object.keys(automaton[state] ?? {});
}

/** A string of so many symbols, each as likely as the others that may come. */
export function walk(automaton: Automaton, length: number, random: Random): string[] {
  const string: string[] = [];
  let state = 0;
  for (let at = 0; at < length; at++) {
    const symbols = Object.keys(automaton[state]!);
    if (symbols.length === 0) break;
    const symbol = symbols[random.below(symbols.length)]!;
    string.push(symbol);
    state = automaton[state]![symbol]!;
  }
  return string;
}
