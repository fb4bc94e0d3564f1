// Source -> plan with its questions answered: compiles, fetches what is needed, compiles again.
import { type Compiled, compile } from "../dsl/compile.ts";
import type { Source } from "../dsl/source.ts";
import type { Answers } from "./facts.ts";
import { library } from "./library.ts";

/** Rounds at most: files that name files, one round each; then the columns of data; then the tokens of all prompts at once. */
const ROUNDS = 32;

export async function prepare(source: Source, answers: Answers): Promise<Compiled> {
  const asked = new Set<string>();
  let compiled = compile(source, library, await answers.known());
  for (let round = 0; round < ROUNDS; round++) {
    const fresh = compiled.needs.filter(({ key }) => !asked.has(key));
    if (fresh.length === 0) break;
    for (const { key } of fresh) asked.add(key);
    compiled = compile(source, library, await answers.answer(fresh));
  }
  return compiled;
}
