// What operators share that ask encoders: results of several texts, what was cut told in a note, a Problem raised.
import type { InferInput, Inference } from "../model/index.ts";
import type { Reach } from "../operator.ts";
import { Problem } from "../problem.ts";
import type { ModelValue } from "../value.ts";
import type { Said } from "./calls.ts";

/**
 * What the model says of each text. A text that was cut to its window is counted in a note of the operator.
 * Errors: those of the model; of the first text that has no result.
 */
export async function asked(
  { infer, note }: Pick<Reach, "infer" | "note">,
  operator: string,
  model: ModelValue,
  task: Inference,
  inputs: readonly InferInput[],
): Promise<readonly Said[]> {
  const said = (await infer(model, task, inputs)).map((one) => {
    if (one instanceof Problem) throw one;
    return one;
  });
  const cut = said.filter((one) => one.cut > 0);
  const [first] = cut;
  if (first)
    note(
      `${operator}: a text is longer than the ${first.tokens} tokens that '${model.name}' takes, the rest of it is left out`,
      cut.length,
    );
  return said;
}
