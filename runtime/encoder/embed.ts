// Vectors of texts as values, and how near two are.
import { num as number } from "../../dsl/types/types.ts";
import { choice, doc, either, listOf, maybe, num, operator, text } from "../operator.ts";
import { typeError } from "../problem.ts";
import { cosineOf, partVectorsOf, prefixParam, vectorParams, vectorsOf } from "./vectors.ts";

/**
 * `embed(text, with: e)`: the vector of a text, of a list of texts one each. Pooling, length and what stands before a text are
 * those of the model's files (`1_Pooling/config.json`, `config_sentence_transformers.json`) where nothing else is said; of
 * several dimensions the first are taken, and made of length 1 again where the model's vectors are. `within` a text, its parts have the
 * vectors of their tokens where the whole is read, once (late chunking: Günther et al. 2024, arXiv 2409.04701), pooled without what is put around the text.
 * Errors: E511 for a pooling or dimensions that the model does not have, E204 for a part that the text does not have, E527 for a model of another kind, those of the model.
 */
export const embed = operator({
  name: "embed",
  family: "encoder",
  doc: "the vector of a text; of a list of texts, one each",
  params: {
    of: doc("a text, or a list of texts", either(text, listOf(text))),
    ...vectorParams,
    as: doc("what the texts are: picks what the model wants before them", maybe(choice("query", "document"))),
    prefix: prefixParam("each text"),
    within: doc("the text that the listed ones are parts of, in their order: it is read once", maybe(text)),
  },
  returns: { kind: "rule", rule: "vectors" },
  effect: "model",
  run: async ({ of, as, prefix, within, ...vectors }, reach) => {
    if (within !== null) {
      if (typeof of === "string")
        throw typeError("E203", "'embed' takes a list of parts within a text", "put it in brackets");
      const parts = await partVectorsOf({ text: within, parts: of }, vectors, { as, prefix }, "embed", reach);
      return parts.map((vector) => [...vector]);
    }
    const texts = typeof of === "string" ? [of] : of;
    const made = await vectorsOf(texts, vectors, { as, prefix }, "embed", reach);
    const plain = made.map((vector) => [...vector]);
    return typeof of === "string" ? plain[0]! : plain;
  },
});

/** `cosine(a, b)`: of two vectors the cosine of their angle; 0 where one is all zeros. Errors: E203 for different lengths. */
export const cosine = operator({
  name: "cosine",
  family: "encoder",
  doc: "how near two vectors are: the cosine of their angle, -1 to 1",
  params: { a: doc("a vector", listOf(num)), b: doc("another of the same length", listOf(num)) },
  returns: number,
  run: ({ a, b }) => {
    if (a.length === b.length) return cosineOf(a, b);
    throw typeError(
      "E203",
      `'cosine' takes two vectors of one length, but got ${a.length} and ${b.length} numbers`,
      "make both with the same model and the same dimensions",
    );
  },
});
