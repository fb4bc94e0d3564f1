// What stands where models are reached, while an earlier run is scored again: nobody is asked, nothing is loaded, no model folder is looked at.
import type { Need, ModelFact } from "../../dsl/types/known.ts";
import type { Answers } from "../facts.ts";
import type { Runner } from "../model/index.ts";
import { onnx } from "../onnx.ts";
import type { Operator } from "../operator.ts";
import { Problem } from "../problem.ts";

const refusal = (): Problem =>
  new Problem(
    "ModelError",
    "E135",
    "a model is wanted where earlier answers are scored, and none is asked there",
    "score columns that rest on data and answers alone; strux run asks models",
  );
const refuse = (): Promise<never> => Promise.reject(refusal());
async function* refuseAll(): AsyncGenerator<never> {
  yield await refuse();
}

/** A runner that refuses every call with E135. */
export const nobody: Runner = {
  describe: refuse,
  encode: refuse,
  decode: refuse,
  count: refuse,
  chat: refuse,
  joined: refuse,
  measure: refuse,
  load: refuse,
  release: refuse,
  generate: refuseAll,
  infer: refuseAll,
  likelihood: refuseAll,
  pid: () => undefined,
  close: () => Promise.resolve(),
};

/** The operators, of which the one that finds a model's folder takes it to be there. */
export const unlooked = (operators: ReadonlyMap<string, Operator>): ReadonlyMap<string, Operator> =>
  new Map([
    ...operators,
    [onnx.signature.name, { ...onnx, run: ({ folder }) => ({ kind: "source", dir: folder, ref: folder }) }],
  ] as [string, Operator][]);

/** The answers to a compiler's questions, of which those about models are not looked up. */
export function unseen(answers: Answers): Answers {
  const models: { [key: string]: ModelFact } = {};
  const fact: ModelFact = { found: true, window: null, why: "no model is looked at" };
  return {
    known: async () => ({ ...(await answers.known()), models: { ...models } }),
    async answer(needs) {
      const of = (need: Need): boolean => need.kind === "model";
      for (const { key } of needs.filter(of)) models[key] = fact;
      return { ...(await answers.answer(needs.filter((need) => !of(need)))), models: { ...models } };
    },
  };
}
