// Source -> plan with its questions answered: compiles, fetches what is needed, compiles again.
import { type Compiled, compile } from "../dsl/compile.ts";
import type { Facts, Need } from "../dsl/types/known.ts";
import type { Memo } from "../dsl/syntax/memo.ts";
import type { Source } from "../dsl/source.ts";
import type { Answers } from "./facts.ts";
import { library } from "./library.ts";

/** Rounds at most: files that name files, one round each; then the columns of data; then the tokens of all prompts at once. */
const ROUNDS = 32;

export const prepare = (source: Source, answers: Answers, memo?: Memo): Promise<Compiled> =>
  settled(answers, (facts) => compile(source, library, facts, memo));

/** Makes something of a program until nothing new is asked. */
export async function settled<C extends { readonly needs: readonly Need[] }>(
  answers: Answers,
  make: (facts: Facts) => C,
): Promise<C> {
  const asked = new Set<string>();
  let made = make(await answers.known());
  for (let round = 0; round < ROUNDS; round++) {
    const fresh = made.needs.filter(({ key }) => !asked.has(key));
    if (fresh.length === 0) break;
    for (const { key } of fresh) asked.add(key);
    made = make(await answers.answer(fresh));
  }
  return made;
}
