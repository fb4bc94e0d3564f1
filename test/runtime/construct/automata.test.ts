// Automata against all strings up to a length, and the two metrics of their next symbols.
import fc from "fast-check";
import { expect, test } from "vitest";
import { automata } from "../../../runtime/construct/automata.ts";
import { after, type Automaton, minimal, randomAutomaton } from "../../../runtime/construct/automaton.ts";
import { dfaAccuracy, nextSymbolDistance } from "../../../runtime/construct/next-symbols.ts";
import { stream } from "../../../runtime/random.ts";
import { shuffled } from "../../../runtime/construct/shuffled.ts";
import { call, failure, plain, reach } from "../call.ts";

const alphabet = ["a", "b", "c"];
/** All strings of up to five symbols. */
const strings = Array.from({ length: 5 })
  .reduce<string[][]>(
    (levels) => [...levels, levels.at(-1)!.flatMap((one) => alphabet.map((symbol) => one + symbol))],
    [[""]],
  )
  .flat();
/** Which of them lead somewhere from a state. */
const takes = (automaton: Automaton, from = 0): string =>
  strings
    .filter((one) => {
      let state: number | undefined = from;
      for (const symbol of one) if (state !== undefined) state = automaton[state]?.[symbol];
      return state !== undefined;
    })
    .join(" ");

/** Any automaton, states that nothing reaches and equal ones included. */
const anyAutomaton = fc.integer({ min: 1, max: 5 }).chain((states) =>
  fc.array(fc.dictionary(fc.constantFrom(...alphabet), fc.nat(states - 1)), {
    minLength: states,
    maxLength: states,
  }),
);

test("the least automaton takes the same strings, no two of its states do, and it is written in one way", () => {
  fc.assert(
    fc.property(anyAutomaton, fc.nat(), (automaton, seed) => {
      const least = minimal(automaton);
      expect(takes(least)).toBe(takes(automaton));
      const languages = least.map((_, state) => takes(least, state));
      expect(new Set(languages).size).toBe(least.length);
      // the same with its states in another order
      const order = [0, ...shuffled([...Array(automaton.length).keys()].slice(1), stream(seed, "order"))];
      const turned = order.map((old) =>
        Object.fromEntries(
          Object.entries(automaton[old]!).map(([symbol, to]) => [symbol, order.indexOf(to)]),
        ),
      );
      expect(minimal(turned)).toEqual(least);
    }),
    { numRuns: 40 },
  );
});

test("a random automaton has its ways out, none to itself and no two to one state, before it is made least", () => {
  for (let seed = 0; seed < 200; seed++) {
    const made = randomAutomaton({ states: 6, alphabet: [..."abcdef"], edges: [1, 3] }, stream(seed, "test"));
    for (const edges of made) {
      const ways = Object.keys(edges).length;
      expect(ways >= 1 && ways <= 3).toBe(true);
    }
    expect(minimal(made)).toEqual(made);
  }
});

test("every string of a row is one of its automaton, and what is allowed is what may come", async () => {
  const rows = plain(await call(automata, { n: 40, seed: 3 }));
  expect(plain(await call(automata, { n: 40, seed: 3 }))).toEqual(rows);
  expect(new Set(rows.map(({ automaton }) => JSON.stringify(automaton))).size).toBe(40);
  for (const row of rows) {
    const said = row["strings"] as readonly string[];
    const automaton = row["automaton"] as never as Automaton;
    const allowed = row["allowed"] as readonly (readonly string[])[];
    expect(said.length >= 10 && said.length <= 20).toBe(true);
    expect(row["prompt"]).toBe(said.join("|"));
    expect(allowed).toHaveLength(said.join("|").length);
    let at = 0;
    for (const one of said) {
      expect(one.length >= 1 && one.length <= 49).toBe(true);
      for (let n = 0; n < one.length; n++) {
        const next = allowed[at++]!;
        expect(next).toContain(one[n]);
        // brute force: a symbol may come where the string with it is taken
        const brute = [..."abcdefghijklmnopqr"].filter((symbol) =>
          after(automaton, [...one.slice(0, n), symbol]),
        );
        expect(next).toEqual(brute);
      }
      // what parts two strings is not judged
      expect(allowed[at++] ?? []).toEqual([]);
    }
    const seen = [...String(row["prompt"])].map((symbol) => (symbol === "|" ? null : symbol));
    expect(await call(dfaAccuracy, { said: seen, allowed })).toBe(1);
  }
});

test("every next symbol is as likely as the others that may come", async () => {
  const rows = plain(
    await call(automata, {
      n: 1,
      seed: 5,
      states: [3, 3],
      symbols: 3,
      edges: [2, 2],
      strings: [2000, 2000],
      lengths: [1, 1],
    }),
  );
  const firsts = rows[0]!["strings"] as readonly string[];
  const counts = [...new Set(firsts)].map((one) => firsts.filter((other) => other === one).length);
  expect(counts).toHaveLength(2);
  // four standard deviations
  expect(Math.abs(counts[0]! - 1000)).toBeLessThan(4 * Math.sqrt(500));
});

test("sizes that cannot be are refused", async () => {
  expect(await failure(call(automata, { n: 1, seed: 1, states: [1, 3] }))).toMatch(/^E203/);
  expect(await failure(call(automata, { n: 1, seed: 1, between: "a" }))).toMatch(/^E203/);
  expect(await failure(call(automata, { n: 50, seed: 1, states: [2, 2], symbols: 1 }))).toMatch(
    /^E203.*different languages/,
  );
});

const allowed = [["a", "b"], [], ["c"]];

test("accuracy is the share of allowed symbols; places without any are not judged, and null is wrong", async () => {
  const score = async (said: readonly (string | null)[]) => call(dfaAccuracy, { said, allowed });
  expect([
    await score(["b", "x", "c"]),
    await score(["c", null, "c"]),
    await score([null, "a", "a"]),
  ]).toEqual([1, 0.5, 0]);
  expect(await failure(score(["a"]))).toMatch(/^E204/);
  expect(await failure(call(dfaAccuracy, { said: ["a"], allowed: [[]] }))).toBe(
    "E204: 'dfa_accuracy' has no place to judge",
  );
});

test("the distance to itself is 0, to what is never allowed 2 or 1, and half of l1 is tvd", async () => {
  const said = (...all: readonly { readonly [symbol: string]: number }[]) => all;
  const score = (of: readonly { readonly [symbol: string]: number }[], variant?: string) =>
    call(nextSymbolDistance, { said: of, allowed, ...(variant !== undefined && { variant }) });
  expect(await score(said({ a: 0.5, b: 0.5 }, { z: 1 }, { c: 1 }))).toBe(0);
  const wrong = said({ c: 1 }, {}, { a: 1 });
  expect([await score(wrong), await score(wrong, "tvd")]).toEqual([2, 1]);
  // 0.25 + 0.25 + 0 and 0.4 + 0.3 in the mean
  const near = said({ a: 0.75, b: 0.25 }, {}, { c: 0.6, a: 0.3 });
  expect(await score(near)).toBeCloseTo((0.5 + 0.7) / 2, 12);
  const seen = reach();
  await nextSymbolDistance.run({ said: near, allowed }, seen);
  expect(Object.fromEntries(seen.notes)).toEqual({
    "next_symbol_distance: places whose probabilities do not sum to 1": 1,
  });
  expect(await failure(score(said({ a: -1 }, {}, {})))).toMatch(/^E204/);
});
